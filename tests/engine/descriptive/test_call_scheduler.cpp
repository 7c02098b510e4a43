// SPDX-License-Identifier: GPL-3.0-or-later
// Calls on a few threads: due in time, standing still without room, gone when nobody listens.
#include "tests/engine/descriptive/fake_stream.h"
#include "tests/support/waiter.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace millrace;
using namespace millrace::descriptive;
using namespace millrace::test;

namespace {

/// What a client gets until the end; stops after `enough` bytes.
struct Received {
    std::string bytes;
    bool isEnd = false;
    std::optional<Error> error;
};

template <typename Condition>
bool waitUntil(Condition condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > 1000 * static_cast<int>(kPatience.count())) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

Received receive(LiveCall& call, size_t enough = SIZE_MAX)
{
    Received received;
    waitUntil([&] {
        LiveCall::Taken taken = call.take(100000);
        for (const EncodedPiece& piece : taken.pieces) {
            received.bytes += *piece;
        }
        received.isEnd = taken.isEnd;
        received.error = std::move(taken.error);
        return received.isEnd || received.bytes.size() >= enough;
    });
    return received;
}

} // namespace

class TestCallScheduler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_streams = std::make_shared<FakeStreams>();
        HostOptions options;
        options.limits.maxCalls = 300;
        options.config.pipelines = {{"ten", {"rows 10"}},      {"endless", {"endless"}}, {"silent", {"silent"}},
                                    {"every", {"every 10 5"}}, {"fail", {"fail 3"}},     {"refuse", {"x", "refuse"}},
                                    {"nothing", {}},           {"many", {"rows 100000"}}};
        options.openCall = [streams = m_streams](std::span<const std::string> statements, Instant) {
            return openFakeStream(statements, streams);
        };
        m_host = std::make_unique<QueryHost>(std::move(options));
    }
    void cleanup()
    {
        m_host.reset();
        QCOMPARE(m_streams->numOpen.load(), 0);
    }

    void aBoundedCallEnds()
    {
        const std::shared_ptr<LiveCall> call = open("ten");
        const Received received = receive(*call);
        QVERIFY(received.isEnd);
        QVERIFY(!received.error);
        QCOMPARE(std::count(received.bytes.begin(), received.bytes.end(), '\n'), 10);
        QCOMPARE(m_host->numCalls(), size_t{0}); // before the client has gone
    }

    void allRowsComeInOrder()
    {
        const std::shared_ptr<LiveCall> call = open("many");
        const Received received = receive(*call);
        QVERIFY(received.isEnd);
        QCOMPARE(std::count(received.bytes.begin(), received.bytes.end(), '\n'), 100000);
        QCOMPARE(call->info().numRows, uint64_t{100000});
        QCOMPARE(call->info().numBytes, uint64_t{received.bytes.size()});
        // The fake's rows follow from their number.
        QVERIFY(received.bytes.starts_with("{\"device\": \"device0\", \"temperature\": 0.0, "));
        const size_t last = received.bytes.rfind('\n', received.bytes.size() - 2) + 1;
        const uint32_t random = 99999U * 2654435761U;
        QVERIFY(received.bytes.substr(last).starts_with("{\"device\": \"device" + std::to_string(random % 4) + "\""));
    }

    void anErrorComesBehindTheRows()
    {
        const Received received = receive(*open("fail"));
        QVERIFY(received.isEnd);
        QCOMPARE(std::count(received.bytes.begin(), received.bytes.end(), '\n'), 3);
        QVERIFY(received.error && received.error->code == ErrorCode::kEvalDivisionByZero);
    }

    void whatCannotBeCalledSaysWhy()
    {
        QVERIFY(m_host->prepare("nobody").failure->isUnknown);
        const PreparedCall nothing = m_host->prepare("nothing");
        QCOMPARE(errorId(nothing.failure->error.error.code), std::string_view("MR-PIPE-0006"));
        const PreparedCall refused = m_host->prepare("refuse");
        QCOMPARE(refused.failure->error.statement, size_t{1});
        QCOMPARE(refused.failure->error.error.span.column, uint32_t{7});
    }

    void aSlowClientStopsItsOwnGenerator()
    {
        const std::shared_ptr<LiveCall> slow = open("endless");
        QVERIFY(waitUntil([&] { return slow->info().numWaitingBytes >= LiveCall::kRingBytes; }));
        const uint64_t before = m_streams->numRows;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        QCOMPARE(m_streams->numRows.load(), before);
        QVERIFY(slow->info().numWaitingBytes < LiveCall::kRingBytes + 600000);
        // Another one is not held up by it.
        QVERIFY(receive(*open("ten")).isEnd);
        // What is taken makes room, and the generator goes on.
        QVERIFY(receive(*slow, LiveCall::kRingBytes * 2).bytes.size() >= LiveCall::kRingBytes * 2);
        QVERIFY(m_streams->numRows > before);
    }

    void rowsComeWhenTheyAreDue()
    {
        const std::shared_ptr<LiveCall> call = open("every");
        std::promise<void> woken;
        std::atomic<int> wakeups = 0;
        call->setWakeup([&] { ++wakeups; });
        QElapsedTimer timer;
        timer.start();
        QVERIFY(waitUntil([&] { return call->info().numRows >= 100; })); // 20 times 10 ms
        const qint64 elapsed = timer.elapsed();
        QVERIFY2(elapsed >= 150, qPrintable(QString::number(elapsed)));
        QVERIFY(wakeups >= 15);
        call->setWakeup(nullptr);
    }

    void aWakeupOfTheStreamRunsIt()
    {
        // A stream with nothing due is not asked again until it says so.
        const std::shared_ptr<LiveCall> call = open("silent");
        QVERIFY(waitUntil([&] {
            const std::lock_guard lock(m_streams->mutex);
            return static_cast<bool>(m_streams->wakeup);
        }));
        std::function<void()> wakeup;
        {
            const std::lock_guard lock(m_streams->mutex);
            wakeup = m_streams->wakeup;
        }
        for (int at = 0; at < 1000; ++at) {
            wakeup(); // from any thread, however often
        }
        QCOMPARE(m_host->numCalls(), size_t{1});
    }

    void aCallEndsWithItsClient_data()
    {
        QTest::addColumn<QByteArray>("pipeline");
        for (const char* name : {"endless", "silent", "every"}) {
            QTest::newRow(name) << QByteArray(name);
        }
    }

    void aCallEndsWithItsClient()
    {
        QFETCH(QByteArray, pipeline);
        std::vector<std::shared_ptr<LiveCall>> calls;
        for (int at = 0; at < 50; ++at) {
            calls.push_back(open(pipeline.toStdString()));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        QCOMPARE(m_host->numCalls(), size_t{50});
        QCOMPARE(m_host->calls().size(), size_t{50});
        QElapsedTimer timer;
        timer.start();
        calls.clear();
        QVERIFY(waitUntil([&] { return m_streams->numOpen == 0; }));
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(waitUntil([&] { return m_host->numCalls() == 0; }));
    }

    void tooManyCallsAreRefused()
    {
        std::vector<std::shared_ptr<LiveCall>> calls;
        for (int at = 0; at < 300; ++at) {
            calls.push_back(open("silent"));
        }
        const Result<std::shared_ptr<LiveCall>> one = m_host->start(m_host->prepare("silent"), {}, "test");
        QVERIFY(!one.ok());
        QCOMPARE(errorId(one.error().code), errorId(ErrorCode::kQueryLimit));
        calls.pop_back();
        QVERIFY(waitUntil([&] { return m_host->numCalls() < 300; }));
        QVERIFY(m_host->start(m_host->prepare("silent"), {}, "test").ok());
    }

    void aHostEndsAllCalls()
    {
        const std::shared_ptr<LiveCall> call = open("endless");
        m_host.reset();
        QCOMPARE(m_streams->numOpen.load(), 0);
        call->take(SIZE_MAX); // nobody left to make room for
    }

private:
    std::shared_ptr<LiveCall> open(const std::string& pipeline)
    {
        Result<std::shared_ptr<LiveCall>> call = m_host->start(m_host->prepare(pipeline), {}, "test");
        return call.ok() ? *call : nullptr;
    }

    std::shared_ptr<FakeStreams> m_streams;
    std::unique_ptr<QueryHost> m_host;
};

QTEST_APPLESS_MAIN(TestCallScheduler)
#include "test_call_scheduler.moc"
