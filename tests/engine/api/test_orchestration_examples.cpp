// SPDX-License-Identifier: GPL-3.0-or-later
// The examples of the manual on orchestrating connectors, as they stand there, over real transports.
#include "engine/api/local_pipeline.h"

#include "engine/formats/encoder.h"
#include "tests/engine/connectors/scripted_http_server.h"
#include "tests/support/waiter.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <cstdlib>

using namespace millrace;
using namespace millrace::api;

namespace {

constexpr const char* kNumbers = R"sql(
CREATE TABLE numbers (
  num INT
) WITH (
  'materialized' = 'true',
  'connectors' = '[{
    "name": "c1",
    "paused": %1,
    "transport": {"name": "datagen", "config": {"plan": [{"limit": 10, "fields": {"num": {"range": [0, 10]}}}]}}
  }, {
    "name": "c2",
    "paused": %2,
    "transport": {"name": "datagen", "config": {"plan": [{"limit": 10, "fields": {"num": {"range": [10, 20]}}}]}}
  }]'
);
)sql";

std::string numbers(bool isFirstPaused, bool isSecondPaused)
{
    const auto text = [](bool value) { return value ? QStringLiteral("true") : QStringLiteral("false"); };
    return QString::fromLatin1(kNumbers).arg(text(isFirstPaused), text(isSecondPaused)).toStdString();
}

class Run {
public:
    explicit Run(const std::string& sql, bool paused = false)
        : pipeline(makeLocalPipeline("p", sql))
    {
        m_listener = pipeline->addStatusListener([this] { m_waiter.changed(); });
        const Status started = pipeline->start(paused);
        if (!started.ok()) {
            qFatal("%s", started.error().toString().c_str());
        }
        pipeline->waitUntilSettled();
    }
    ~Run() { pipeline->removeStatusListener(m_listener); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    template <typename Condition>
    bool until(Condition condition)
    {
        return m_waiter.until([&] { return condition(*pipeline->status()); });
    }
    /// The connector has ended and is drained, as the manual's walk-throughs ask: end_of_input and buffered_records 0.
    bool untilFinished(const char* relation, const char* connector)
    {
        return until([&](const PipelineStatus& status) {
            const InputStatus* input = status.findInput(relation, connector);
            return input != nullptr && input->endOfInput && input->bufferedRecords == 0;
        });
    }
    /// Rows of a query as CSV.
    QStringList rows(const std::string& sql)
    {
        const std::shared_ptr<Query> query = *pipeline->query(sql, {});
        const RowWriter writer(query->schema());
        QStringList rows;
        for (;;) {
            const QueryChunk chunk = query->wait(std::chrono::seconds(10));
            for (const BatchPtr& batch : chunk.batches) {
                for (size_t row = 0; row < batch->numRows; ++row) {
                    std::string text;
                    writer.appendCsv(*batch, row, ',', text);
                    rows += QString::fromStdString(text);
                }
            }
            if (chunk.isEnd || chunk.batches.empty()) {
                return rows;
            }
        }
    }

    std::shared_ptr<LocalPipeline> pipeline;

private:
    test::Waiter m_waiter;
    int m_listener = 0;
};

QStringList range(int from, int to)
{
    QStringList numbers;
    for (int i = from; i < to; ++i) {
        numbers += QString::number(i);
    }
    return numbers;
}

const std::string kAll = "SELECT num FROM numbers ORDER BY num";

} // namespace

class TestOrchestrationExamples : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string pathOf(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    void write(const char* name, const QByteArray& text, QIODevice::OpenMode mode = QIODevice::WriteOnly) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(mode));
        QCOMPARE(file.write(text), text.size());
    }

