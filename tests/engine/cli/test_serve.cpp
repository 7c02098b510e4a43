// SPDX-License-Identifier: GPL-3.0-or-later
// `millrace serve`: what it prints, refuses and ends with.
#include "tests/engine/cli/millrace_process.h"
#include "tests/engine/server/raw_client.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <memory>

using namespace millrace::test;

namespace {

const QByteArray kProgram = "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY);\n"
                            "CREATE MATERIALIZED VIEW v AS SELECT id FROM t WHERE id > 1;\n";

/// A server of its own process, on a free port.
class Serving {
public:
    explicit Serving(const QStringList& arguments)
    {
        m_process.start(Workspace::program(), QStringList{"serve", "--port", "0"} + arguments);
        while (!m_errors.contains("the API answers at http://127.0.0.1:") && m_process.waitForReadyRead(20'000)) {
            m_errors += m_process.readAllStandardError();
        }
        const qsizetype colon = m_errors.indexOf("127.0.0.1:");
        port = m_errors.mid(colon + 10, m_errors.indexOf('\n', colon) - colon - 10).toUShort();
    }
    ~Serving()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    int end(int signal)
    {
        kill(static_cast<pid_t>(m_process.processId()), signal);
        if (!m_process.waitForFinished(20'000) || m_process.exitStatus() != QProcess::NormalExit) {
            return -1;
        }
        m_errors += m_process.readAllStandardError();
        return m_process.exitCode();
    }
    const QByteArray& errors() const { return m_errors; }

    quint16 port = 0;

private:
    // Standard error is read through the channel that QProcess merges nothing into.
    struct ErrorProcess : QProcess {
        ErrorProcess() { setReadChannel(QProcess::StandardError); }
    } m_process;
    QByteArray m_errors;
};

} // namespace

class TestServe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAndEndsBySignal_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }

    void answersAndEndsBySignal()
    {
        QFETCH(int, signal);
        const Workspace workspace;
        Serving serving({workspace.write("shop.sql", kProgram), "--no-catalog"});
        QVERIFY(serving.port != 0);
        RawClient client(serving.port);
        client.request("GET", "/healthz");
        QCOMPARE(client.reply().status, 200);
        QCOMPARE(serving.end(signal), 0);
        QVERIFY2(serving.errors().contains("the API answers at http://127.0.0.1:"), serving.errors());
    }

    /// An open transaction and a listener that waits for nothing: neither keeps the program from ending.
    void clientsDoNotKeepItFromEnding()
    {
        const Workspace workspace;
        const QString endless = workspace.write(
            "endless.sql", "CREATE TABLE t (id BIGINT) WITH ('connectors' = '[{\"name\": \"g\", \"transport\": "
                           "{\"name\": \"datagen\", \"config\": {}}}]');\n");
        Serving serving({workspace.write("shop.sql", "CREATE TABLE t (id BIGINT);\n"), endless, "--no-catalog"});
        QVERIFY2(serving.port != 0, serving.errors());
        RawClient client(serving.port);
        client.request("POST", "/v0/pipelines/shop/start_transaction");
        QCOMPARE(client.reply().status, 200);
        client.request("POST", "/v0/pipelines/shop/ingress/t", {}, "1\n");
        QCOMPARE(client.reply().status, 200);
        RawClient listener(serving.port);
        listener.socket.setReadBufferSize(1024);
        listener.request("POST", "/v0/pipelines/endless/egress/t?backpressure=true");
        int mostQueued = 0;
        const auto isFilled = [&] { // the generator fills all that lies between; once is enough
            client.request("GET", "/v0/pipelines/endless/stats");
            const QJsonObject stats = QJsonDocument::fromJson(client.reply().body).object();
            const QJsonObject metrics = stats["outputs"].toArray().at(0).toObject()["metrics"].toObject();
            mostQueued = std::max(mostQueued, metrics["queued_records"].toInt());
            return mostQueued >= 90'000;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(), 20'000);
        QCOMPARE(serving.end(SIGTERM), 0);
        QVERIFY2(serving.errors().contains("; a transaction is open"), serving.errors());
        QVERIFY2(serving.errors().contains("; the listener does not read: t.api-"), serving.errors());
    }

