// SPDX-License-Identifier: GPL-3.0-or-later
// Many clients, slow ones, and such that come and go: what they leave behind, and what others notice.
#include "tests/engine/server/api_rig.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <memory>
#include <sys/resource.h>
#include <vector>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr const char* kProgram = "CREATE TABLE t (id BIGINT, text VARCHAR);\n"
                                 "CREATE VIEW v AS SELECT id, text FROM t WHERE id > 1;\n";

// A sanitizer keeps what is freed for a while, so that memory says nothing under one.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeasuresMemory = false;
#else
constexpr bool kMeasuresMemory = true;
#endif

qsizetype numDescriptors()
{
    const QDir descriptors(QStringLiteral("/proc/self/fd"));
    return descriptors.entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System).size();
}

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    file.open(QIODevice::ReadOnly);
    return file.readAll().split(' ').value(1).toDouble() * 4096 / 1e6;
}

} // namespace

class TestManyClients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        rlimit limit = {};
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }

    /// Clients that break off at different points of each kind of exchange.
    void leaveNothingBehind()
    {
        ApiRig rig(kProgram);
        const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(rig.port) + "\r\n";
        const QList<QByteArray> requests = {
            "",
            "GET /heal",
            "GET /healthz HTTP/1.1\r\n" + host + "\r\n",
            "POST /v0/pipelines/p/egress/v?format=json HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n",
            "POST /v0/pipelines/p/ingress/t HTTP/1.1\r\n" + host + "Content-Length: 1000\r\n\r\n1,half",
            "POST /v0/pipelines/p/ingress/t HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\n1",
            "GET /v0/pipelines/p/query?sql=SELECT+1 HTTP/1.1\r\n" + host + "\r\n",
            "GET /v0/pipelines/p/query HTTP/1.1\r\n" + host +
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        };
        qsizetype descriptors = 0;
        double megabytes = 0;
        for (int round = 0; round < 1000; ++round) {
            {
                RawClient client(rig.port);
                client.send(requests[round % requests.size()]);
                if (round % 3 == 0) {
                    client.socket.waitForReadyRead(2);
                }
                if (round % 2 == 0) {
                    client.socket.abort();
                }
            }
            if (round == 200) {
                QVERIFY(ApiRig::waitUntil([&] { return rig.service->status().numClients == 0; }));
                QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->outputs.empty(); }));
                descriptors = numDescriptors();
                megabytes = residentMegabytes();
            }
        }
        QVERIFY(ApiRig::waitUntil([&] { return rig.service->status().numClients == 0; }));
        QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->outputs.empty(); }));
        QVERIFY(ApiRig::waitUntil([&] { return numDescriptors() <= descriptors; }));
        QVERIFY2(!kMeasuresMemory || residentMegabytes() < megabytes + 16, "memory has grown");
    }

    /// 500 clients that send a byte now and then hold no place that others need.
    void slowSendersDoNotStallOthers()
    {
        ApiRig rig(kProgram);
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int at = 0; at < 500; ++at) {
            slow.push_back(std::make_unique<RawClient>(rig.port));
            QCOMPARE(slow.back()->socket.state(), QAbstractSocket::ConnectedState);
        }
        std::vector<qint64> micros;
        RawClient client(rig.port);
        for (int round = 0; round < 100; ++round) {
            for (size_t at = size_t(round) % 10; at < slow.size(); at += 10) {
                slow[at]->socket.write("G");
                slow[at]->socket.flush();
            }
            QElapsedTimer timer;
            timer.start();
            client.request("GET", "/healthz");
            QCOMPARE(client.reply().status, 200);
            micros.push_back(timer.nsecsElapsed() / 1000);
        }
        std::sort(micros.begin(), micros.end());
        QVERIFY2(micros[98] < 100'000, qPrintable(QStringLiteral("p99 %1 us").arg(micros[98])));
    }

    /// Listeners that do not read: what is encoded for them is kept once, and each gets what its system takes.
    void slowReadersShareTheirMemory()
    {
        constexpr int kListeners = 1000;
        ApiRig rig(kProgram);
        std::vector<std::unique_ptr<RawClient>> listeners;
        for (int at = 0; at < kListeners; ++at) {
            listeners.push_back(std::make_unique<RawClient>(rig.port));
            listeners.back()->socket.setReadBufferSize(1024);
            listeners.back()->socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4096);
            listeners.back()->request("POST", "/v0/pipelines/p/egress/v?format=json");
        }
        QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->outputs.size() == kListeners; }));
        QByteArray rows;
        for (int id = 2; id < 20'000; ++id) {
            rows += QByteArray::number(id) + ",some text to make it long enough to matter\n";
        }
        const auto push = [&](int times) {
            for (int at = 0; at < times; ++at) {
                const RawReply reply = rig.post("ingress/t", rows);
                QCOMPARE(reply.status, 200);
                QVERIFY(ApiRig::waitUntil([&] {
                    const auto status = rig.pipeline->status();
                    return status->totalProcessedRecords == status->totalInputRecords;
                }));
            }
        };
        push(40); // every buffer on the way is full afterwards
        const double megabytes = residentMegabytes();
        push(60);
        const double grown = residentMegabytes() - megabytes;
        qInfo("%d listeners that do not read: %.0f MB; 1,200,000 changes later %.0f MB more", kListeners,
              megabytes, grown);
        QVERIFY2(!kMeasuresMemory || grown < 100, "memory grows with what is not read");
        RawClient client(rig.port);
        client.request("GET", "/healthz");
        QCOMPARE(client.reply().status, 200);
    }
};

QTEST_GUILESS_MAIN(TestManyClients)
#include "test_many_clients.moc"