private Q_SLOTS:
    void onlyTheRunningConnectorsRows()
    {
        Run run(numbers(true, false));
        QVERIFY(run.untilFinished("numbers", "c2"));
        QCOMPARE(run.rows(kAll), range(10, 20));
        QCOMPARE(run.pipeline->status()->findInput("numbers", "c1")->requested, ConnectorState::Paused);
        QVERIFY(run.pipeline->startConnector("numbers", "c1").ok());
        QVERIFY(run.untilFinished("numbers", "c1"));
        QCOMPARE(run.rows(kAll), range(0, 20));
    }

    void pauseTheSecondAndStartTheFirst()
    {
        Run run(numbers(true, false), true); // nothing is read while the pipeline is paused
        QVERIFY(run.pipeline->pauseConnector("numbers", "c2").ok());
        QVERIFY(run.pipeline->startConnector("numbers", "c1").ok());
        QCOMPARE(run.rows(kAll), QStringList());
        QVERIFY(run.pipeline->resume().ok());
        QVERIFY(run.untilFinished("numbers", "c1"));
        QCOMPARE(run.rows(kAll), range(0, 10));
        QCOMPARE(run.pipeline->status()->findInput("numbers", "c2")->totalRecords, uint64_t{0});
    }

    void tokensAcrossPausesAndRestarts()
    {
        Run run(numbers(true, false));
        QVERIFY(run.untilFinished("numbers", "c2"));
        const auto isComplete = [&](const TokenStatus& token) {
            return run.until([&](const PipelineStatus&) {
                return run.pipeline->tokenStatus(token.token)->state == TokenState::Complete;
            });
        };
        // Of a paused connector: for what it has received, here nothing.
        const TokenStatus ofPaused = *run.pipeline->issueToken("numbers", "c1");
        QVERIFY(isComplete(ofPaused));
        QVERIFY(run.pipeline->pause().ok());
        const TokenStatus inPaused = *run.pipeline->issueToken("numbers", "c2");
        QCOMPARE(inPaused.count, uint64_t{10});
        QVERIFY(isComplete(inPaused));
        QVERIFY(run.pipeline->stop().ok());
        run.pipeline->waitUntilSettled();
        QVERIFY(run.pipeline->start(false).ok());
        run.pipeline->waitUntilSettled();
        QCOMPARE(run.pipeline->tokenStatus(inPaused.token).error().code, ErrorCode::kTokenOtherIncarnation);
        QVERIFY(run.pipeline->log()->linesFrom(1).size() > 6); // of both runs
    }

    void pauseWhileBothRun()
    {
        // c2 is paused before anything was read of it: what there is are the rows of c1.
        Run run(numbers(false, false), true);
        QVERIFY(run.pipeline->pauseConnector("numbers", "c2").ok());
        QVERIFY(run.pipeline->resume().ok());
        QVERIFY(run.untilFinished("numbers", "c1"));
        QCOMPARE(run.rows(kAll), range(0, 10));
    }

    void backfillThenLive_data()
    {
        QTest::addColumn<bool>("isUrl");
        QTest::newRow("a file as backfill") << false;
        QTest::newRow("a URL as backfill") << true;
    }

    void backfillThenLive()
    {
        QFETCH(bool, isUrl);
        QByteArray backfill;
        for (int i = 0; i < 20'000; ++i) {
            backfill += "{\"id\":" + QByteArray::number(i) + ",\"source\":\"old\"}\n";
        }
        write("backfill.json", backfill);
        test::ScriptedHttpServer server([&](const std::string&, size_t) {
            return test::Reply{test::okReply(backfill.toStdString()), false, 20'000}; // in many small pieces
        });
        const std::string history =
            isUrl ? "{\"name\":\"url_input\",\"config\":{\"path\":\"" + server.url() + "\"}}"
                  : "{\"name\":\"file_input\",\"config\":{\"path\":\"" + pathOf("backfill.json") + "\"}}";
        write("live.json", "{\"id\":100000,\"source\":\"new\"}\n{\"id\":7,\"source\":\"new\"}\n");
        const std::string format = R"("format":{"name":"json","config":{"update_format":"raw"}})";
        Run run("CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, source VARCHAR) WITH ('connectors' = '["
                "{\"name\":\"live\",\"start_after\":\"backfill\",\"transport\":{\"name\":\"file_input\",\"config\":{"
                "\"path\":\"" + pathOf("live.json") + "\",\"follow\":true}}," + format + "},"
                "{\"name\":\"history\",\"labels\":[\"backfill\"],\"max_batch_size\":1000,"
                "\"transport\":" + history + "," + format + "}]');");
        QVERIFY(run.until([](const PipelineStatus& status) { return status.totalProcessedRecords == 20'002; }));
        // The live row of 7 came after all of the history, so it has the last word.
        QCOMPARE(run.rows("SELECT source FROM t WHERE id = 7"), QStringList("new"));
        QCOMPARE(run.rows("SELECT COUNT(*) FROM t"), QStringList("20001"));
        write("live.json", "{\"id\":8,\"source\":\"newer\"}\n", QIODevice::Append);
        QVERIFY(run.until([](const PipelineStatus& status) { return status.totalProcessedRecords == 20'003; }));
        QCOMPARE(run.rows("SELECT source FROM t WHERE id = 8"), QStringList("newer"));
        QVERIFY(!run.pipeline->status()->findInput("t", "live")->endOfInput);
    }

    void referencesAreResolvedAtTheStartAndNeverShown()
    {
        write("rows.json", "{\"id\":1}\n");
        write("where.txt", QByteArray::fromStdString(pathOf("rows.json")) + "\n");
        const auto program = [](const std::string& path) {
            return "CREATE TABLE t (id INT) WITH ('connectors' = '[{\"name\":\"c\","
                   "\"transport\":{\"name\":\"file_input\",\"config\":{\"path\":\"" + path + "\"}},"
                   "\"format\":{\"name\":\"json\",\"config\":{\"update_format\":\"raw\"}}}]');";
        };
        setenv("MILLRACE_TEST_PATH", pathOf("rows.json").c_str(), 1);
        for (const std::string& reference : {std::string("${env:MILLRACE_TEST_PATH}"),
                                             "${secret:file:" + pathOf("where.txt") + "}"}) {
            Run run(program(reference));
            QVERIFY(run.untilFinished("t", "c"));
            QCOMPARE(run.pipeline->status()->totalProcessedRecords, uint64_t{1});
            const std::string shown = run.pipeline->status()->inputs.at(0).configJson;
            QVERIFY(shown.find(reference) != std::string::npos);
            QVERIFY(shown.find("rows.json") == std::string::npos);
            QCOMPARE(run.pipeline->access().at(0).resource, reference);
        }
        unsetenv("MILLRACE_TEST_PATH");
        for (const char* reference : {"${env:MILLRACE_TEST_PATH}", "${secret:file:/nowhere/at/all}",
                                      "${secret:keychain:x}"}) {
            Run run(program(reference));
            const auto hasFailed = [](const PipelineStatus& status) { return status.inputs[0].fatalError.has_value(); };
            QVERIFY(run.until(hasFailed));
            const Error& error = *run.pipeline->status()->inputs.at(0).fatalError;
            QCOMPARE(error.code, ErrorCode::kConnectorOpen);
            QVERIFY(error.detail.find(reference) != std::string::npos);
        }
    }

    void errorsSayReferencesInThePlaceOfSecrets()
    {
        setenv("MILLRACE_TEST_PATH", "/nowhere/s3cret", 1);
        QCOMPARE(::mkfifo(pathOf("fifo").c_str(), 0600), 0);
        for (const std::string& reference : {std::string("${env:MILLRACE_TEST_PATH}"),
                                             std::string("${secret:file:/proc/self/environ}"),
                                             "${secret:file:" + pathOf("fifo") + "}"}) { // which nobody writes
            Run run("CREATE TABLE t (id INT) WITH ('connectors' = '[{\"name\":\"c\","
                    "\"transport\":{\"name\":\"file_input\",\"config\":{\"path\":\"" + reference + "\"}},"
                    "\"format\":{\"name\":\"json\"}}]');");
            const auto hasFailed = [](const PipelineStatus& status) { return status.inputs[0].fatalError.has_value(); };
            QVERIFY(run.until(hasFailed));
            const std::string told = run.pipeline->status()->inputs.at(0).fatalError->toString();
            QVERIFY2(told.find(reference) != std::string::npos, told.c_str());
            QVERIFY2(told.find("s3cret") == std::string::npos, told.c_str());
        }
        unsetenv("MILLRACE_TEST_PATH");
    }
};

QTEST_APPLESS_MAIN(TestOrchestrationExamples)
#include "test_orchestration_examples.moc"
