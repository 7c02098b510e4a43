// SPDX-License-Identifier: GPL-3.0-or-later
// A pipeline stops at once, whatever its connectors are waiting for.
#include "engine/api/local_pipeline.h"
#include "tests/support/slowdown.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

using namespace millrace;
using namespace millrace::api;

namespace {

constexpr int kLongestStop = 500 * millrace::test::kSlowdown;
constexpr const char* kSlowHost = "slow.test";

} // namespace

/// The name server that does not answer: the libraries of all transports look names up by this function.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result)
{
    if (node != nullptr && std::string_view(node) == kSlowHost) {
        std::this_thread::sleep_for(std::chrono::seconds(3));
        return EAI_AGAIN;
    }
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(node, service, hints, result);
}

namespace {

/// A port where nobody speaks: connections are made, or (`isFull`) wait for their turn.
class SilentPort {
public:
    explicit SilentPort(bool isFull = false)
        : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::listen(m_listener, isFull ? 0 : 64);
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        for (int i = 0; isFull && i < 4; ++i) {
            m_fillers.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            ::connect(m_fillers.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
        }
    }
    ~SilentPort()
    {
        for (const int each : m_fillers) {
            ::close(each);
        }
        ::close(m_listener);
    }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;

    QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_port); }

private:
    int m_listener;
    int m_port = 0;
    std::vector<int> m_fillers;
};

const QString kJson = QStringLiteral(R"(, "format": {"name": "json", "config": {"update_format": "raw"}})");

/// A connector of each transport that speaks to the host, or that has none to speak to.
QString connector(const QString& transport, const QString& address, const QString& path)
{
    static const QHash<QString, QString> configs = {
        {"url_input", R"({"path": "http://%1/"})"},
        {"kafka_input", R"({"topic": "t", "bootstrap.servers": "%1"})"},
        {"postgres_input", R"({"uri": "postgresql://u@%1/d", "query": "SELECT 1 AS x"})"},
        {"file_input", R"({"path": "%2", "follow": true})"},
        {"datagen", R"({"plan": [{"rate": 1}]})"},
        {"kafka_output", R"({"topic": "t", "bootstrap.servers": "%1"})"},
        {"postgres_output", R"({"uri": "postgresql://u@%1/d", "table": "t"})"},
    };
    const bool hasFormat = transport != "postgres_input" && transport != "postgres_output" && transport != "datagen";
    const QString format = transport == "kafka_output" ? QStringLiteral(R"(, "format": {"name": "json"})") : kJson;
    return QStringLiteral(R"({"name": "c%1", "transport": {"name": "%2", "config": %3}%4%5})")
        .arg(QString::number(qHash(transport + address)), transport,
             QString(configs[transport]).replace("%1", address).replace("%2", path),
             hasFormat ? format : QString(),
             transport == "postgres_output" ? QStringLiteral(R"(, "index": "i")") : QString());
}

QString program(const QStringList& inputs, const QStringList& outputs)
{
    return QStringLiteral("CREATE TABLE t (x INT) WITH ('connectors' = '[%1]');\n"
                          "CREATE VIEW v WITH ('connectors' = '[%2]') AS SELECT x FROM t;\n"
                          "CREATE INDEX i ON v(x);")
        .arg(inputs.join(", "), outputs.join(", "));
}

} // namespace

class TestPromptStop : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SilentPort m_silent;
    SilentPort m_full{true};

    QString path() const { return m_folder.filePath("followed.json"); }

    void stopsPromptly(const QString& sql)
    {
        const auto pipeline = makeLocalPipeline("p", sql.toStdString());
        const Status started = pipeline->start(false);
        QVERIFY2(started.ok(), started.ok() ? "" : started.error().toString().c_str());
        pipeline->waitUntilSettled();
        QTest::qSleep(300);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(pipeline->stop().ok());
        pipeline->waitUntilSettled();
        QVERIFY2(timer.elapsed() < kLongestStop, qPrintable(QString::number(timer.elapsed()) + " ms"));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
    }

    void whateverAConnectorWaitsFor_data()
    {
        QTest::addColumn<QString>("transport");
        QTest::addColumn<QString>("address");
        for (const char* transport :
             {"url_input", "kafka_input", "postgres_input", "kafka_output", "postgres_output"}) {
            QTest::addRow("%s, looking up a name", transport) << transport << QString(kSlowHost) + ":9";
            QTest::addRow("%s, connecting", transport) << transport << m_full.address();
            QTest::addRow("%s, waiting for an answer", transport) << transport << m_silent.address();
            QTest::addRow("%s, between two attempts", transport) << transport << QStringLiteral("127.0.0.1:1");
        }
        QTest::newRow("file_input, following") << "file_input" << QString();
        QTest::newRow("datagen, slow") << "datagen" << QString();
    }
    void whateverAConnectorWaitsFor()
    {
        QFETCH(QString, transport);
        QFETCH(QString, address);
        const QString text = connector(transport, address, path());
        stopsPromptly(transport.endsWith("output") ? program({}, {text}) : program({text}, {}));
    }

    void manyConnectorsSideBySide()
    {
        QStringList inputs;
        QStringList outputs;
        for (const QString& address : {QString(kSlowHost) + ":9", m_full.address(), m_silent.address()}) {
            for (const char* transport : {"url_input", "kafka_input", "postgres_input"}) {
                inputs += connector(transport, address, path());
            }
            for (const char* transport : {"kafka_output", "postgres_output"}) {
                outputs += connector(transport, address, path());
            }
        }
        stopsPromptly(program(inputs, outputs));
    }
};

QTEST_GUILESS_MAIN(TestPromptStop)
#include "test_prompt_stop.moc"
