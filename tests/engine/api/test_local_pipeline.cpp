// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/local_pipeline.h"

#include "engine/export/change_writer.h"
#include "tests/support/no_more_threads.h"
#include "tests/support/thread_names.h"
#include "tests/support/waiter.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace millrace;
using namespace millrace::api;
using namespace millrace::test;

namespace {

/// A pipeline over files in a folder of its own, and a way to wait for its status.
class Fixture {
public:
    explicit Fixture(const std::string& sql = {}, LocalPipelineOptions options = {})
        : pipeline(makeLocalPipeline("p", sql, std::move(options)))
    {
        m_listener = pipeline->addStatusListener([this] { m_waiter.changed(); });
    }
    ~Fixture() { pipeline->removeStatusListener(m_listener); }

    void changed() { m_waiter.changed(); }
    template <typename Condition>
    bool until(Condition condition)
    {
        return m_waiter.until([&] { return condition(*pipeline->status()); });
    }
    bool untilComplete()
    {
        return until([](const PipelineStatus& status) { return status.isComplete; });
    }
    bool untilState(PipelineState state)
    {
        return until([state](const PipelineStatus& status) { return status.state == state; });
    }

    std::shared_ptr<LocalPipeline> pipeline;

private:
    test::Waiter m_waiter;
    int m_listener = 0;
};

/// What a subscription has seen so far, as weights by row text.
class Seen {
public:
    Seen(Fixture& fixture, const std::string& relation, SubscribeOptions options = {})
        : m_subscription(*fixture.pipeline->subscribe(relation, options))
    {
        m_subscription->setWakeup([&fixture] { fixture.changed(); });
        for (const RelationInfo& each : fixture.pipeline->relations()) {
            if (each.name == relation) {
                m_rows.emplace(each.schema);
            }
        }
    }
    ~Seen() { m_subscription->setWakeup(nullptr); }
    std::map<std::string, Weight> rows()
    {
        const StreamChunk chunk = m_subscription->take();
        isEnd = isEnd || chunk.isEnd;
        for (const StepChange& change : chunk.changes) {
            for (const BatchPtr& batch : change.delta.batches) {
                for (size_t row = 0; row < batch->numRows; ++row) {
                    std::string text;
                    m_rows->appendCsv(*batch, row, ',', text);
                    if ((m_state[text] += batch->weight(row)) == 0) {
                        m_state.erase(text);
                    }
                }
            }
        }
        return m_state;
    }
    bool isEnd = false;

private:
    std::shared_ptr<Subscription> m_subscription;
    std::optional<RowWriter> m_rows;
    std::map<std::string, Weight> m_state;
};

using Rows = std::map<std::string, Weight>;

} // namespace