    void keepsPipelinesInItsDataFolder()
    {
        const Workspace workspace;
        const QString file = workspace.write("shop.sql", kProgram);
        for (int run = 0; run < 2; ++run) { // the second one finds the pipeline of the first
            Serving serving({file, "--data-folder", workspace.path("data")});
            QVERIFY2(serving.port != 0, serving.errors());
            const Outcome second = workspace.run({"serve", "--port", "0", "--data-folder", workspace.path("data")});
            QCOMPARE(second.exitCode, 2);
            QVERIFY2(second.errors.contains("is in use"), second.told());
            QCOMPARE(serving.end(SIGINT), 0);
        }
    }

    void refusesWhatCannotBeServed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, QStringList arguments, int exitCode, const char* message) {
            QTest::newRow(name) << arguments << exitCode << QByteArray(message);
        };
        row("wrong program", {"wrong.sql"}, 1, "wrong.sql:1:");
        row("missing program", {"absent.sql"}, 2, "cannot be opened: absent.sql");
        row("yaml", {"jobs.yaml"}, 1, "jobs.yaml:1:1: error: The file needs the key pipelines");
        row("other machines without token", {"--host", "0.0.0.0", "--no-tls"}, 2, "with a token only");
        row("no address", {"--host", "example.org", "--no-tls"}, 2, "This is no IP address to listen on: example.org");
        row("open token file", {"--token-file", "open.token"}, 2, "The token file is open to other users");
        row("empty token file", {"--token-file", "empty.token"}, 2, "does not hold one word");
        row("no certificate", {"--tls-cert", "wrong.sql", "--tls-key", "wrong.sql"}, 2, "holds no certificate in PEM");
        row("certificate without key", {"--tls-cert", "wrong.sql"}, 2, "--tls-key");
    }

    void refusesWhatCannotBeServed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, message);
        const Workspace workspace;
        workspace.write("wrong.sql", "CREATE TABEL t (id BIGINT);\n");
        workspace.write("jobs.yaml", "a: 1\n");
        QVERIFY(QFile::setPermissions(workspace.write("open.token", "secret\n"),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QVERIFY(QFile::setPermissions(workspace.write("empty.token", "\n"), QFile::ReadOwner | QFile::WriteOwner));
        const Outcome outcome = workspace.run(QStringList{"serve", "--port", "0", "--no-catalog"} + arguments);
        QCOMPARE(outcome.exitCode, exitCode);
        QVERIFY2(outcome.errors.contains(message), outcome.told());
    }

    void namesATakenPort()
    {
        const Workspace workspace;
        Serving serving({"--no-catalog"});
        QVERIFY(serving.port != 0);
        const QString port = QString::number(serving.port);
        const Outcome outcome = workspace.run({"serve", "--no-catalog", "--port", port});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY2(outcome.errors.contains("Another program listens on the port already"), outcome.told());
        QVERIFY2(outcome.errors.contains(port.toUtf8()), outcome.told());
    }

    void makesATokenThatIsAskedFor()
    {
        const Workspace workspace;
        const QString tokenFile = workspace.path("token");
        Serving serving({"--no-catalog", "--token-file", tokenFile});
        QVERIFY(serving.port != 0);
        QFile file(tokenFile);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const QByteArray token = file.readAll().trimmed();
        QVERIFY(token.size() >= 43); // 256 bits in base64
        RawClient client(serving.port);
        client.request("GET", "/v0/nothing");
        QCOMPARE(client.reply().status, 401);
        client.request("GET", "/v0/nothing", "Authorization: Bearer " + token + "\r\n");
        QCOMPARE(client.reply().status, 404);
        QVERIFY2(!serving.errors().contains(token), "the token is never printed");
    }
};

QTEST_GUILESS_MAIN(TestServe)
#include "test_serve.moc"
