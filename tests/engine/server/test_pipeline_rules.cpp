// SPDX-License-Identifier: GPL-3.0-or-later
// What the API allows of a pipeline without any pipeline there: names, settings, states, programs as JSON.
#include "engine/server/pipeline_lifecycle.h"
#include "engine/server/pipeline_record.h"
#include "engine/server/pipeline_settings.h"
#include "engine/server/program_diff.h"
#include "engine/server/program_json.h"
#include "engine/server/uuid.h"
#include "tests/engine/server/compare_json.h"

#include <QTest>

using namespace millrace;
using namespace millrace::server;
using nlohmann::json;

namespace {

std::string codeOf(const std::optional<ApiError>& error)
{
    return error ? error->code : std::string();
}

PipelineStatus statusIn(PipelineState state)
{
    PipelineStatus status;
    status.state = state;
    return status;
}

/// A lifecycle and the states that it told of.
struct Followed {
    explicit Followed(json error = nullptr)
        : lifecycle(StorageStatus::Cleared, std::move(error), 1000,
                    [this](const LifecycleState& state) { told.push_back(state); })
    {
    }
    void compile()
    {
        for (const ProgramStatus status : {ProgramStatus::CompilingSql, ProgramStatus::SqlCompiled,
                                           ProgramStatus::CompilingRust, ProgramStatus::Success}) {
            lifecycle.setProgram(status, 1001);
        }
        told.clear();
    }
    void runIn(PipelineState state)
    {
        compile();
        QVERIFY(!lifecycle.start({}, 2000));
        QVERIFY(lifecycle.isToLaunch());
        lifecycle.launching(2001);
        lifecycle.launched(2002);
        lifecycle.observe(statusIn(state), 2003);
    }

    std::vector<LifecycleState> told;
    PipelineLifecycle lifecycle;
};

} // namespace

class TestPipelineRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("code");
        for (const char* fine : {"a", "1", "A-a", "A_a", "a1-_A"}) {
            QTest::newRow(fine) << fine << "";
        }
        QTest::newRow("longest") << QString(63, 'a') << "";
        QTest::newRow("too long") << QString(64, 'a') << "TooLongName";
        QTest::newRow("empty") << "" << "EmptyName";
        for (const char* wrong : {"@", "a.b", "-", "_", "a_", "a-", "-a", "ä"}) {
            QTest::newRow(wrong) << wrong << "NameDoesNotMatchPattern";
        }
    }

    void names()
    {
        QFETCH(QString, name);
        QFETCH(QString, code);
        QCOMPARE(codeOf(checkPipelineName(name.toStdString())), code.toStdString());
    }

    void tagsAndDescription()
    {
        QCOMPARE(codeOf(checkTags({"a-z_0/9", "with space", "pipe|sep", "back\\slash", "dot.dot", "a:b=c"})), "");
        for (const char* wrong : {"bad,tag", "", "bad?tag"}) {
            QCOMPARE(codeOf(checkTags({"ok", wrong})), "InvalidTag");
        }
        QCOMPARE(codeOf(checkTags({std::string(51, 'a')})), "InvalidTag");
        QCOMPARE(codeOf(checkTags(std::vector<std::string>(51, "a"))), "TooManyTags");
        QCOMPARE(codeOf(checkDescription(std::string(300, 'a'))), "");
        QCOMPARE(codeOf(checkDescription(std::string(301, 'a'))), "TooLongDescription");
    }

    void runtimeConfigHasAllDefaults()
    {
        const auto config = normalizedRuntimeConfig(nullptr);
        QVERIFY(config.ok());
        COMPARE_JSON((*config)["workers"], json(8));
        COMPARE_JSON((*config)["fault_tolerance"], json({{"model", "none"}, {"checkpoint_interval_secs", 60}}));
        COMPARE_JSON((*config)["storage"]["backend"]["name"], json("default"));
        COMPARE_JSON((*config)["resources"]["storage_mb_max"], json(nullptr));
        QCOMPARE(config->size(), size_t{25});
    }

    void runtimeConfigKeepsWhatItKnows()
    {
        const auto config = normalizedRuntimeConfig({{"workers", 12},
                                                     {"storage", true},
                                                     {"unheard_of", 1},
                                                     {"resources", {{"cpu_cores_min", 0.5}}},
                                                     {"env", {{"NAME", "value"}}},
                                                     {"max_rss_mb", 100},
                                                     {"dev_tweaks", {{"x", 2}, {"on_step_error", "set_aside"}}}});
        QVERIFY(config.ok());
        QVERIFY(!config->contains("unheard_of"));
        COMPARE_JSON((*config)["storage"]["compression"], json("default"));
        COMPARE_JSON((*config)["resources"]["cpu_cores_min"], json(0.5));
        COMPARE_JSON((*config)["env"]["NAME"], json("value"));
        COMPARE_JSON((*config)["dev_tweaks"]["x"], json(2));
        QCOMPARE(limitsOf(*config).memoryLimitBytes, uint64_t{100} << 20);
        QVERIFY(limitsOf(*config).onStepError == StepErrorPolicy::SetAside);
    }

    void runtimeConfigRefuses_data()
    {
        QTest::addColumn<QString>("config");
        QTest::newRow("text for a number") << R"({"workers": "not-a-number"})";
        QTest::newRow("negative") << R"({"workers": -1})";
        QTest::newRow("beyond its range") << R"({"workers": 65536})";
        QTest::newRow("fraction") << R"({"max_rss_mb": 1.5})";
        QTest::newRow("nested") << R"({"resources": {"storage_mb_max": "no"}})";
        QTest::newRow("reserved variable") << R"({"env": {"TOKIO_WORKER_THREADS": "1"}})";
        QTest::newRow("fault tolerance without a model") << R"({"fault_tolerance": {}})";
        QTest::newRow("fault tolerance") << R"({"fault_tolerance": {"model": "at_least_once"}})";
        QTest::newRow("unknown model") << R"({"fault_tolerance": "exactly_one"})";
        QTest::newRow("tweaks") << R"({"dev_tweaks": []})";
        QTest::newRow("unknown policy") << R"({"dev_tweaks": {"on_step_error": "explode"}})";
        QTest::newRow("array") << "[]";
    }

    void runtimeConfigRefuses()
    {
        QFETCH(QString, config);
        const auto normalized = normalizedRuntimeConfig(json::parse(config.toStdString()));
        QVERIFY(!normalized.ok());
        QCOMPARE(normalized.error().code, "InvalidRuntimeConfig");
        QCOMPARE(normalized.error().status, 400);
    }

    void programConfig()
    {
        COMPARE_JSON((*normalizedProgramConfig({{"profile", "dev"}}))["cache"], json(true));
        for (const json& wrong : {json{{"profile", "unheard"}}, json{{"cache", 123}}, json{{"profile", 1}},
                                  json{{"runtime_version", "v1"}}}) {
            QCOMPARE(normalizedProgramConfig(wrong).error().code, "InvalidProgramConfig");
        }
    }

    void someChangesNeedClearedStorage()
    {
        const json before = *normalizedRuntimeConfig(nullptr);
        const json after = *normalizedRuntimeConfig({{"workers", 16}, {"resources", {{"storage_mb_max", 1}}},
                                                     {"logging", "debug"}});
        QCOMPARE(changesBoundToStorage(before, after),
                 (std::vector<std::string>{"`runtime_config.workers`", "`runtime_config.resources.storage_mb_max`"}));
        QVERIFY(changesBoundToStorage(before, before).empty());
    }

    void startGoesThroughEveryState()
    {
        Followed followed;
        followed.runIn(PipelineState::Running);
        std::vector<std::string> seen;
        for (const LifecycleState& state : followed.told) {
            seen.push_back(state.deploymentStatus() + "/" + state.desiredStatus() + "/" +
                           std::string(nameOf(state.storage)));
        }
        QCOMPARE(seen, (std::vector<std::string>{"Stopped/Running/Cleared", "Stopped/Running/InUse",
                                                 "Provisioning/Running/InUse", "Initializing/Running/InUse",
                                                 "Running/Running/InUse"}));
        QVERIFY(!checkDeployed(followed.lifecycle.state(), "p"));
    }

    void startTwiceIsFineAndDifferentIsNot()
    {
        Followed followed;
        followed.runIn(PipelineState::Running);
        PipelineLifecycle& lifecycle = followed.lifecycle;
        QVERIFY(!lifecycle.start({}, 3000));
        StartRequest paused;
        paused.initial = "paused";
        QCOMPARE(codeOf(lifecycle.start(paused, 3000)), "InitialImmutableUnlessStopped");
        StartRequest allowing;
        allowing.bootstrapPolicy = "allow";
        QCOMPARE(codeOf(lifecycle.start(allowing, 3000)), "BootstrapPolicyImmutableUnlessStopped");
    }

    void stopEndsInStopped()
    {
        Followed followed;
        followed.runIn(PipelineState::Running);
        PipelineLifecycle& lifecycle = followed.lifecycle;
        lifecycle.stop(3000);
        QVERIFY(lifecycle.isToHalt());
        QCOMPARE(lifecycle.state().desiredStatus(), "Stopped");
        QCOMPARE(codeOf(lifecycle.start({}, 3001)), "IllegalPipelineAction");
        QCOMPARE(codeOf(lifecycle.clear(3001)), "StorageStatusImmutableUnlessStopped");
        QCOMPARE(checkDeployed(lifecycle.state(), "p")->status, 410);
        lifecycle.observe(statusIn(PipelineState::Stopped), 3002);
        QVERIFY(lifecycle.state().isFullyStopped());
        QVERIFY(lifecycle.state().deploymentId.empty());
        QVERIFY(lifecycle.state().storage == StorageStatus::InUse);
        QCOMPARE(checkDeployed(lifecycle.state(), "p")->code, "PipelineInteractionNotDeployed");
        followed.told.clear();
        QVERIFY(!lifecycle.clear(3003));
        QCOMPARE(followed.told.size(), size_t{2});
        QVERIFY(followed.told[0].storage == StorageStatus::Clearing);
        QVERIFY(lifecycle.state().storage == StorageStatus::Cleared);
    }

    void earlyStartWaitsForTheProgram()
    {
        Followed followed;
        PipelineLifecycle& lifecycle = followed.lifecycle;
        QVERIFY(!lifecycle.start({}, 1001));
        QVERIFY(!lifecycle.isToLaunch());
        QCOMPARE(lifecycle.state().deploymentStatus(), "Stopped");
        QCOMPARE(codeOf(lifecycle.clear(1002)), "StorageStatusImmutableUnlessStopped");
        lifecycle.setProgram(ProgramStatus::Success, 1003);
        QVERIFY(lifecycle.isToLaunch());
        lifecycle.stop(1004); // cancels it
        QVERIFY(!lifecycle.isToLaunch());
        QVERIFY(lifecycle.state().isFullyStopped());
    }

    void earlyStartOfAWrongProgramFails()
    {
        Followed followed;
        PipelineLifecycle& lifecycle = followed.lifecycle;
        QVERIFY(!lifecycle.start({}, 1001));
        lifecycle.setProgram(ProgramStatus::SqlError, 1002, "1:1: what is wrong");
        QVERIFY(lifecycle.state().isFullyStopped());
        COMPARE_JSON(lifecycle.state().error["error_code"], json("StartFailedDueToFailedCompilation"));
        COMPARE_JSON(lifecycle.state().error["details"]["compiler_error"], json("1:1: what is wrong"));
        QCOMPARE(codeOf(lifecycle.start({}, 1003)), "CannotStartWithCompilationError");
    }

    void errorsAreDismissed()
    {
        Followed followed(json{{"error_code", "RuntimeError.PipelineFailed"}, {"message", ""}, {"details", {}}});
        followed.compile();
        PipelineLifecycle& lifecycle = followed.lifecycle;
        StartRequest careful;
        careful.dismissesError = false;
        QCOMPARE(codeOf(lifecycle.start(careful, 2000)), "CannotStartWithUndismissedError");
        QVERIFY(!lifecycle.dismissError(2001));
        QVERIFY(lifecycle.state().error.is_null());
        QVERIFY(!lifecycle.dismissError(2001)); // nothing to dismiss is fine
        QVERIFY(!lifecycle.start(careful, 2002));
    }

    void standbyIsRefused()
    {
        Followed followed;
        StartRequest standby;
        standby.initial = "standby";
        QCOMPARE(codeOf(followed.lifecycle.start(standby, 1)), "InitialStandbyNotAllowed");
    }

    void aHeldStepIsAnErrorOfARunningPipeline()
    {
        Followed followed;
        followed.runIn(PipelineState::Running);
        PipelineLifecycle& lifecycle = followed.lifecycle;
        PipelineStatus held = statusIn(PipelineState::Held);
        held.held = HeldStep{makeError(ErrorCode::kInternal, "Division by zero"), "v", "t.c", "{}"};
        lifecycle.observe(held, 3000);
        QCOMPARE(lifecycle.state().deploymentStatus(), "Paused");
        QCOMPARE(lifecycle.state().desiredStatus(), "Running");
        COMPARE_JSON(lifecycle.state().error["error_code"], json("RuntimeError.StepHeld"));
        QCOMPARE(codeOf(lifecycle.dismissError(3001)), "DismissErrorRestrictedToFullyStopped");
        lifecycle.observe(statusIn(PipelineState::Running), 3002);
        QVERIFY(lifecycle.state().error.is_null());
    }

    void whatOthersDoIsSeen()
    {
        Followed followed;
        followed.compile();
        PipelineLifecycle& lifecycle = followed.lifecycle;
        lifecycle.observe(statusIn(PipelineState::Paused), 2000);
        QCOMPARE(lifecycle.state().deploymentStatus(), "Paused");
        QCOMPARE(lifecycle.state().desiredStatus(), "Paused");
        QCOMPARE(lifecycle.state().started->initial, "paused");
        lifecycle.observe(statusIn(PipelineState::Running), 2001);
        QCOMPARE(lifecycle.state().desiredStatus(), "Running");
        PipelineStatus failed = statusIn(PipelineState::Failed);
        failed.error = makeError(ErrorCode::kInternal, "It broke");
        lifecycle.observe(failed, 2002);
        QVERIFY(lifecycle.state().isFullyStopped());
        COMPARE_JSON(lifecycle.state().error["error_code"], json("RuntimeError.PipelineFailed"));
    }

    void recordsSurviveAsText()
    {
        PipelineRecord record = PipelineRecord::forPipeline(1'700'000'000'123'456, "CREATE TABLE t (a INT)");
        record.tags = {"a", "b"};
        record.description = "quoted \" and ünicode";
        record.refreshVersion = 7;
        record.storage = StorageStatus::InUse;
        record.deploymentError = {{"error_code", "X"}};
        const Result<PipelineRecord> again = PipelineRecord::parse(record.toText());
        QVERIFY(again.ok());
        QCOMPARE(again->toText().size(), record.toText().size());
        QCOMPARE(again->id, record.id);
        QCOMPARE(again->tags, record.tags);
        QCOMPARE(again->description, record.description);
        QCOMPARE(again->programDigest, digestOf(record.program));
        QVERIFY(again->storage == StorageStatus::InUse);
        for (const char* wrong : {"", "{", "[]", "{}", "{\"id\":1}"}) {
            QVERIFY(!PipelineRecord::parse(wrong).ok());
        }
    }

    void idsSortByTime()
    {
        std::string last;
        for (TimestampMicros at = 1'700'000'000'000'000; at < 1'700'000'000'002'000; at += 3) {
            const std::string id = makeTimeUuid(at);
            QVERIFY(isUuid(id));
            QCOMPARE(id[14], '7');
            QVERIFY(id > last);
            last = id;
        }
        QVERIFY(!isUuid("latest"));
        QVERIFY(!isUuid(std::string(36, 'g')));
        QCOMPARE(toRfc3339(1'706'659'200'000'001), "2024-01-31T00:00:00.000001Z");
    }

    void programInfo()
    {
        const api::Compilation compilation = *api::compileAndPlan(
            "CREATE TABLE t (a INT NOT NULL PRIMARY KEY, \"B\" DECIMAL(10, 2) DEFAULT 2.5, c VARCHAR, "
            "d BIGINT UNSIGNED)\n"
            "WITH ('connectors' = '[{\"name\": \"gen\", \"paused\": true, \"labels\": [\"x\"], \"transport\": "
            "{\"name\": \"datagen\", \"config\": {\"plan\": [{\"limit\": 1, \"fields\": {}}]}}}, "
            "{\"transport\": {\"name\": \"adhoc_input\"}}]');\n"
            "CREATE MATERIALIZED VIEW \"V\" AS SELECT a FROM t;\n"
            "CREATE LOCAL VIEW hidden AS SELECT a FROM t;");
        const json info = programInfoJson(compilation);
        QCOMPARE(info["schema"]["inputs"].size(), size_t{1});
        QCOMPARE(info["schema"]["outputs"].size(), size_t{1});
        COMPARE_JSON(info["schema"]["outputs"][0]["name"], json("V"));
        COMPARE_JSON(info["schema"]["outputs"][0]["case_sensitive"], json(true));
        const json table = info["schema"]["inputs"][0];
        COMPARE_JSON(table["primary_key"], json({"a"}));
        COMPARE_JSON(table["fields"][0]["columntype"], json({{"type", "INTEGER"}, {"nullable", false}}));
        COMPARE_JSON(table["fields"][1]["columntype"],
                 json({{"type", "DECIMAL"}, {"nullable", true}, {"precision", 10}, {"scale", 2}}));
        COMPARE_JSON(table["fields"][1]["default"], json("2.5"));
        COMPARE_JSON(table["fields"][2]["columntype"]["precision"], json(-1));
        COMPARE_JSON(table["fields"][3]["columntype"]["type"], json("UBIGINT"));
        COMPARE_JSON(table["properties"]["connectors"]["value_position"]["start_line_number"], json(2));
        const json generator = info["input_connectors"]["t.gen"];
        COMPARE_JSON(generator["stream"], json("t"));
        COMPARE_JSON(generator["transport"]["config"]["plan"][0]["limit"], json(1));
        COMPARE_JSON(generator["paused"], json(true));
        // Clients do not know this transport.
        COMPARE_JSON(info["input_connectors"]["t.unnamed-1"]["transport"], json({{"name", "empty_input"}}));
    }

    void compilerMessagesHaveAPlace()
    {
        const std::string text = "CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT b FROM t;";
        const api::Compilation compilation = *api::compileAndPlan(text);
        const json info = sqlCompilationJson(compilation.diagnostics, text);
        COMPARE_JSON(info["exit_code"], json(1));
        const json message = info["messages"][0];
        COMPARE_JSON(message["start_line_number"], json(2));
        COMPARE_JSON(message["start_column"], json(25));
        COMPARE_JSON(message["warning"], json(false));
        COMPARE_JSON(message["snippet"],
                     json("    2|CREATE VIEW v AS SELECT b FROM t;\n" + std::string(30, ' ') + "^\n"));
    }

    void wrongConnectorsAreKnownByTheirType()
    {
        const std::string text = "CREATE TABLE t (a INT) WITH ('connectors' = "
                                 "'[{\"name\": \"c\", \"transport\": {\"name\": \"no\"}}]');";
        const json info = sqlCompilationJson(api::compileAndPlan(text)->diagnostics, text);
        COMPARE_JSON(info["messages"][0]["error_type"], json("ConnectorGenerationError"));
    }

    void differencesOfPrograms()
    {
        const std::string before =
            "CREATE TABLE t (a INT); CREATE TABLE gone (a INT); CREATE VIEW v AS SELECT a FROM t;";
        const std::string after = "CREATE TABLE t (a INT, b INT) WITH ('connectors' = "
                                  "'[{\"name\": \"e\", \"transport\": {\"name\": \"empty_input\"}}]'); "
                                  "CREATE VIEW v AS SELECT a + 1 AS a FROM t; CREATE VIEW w AS SELECT b FROM t;";
        const json diff = programDiffJson(*api::compileAndPlan(before), before, *api::compileAndPlan(after), after);
        COMPARE_JSON(diff["program_diff"]["modified_tables"], json({"t"}));
        COMPARE_JSON(diff["program_diff"]["removed_tables"], json({"gone"}));
        COMPARE_JSON(diff["program_diff"]["modified_views"], json({"v"}));
        COMPARE_JSON(diff["program_diff"]["added_views"], json({"w"}));
        COMPARE_JSON(diff["added_input_connectors"], json({"t.e"}));
        COMPARE_JSON(diff["removed_output_connectors"], json::array());
        const json none = programDiffJson(*api::compileAndPlan(after), after, *api::compileAndPlan(after), after);
        COMPARE_JSON(none["program_diff"]["modified_views"], json::array());
    }
};

QTEST_APPLESS_MAIN(TestPipelineRules)
#include "test_pipeline_rules.moc"