class TestLocalPipeline : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string pathOf(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    void write(const char* name, const QByteArray& text) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    /// A table t(id, v) over a JSON-lines file and views of it.
    std::string program(const char* file, const char* views, const char* moreAttributes = "") const
    {
        return "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v BIGINT) WITH ('connectors' = '[{\"name\":\"c\","
               "\"transport\":{\"name\":\"file_input\",\"config\":{\"path\":\"" +
               pathOf(file) + "\"}},\"format\":{\"name\":\"json\",\"config\":{\"update_format\":\"raw\"}}" +
               moreAttributes + "}]');\n" + views;
    }

private Q_SLOTS:
    void initTestCase() { write("three.json", "{\"id\":1,\"v\":10}\n{\"id\":2,\"v\":20}\n{\"id\":3,\"v\":0}\n"); }

    void compileReportsRelationsAndErrorsAtTheirPlace()
    {
        const CompileReport good = compile(program("three.json", "CREATE VIEW w AS SELECT id, v * 2 AS d FROM t;"));
        QVERIFY(!good.hasErrors);
        QCOMPARE(good.relations.size(), size_t{2});
        QCOMPARE(good.relations[0].connectors, std::vector<std::string>{"c"});
        QCOMPARE(good.relations[1].schema.columns[1].name, std::string("d"));
        const Result<std::string> plan = explain("CREATE TABLE a (x INT); CREATE VIEW b AS SELECT x + 1 AS y FROM a;");
        QVERIFY(plan.ok());
        QVERIFY(!plan->empty());

        const CompileReport bad = compile("CREATE TABLE a (x INT);\nCREATE VIEW b AS SELECT nope FROM a;");
        QVERIFY(bad.hasErrors);
        QCOMPARE(bad.diagnostics.at(0).code, ErrorCode::kSqlUnknownColumn);
        QCOMPARE(bad.diagnostics.at(0).span.line, 2U);
        QVERIFY(!explain("CREATE VIEW b AS SELECT nope FROM a;").ok());

        const CompileReport badConnector = compile("CREATE TABLE a (x INT) WITH ('connectors' = '[{]');");
        QVERIFY(badConnector.hasErrors);
        QCOMPARE(badConnector.diagnostics.at(0).code, ErrorCode::kConnectorJson);
    }

    void runsAFileToItsEnd()
    {
        Fixture fixture(program("three.json", "CREATE MATERIALIZED VIEW w AS SELECT id, v * 2 AS d FROM t;"));
        Pipeline& pipeline = *fixture.pipeline;
        QCOMPARE(pipeline.status()->state, PipelineState::Stopped);
        QCOMPARE(pipeline.status()->inputs.at(0).reason, std::string("pipeline stopped"));
        Seen early(fixture, "w"); // before the start: sees the first step
        QVERIFY(pipeline.start().ok());
        QCOMPARE(pipeline.start().error().code, ErrorCode::kPipelineState);
        QVERIFY(fixture.untilComplete());
        QCOMPARE(early.rows(), (Rows{{"1,20", 1}, {"2,40", 1}, {"3,0", 1}}));
        Seen late(fixture, "w", {true, OverflowPolicy::Block, 1000});
        QVERIFY(fixture.until([&](const PipelineStatus&) { return late.rows().size() == 3; }));

        const InputStatus input = pipeline.status()->inputs.at(0);
        QCOMPARE(input.totalRecords, uint64_t{3});
        QVERIFY(input.endOfInput);
        QCOMPARE(input.reason, std::string("end of input"));
        const TokenStatus token = *pipeline.issueToken("t", "c");
        QCOMPARE(token.state, TokenState::Complete);
        QVERIFY(pipeline.stop().ok());
        pipeline.waitUntilSettled();
        QCOMPARE(pipeline.status()->state, PipelineState::Stopped);
        QCOMPARE(pipeline.tokens().size(), size_t{1});
        early.rows();
        QVERIFY(early.isEnd);
        QCOMPARE(late.rows(), (Rows{{"1,20", 1}, {"2,40", 1}, {"3,0", 1}}));

        QVERIFY(pipeline.start().ok());
        QCOMPARE(pipeline.tokenStatus(token.token).error().code, ErrorCode::kTokenOtherIncarnation);
        QVERIFY(pipeline.tokens().empty());
    }

    void aProgramWithErrorsDoesNotStart()
    {
        Fixture fixture("CREATE VIEW b AS SELECT nope FROM a;");
        Pipeline& pipeline = *fixture.pipeline;
        const Status started = pipeline.start();
        QCOMPARE(started.error().code, ErrorCode::kPipelineProgram);
        QVERIFY(started.error().span.isKnown());
        QCOMPARE(pipeline.status()->state, PipelineState::Failed);
        QCOMPARE(pipeline.status()->error->code, ErrorCode::kPipelineProgram);
        QCOMPARE(pipeline.pause().error().code, ErrorCode::kPipelineState);
        QVERIFY(pipeline.setProgram("CREATE TABLE a (x INT); CREATE VIEW b AS SELECT x FROM a;").ok());
        QCOMPARE(pipeline.status()->state, PipelineState::Stopped);
        QVERIFY(pipeline.start(true).ok());
        QVERIFY(fixture.untilState(PipelineState::Paused));
        QCOMPARE(pipeline.setProgram("").error().code, ErrorCode::kPipelineState);
        QVERIFY(pipeline.resume().ok());
        QVERIFY(fixture.untilState(PipelineState::Running));
    }

    void aProgramIsStoredBeforeItTakesEffect()
    {
        std::string stored;
        LocalPipelineOptions options;
        options.onProgramChanged = [&stored](const std::string& sql) -> Status {
            if (sql.empty()) {
                return makeError(ErrorCode::kCatalogSqlite, "The catalog cannot be written");
            }
            stored = sql;
            return {};
        };
        Fixture fixture("CREATE TABLE a (x INT);", options);
        QVERIFY(fixture.pipeline->setProgram("CREATE TABLE b (x INT);").ok());
        QCOMPARE(stored, std::string("CREATE TABLE b (x INT);"));
        QCOMPARE(fixture.pipeline->setProgram("").error().code, ErrorCode::kCatalogSqlite);
        QCOMPARE(fixture.pipeline->program(), stored);
        QCOMPARE(fixture.pipeline->relations().at(0).name, std::string("b"));
        fixture.pipeline->setName("q");
        QCOMPARE(fixture.pipeline->name(), std::string("q"));
    }

    void subscribingChecksTheRelation()
    {
        Fixture fixture("CREATE TABLE a (x INT); CREATE VIEW b AS SELECT x FROM a;");
        QCOMPARE(fixture.pipeline->subscribe("nope", {}).error().code, ErrorCode::kPipelineUnknownRelation);
        SubscribeOptions withSnapshot;
        withSnapshot.withSnapshot = true;
        QCOMPARE(fixture.pipeline->subscribe("b", withSnapshot).error().code, ErrorCode::kPipelineState);
    }

    /// For those who read: what went of a key stands next to what came.
    void changesInTheOrderOfKeys()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("t.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 6; ++i) {
            file.write("{\"insert\": {\"id\": " + QByteArray::number(i % 3) + ", \"x\": " + QByteArray::number(i) +
                       "}}\n");
        }
        file.close();
        Fixture fixture("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, x INT) WITH ('connectors' = '[{\"transport\": "
                        "{\"name\": \"file_input\", \"config\": {\"path\": \"" +
                        file.fileName().toStdString() +
                        "\"}}, \"format\": {\"name\": \"json\"}, \"max_batch_size\": 3}]');");
        SubscribeOptions options;
        options.isKeyOrdered = true;
        const std::shared_ptr<Subscription> ordered = *fixture.pipeline->subscribe("t", options);
        QVERIFY(fixture.pipeline->start().ok());
        QVERIFY(fixture.untilComplete());
        const StreamChunk chunk = ordered->take();
        QCOMPARE(chunk.changes.size(), size_t{2});
        QList<int> changed;
        for (const BatchPtr& batch : chunk.changes[1].delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                changed.append(static_cast<int>(batch->weight(row)) * batch->columns[1].get<int32_t>(row));
            }
        }
        QCOMPARE(changed, (QList<int>{-0, 3, -1, 4, -2, 5}));
    }

    void aMissingFileFailsTheConnectorAndCanBeRetried()
    {
        Fixture fixture(program("later.json", "CREATE VIEW w AS SELECT id FROM t;"));
        Pipeline& pipeline = *fixture.pipeline;
        QVERIFY(pipeline.start().ok());
        QVERIFY(fixture.until([](const PipelineStatus& status) { return status.inputs.at(0).fatalError.has_value(); }));
        QVERIFY(pipeline.status()->inputs.at(0).reason.starts_with("failed: "));
        QVERIFY(fixture.untilState(PipelineState::Running));
        write("later.json", "{\"id\":1,\"v\":10}\n");
        QVERIFY(pipeline.startConnector("t", "c").ok());
        QVERIFY(fixture.untilComplete());
        QCOMPARE(pipeline.status()->totalCompletedRecords, uint64_t{1});
    }

    void aFailingStepIsHeldUntilItsRecordIsSetAside()
    {
        Fixture fixture(program("three.json", "CREATE VIEW w AS\nSELECT id, 100 / v AS d FROM t;"));
        Pipeline& pipeline = *fixture.pipeline;
        Seen seen(fixture, "w");
        QVERIFY(pipeline.start().ok());
        QVERIFY(fixture.untilState(PipelineState::Held));
        const HeldStep held = *pipeline.status()->held;
        QCOMPARE(held.error.code, ErrorCode::kEvalDivisionByZero);
        QCOMPARE(held.view, std::string("w"));
        QCOMPARE(held.endpoint, std::string("t.c"));
        QCOMPARE(held.record, std::string("{\"id\":3,\"v\":0}"));
        QCOMPARE(held.error.span.line, 3U);
        QVERIFY(seen.rows().empty());
        const TokenStatus token = *pipeline.issueToken("t", "c");
        QCOMPARE(token.state, TokenState::InProgress);
        QVERIFY(pipeline.setAsideHeldRecord().ok());
        QVERIFY(fixture.untilComplete());
        QCOMPARE(seen.rows(), (Rows{{"1,10", 1}, {"2,5", 1}}));
        QCOMPARE(pipeline.tokenStatus(token.token)->errorsSince, uint64_t{1});
        QCOMPARE(pipeline.status()->inputs.at(0).numSetAside, uint64_t{1});
    }

    void badRecordsAreCountedAndTheRestGoesOn()
    {
        write("bad.json", "{\"id\":1,\"v\":10}\n{\"id\":\"x\"}\n{\"id\":2,\"v\":\n");
        Fixture fixture(program("bad.json", "CREATE VIEW w AS SELECT id FROM t;"));
        QVERIFY(fixture.pipeline->start().ok());
        QVERIFY(fixture.untilComplete());
        const InputStatus input = fixture.pipeline->status()->inputs.at(0);
        QCOMPARE(input.totalRecords, uint64_t{1});
        QCOMPARE(input.numParseErrors, uint64_t{2});
        QCOMPARE(input.errors.at(0).line, uint64_t{2});
        QCOMPARE(input.errors.at(0).kind, std::string("parse"));
    }

    void aDeclaredPauseWaitsForTheUser()
    {
        Fixture fixture(program("three.json", "CREATE VIEW w AS SELECT id FROM t;", ",\"paused\":true"));
        Pipeline& pipeline = *fixture.pipeline;
        QVERIFY(pipeline.start().ok());
        QVERIFY(fixture.until([](const PipelineStatus& status) {
            return status.inputs.at(0).reason == "paused by its declaration" && status.completedSteps == 1;
        }));
        QCOMPARE(pipeline.status()->totalInputRecords, uint64_t{0});
        QVERIFY(pipeline.startConnector("t", "c").ok());
        QVERIFY(fixture.untilComplete());
    }

    void aFileOutputGetsEveryChange()
    {
        const std::string view = "CREATE VIEW w WITH ('connectors' = '[{\"name\":\"out\",\"transport\":{\"name\":"
                                 "\"file_output\",\"config\":{\"path\":\"" +
                                 pathOf("out.json") + "\"}},\"format\":{\"name\":\"json\"}}]') AS SELECT id FROM t;";
        Fixture fixture(program("three.json", view.c_str()));
        QVERIFY(fixture.pipeline->start().ok());
        QVERIFY(fixture.untilComplete());
        const OutputStatus output = fixture.pipeline->status()->outputs.at(0);
        QCOMPARE(output.transmittedRecords, uint64_t{3});
        QCOMPARE(output.numTransportErrors, uint64_t{0});
        QFile file(m_folder.filePath(QStringLiteral("out.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QCOMPARE(text.count('\n'), 3);
        QVERIFY(text.contains("{\"insert\":{\"id\":2}}"));
    }

    void theStatusIsNeverOlderThanTheCommand()
    {
        Fixture fixture("CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT a FROM t;\n");
        for (int i = 0; i < 50; ++i) {
            QVERIFY(fixture.pipeline->start(false).ok());
            const PipelineState begun = fixture.pipeline->status()->state;
            QVERIFY(begun == PipelineState::Starting || begun == PipelineState::Running);
            fixture.pipeline->waitUntilSettled();
            QCOMPARE(fixture.pipeline->status()->state, PipelineState::Running);
            QVERIFY(fixture.pipeline->stop().ok());
            const PipelineState ended = fixture.pipeline->status()->state;
            QVERIFY(ended == PipelineState::Stopping || ended == PipelineState::Stopped);
            fixture.pipeline->waitUntilSettled();
            QCOMPARE(fixture.pipeline->status()->state, PipelineState::Stopped);
        }
    }

    void anIdlePipelineHasTwoThreads()
    {
        Fixture fixture("CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT a FROM t;\n");
        const auto numThreads = [] { return countThreads("mr-steps") + countThreads("mr-conductor"); };
        QVERIFY(fixture.pipeline->start(false).ok());
        fixture.pipeline->waitUntilSettled();
        QTRY_COMPARE(numThreads(), 2);
        QCOMPARE(countThreads("mr-worker") + countThreads("mr-query") + countThreads("mr-opener"), 0);
        QVERIFY(fixture.pipeline->stop().ok());
        fixture.pipeline->waitUntilSettled();
        QTRY_COMPARE(numThreads(), 0);
    }

    void withoutThreadsItDoesNotStart()
    {
        Fixture fixture("CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT a FROM t;\n");
        {
            const NoMoreThreads scarce;
            QCOMPARE(fixture.pipeline->start(false).error().code, ErrorCode::kThreadLimit);
        }
        QCOMPARE(fixture.pipeline->status()->state, PipelineState::Failed);
        QCOMPARE(fixture.pipeline->status()->error->code, ErrorCode::kThreadLimit);
        QVERIFY(fixture.pipeline->start(false).ok());
        fixture.pipeline->waitUntilSettled();
        QCOMPARE(fixture.pipeline->status()->state, PipelineState::Running);
    }

    void theMemoryLimitCountsTheStepThatIsNotCommittedYet()
    {
        QByteArray rows;
        for (int i = 0; i < 10'000; ++i) {
            rows += QByteArray("{\"id\":") + QByteArray::number(i) + ",\"v\":1}\n";
        }
        write("many.json", rows);
        LocalPipelineOptions options;
        options.controller.limits.memoryLimitBytes = 64 * 1024;
        Fixture fixture(program("many.json", ""), std::move(options));
        QVERIFY(fixture.pipeline->start(false).ok());
        QVERIFY(fixture.untilState(PipelineState::Held));
        QCOMPARE(fixture.pipeline->status()->held->error.code, ErrorCode::kEvalMemoryLimit);
        QVERIFY(fixture.pipeline->status()->stateBytes <= 64 * 1024);
        QVERIFY(fixture.pipeline->setLimits({uint64_t{1} << 30, StepErrorPolicy::Hold}).ok());
        QVERIFY(fixture.pipeline->retryHeldStep().ok());
        QVERIFY(fixture.untilComplete());
        QCOMPARE(fixture.pipeline->status()->totalCompletedRecords, uint64_t{10'000});
    }

    void tellsWhatATableIgnored()
    {
        write("ignored.json", "{\"insert\":{\"id\":1,\"v\":1}}\n"
                              "{\"delete\":{\"id\":2}}\n{\"delete\":{\"id\":1}}\n");
        std::string text = program("ignored.json", "");
        text.replace(text.find("raw"), 3, "insert_delete");
        Fixture fixture(text);
        QVERIFY(fixture.pipeline->start(false).ok());
        QVERIFY(fixture.untilComplete());
        const auto status = fixture.pipeline->status();
        QCOMPARE(status->tables.size(), size_t{1});
        QCOMPARE(status->tables[0].relation, std::string("t"));
        QCOMPARE(status->tables[0].numIgnored, uint64_t{1});
    }

    void goesAwayWhileItRuns()
    {
        for (int round = 0; round < 20; ++round) {
            auto pipeline = makeLocalPipeline("p", program("three.json", "CREATE VIEW w AS SELECT id FROM t;"));
            const int listener = pipeline->addStatusListener([] {});
            auto subscription = pipeline->subscribe("w", {});
            QVERIFY(pipeline->start().ok());
            if (round % 2 == 0) {
                QVERIFY(pipeline->stop().ok());
            }
            if (round % 3 == 0) {
                pipeline->removeStatusListener(listener);
            }
            pipeline.reset();
            QVERIFY((*subscription)->take().isEnd);
        }
    }
};

QTEST_APPLESS_MAIN(TestLocalPipeline)
#include "test_local_pipeline.moc"
