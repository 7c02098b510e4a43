// SPDX-License-Identifier: GPL-3.0-or-later
// The routes that make, start, watch and remove pipelines, as clients use them.
#include "tests/engine/server/route_rig.h"
#include "engine/server/pipeline_settings.h"
#include "engine/server/program_json.h"
#include "tests/engine/server/compare_json.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace millrace;
using nlohmann::json;
using test::RouteRig;

namespace {

const std::string kNumbers = "CREATE TABLE numbers (num INT NOT NULL) WITH ('materialized' = 'true', 'connectors' = '["
                             "{\"name\": \"c1\", \"paused\": true, \"transport\": {\"name\": \"datagen\", \"config\": "
                             "{\"plan\": [{\"limit\": 5}]}}}]');"
                             "CREATE MATERIALIZED VIEW doubled AS SELECT num * 2 AS twice FROM numbers;";

std::set<std::string> keysOf(const json& object)
{
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.insert(key);
    }
    return keys;
}

const std::set<std::string> kStatusKeys = {
    "id", "name", "description", "tags", "created_at", "version", "platform_version", "program_config",
    "program_version", "program_status", "program_status_since", "deployment_status", "deployment_status_since",
    "deployment_desired_status", "deployment_desired_status_since", "deployment_resources_status",
    "deployment_resources_status_since", "deployment_resources_desired_status",
    "deployment_resources_desired_status_since", "deployment_runtime_status", "deployment_runtime_status_details",
    "deployment_runtime_status_since", "deployment_runtime_desired_status", "deployment_runtime_desired_status_since",
    "deployment_id", "deployment_initial", "deployment_error", "refresh_version", "storage_status",
    "storage_status_details", "bootstrap_policy", "silent_bootstrap", "concurrent_bootstrap"};

const std::set<std::string> kFurtherKeys = {"runtime_config", "program_code", "udf_rust", "udf_toml", "program_error",
                                            "program_info", "deployment_resources_status_details"};

} // namespace

class TestControlRoutes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createAnswersWithTheWholePipeline()
    {
        RouteRig api;
        const auto reply = api.call("POST", "/v0/pipelines", {{"name", "p"}, {"program_code", ""}, {"tags", nullptr}});
        QCOMPARE(reply.status, 201);
        const json pipeline = json::parse(reply.body);
        std::set<std::string> expected = kStatusKeys;
        expected.insert(kFurtherKeys.begin(), kFurtherKeys.end());
        for (const char* absent : {"bootstrap_policy", "silent_bootstrap", "concurrent_bootstrap"}) {
            expected.erase(absent);
        }
        QCOMPARE(keysOf(pipeline), expected);
        COMPARE_JSON(pipeline["description"], json(""));
        COMPARE_JSON(pipeline["tags"], json::array());
        COMPARE_JSON(pipeline["version"], json(1));
        COMPARE_JSON(pipeline["refresh_version"], json(1));
        COMPARE_JSON(pipeline["program_status"], json("Pending"));
        QVERIFY(api.waitFor("p", "program_status", "Success"));
        const json compiled = api.get("/v0/pipelines/p");
        COMPARE_JSON(compiled["refresh_version"], json(3));
        COMPARE_JSON(compiled["program_error"]["rust_compilation"]["exit_code"], json(0));
    }

    void selectorsHaveExactKeys()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        QCOMPARE(keysOf(api.get("/v0/pipelines/p?selector=status")), kStatusKeys);
        QCOMPARE(keysOf(api.get("/v0/pipelines?selector=status")[0]), kStatusKeys);
        std::set<std::string> all = kStatusKeys;
        all.insert(kFurtherKeys.begin(), kFurtherKeys.end());
        QCOMPARE(keysOf(api.get("/v0/pipelines/p")), all);
        QCOMPARE(keysOf(api.get("/v0/pipelines/p?selector=all")), all);
        QVERIFY(api.get("/v0/pipelines/p?selector=status_with_connectors").contains("connectors"));
        QCOMPARE(api.call("GET", "/v0/pipelines?selector=none").status, 400);
    }

    void refusalsHaveTheirCodes_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* method, const char* target, const char* body, int status, const char* code) {
            QTest::addRow("%s %s %s", method, target, body) << method << target << body << status << code;
        };
        row("GET", "/v0/pipelines/none", "", 404, "UnknownPipelineName");
        row("POST", "/v0/pipelines/none/start", "", 404, "UnknownPipelineName");
        row("POST", "/v0/pipelines", R"({"name":"p","program_code":""})", 409, "DuplicateName");
        row("POST", "/v0/pipelines", R"({"name":"x"})", 400, "InvalidRequestBody");
        row("POST", "/v0/pipelines", R"({"name":"","program_code":""})", 400, "EmptyName");
        row("POST", "/v0/pipelines", R"([1])", 400, "InvalidRequestBody");
        row("PATCH", "/v0/pipelines/p", R"({"tags":["a,b"]})", 400, "InvalidTag");
        row("PATCH", "/v0/pipelines/p", R"({"runtime_config":{"workers":"x"}})", 400, "InvalidRuntimeConfig");
        row("PUT", "/v0/pipelines/none", R"({"name":"x","program_code":""})", 400, "CannotRenameNonExistingPipeline");
        row("POST", "/v0/pipelines/p/start?initial=no", "", 405, "UnsupportedPipelineAction");
        row("POST", "/v0/pipelines/p/start?initial=standby", "", 400, "InitialStandbyNotAllowed");
        row("POST", "/v0/pipelines/p/start?silent_bootstrap=true&concurrent_bootstrap=true", "", 400,
            "InvalidBootstrapConfig");
        row("POST", "/v0/pipelines/p/stop", "", 501, "EnterpriseFeature");
        row("POST", "/v0/pipelines/p/stop?force=True", "", 400, "InvalidParam");
        row("POST", "/v0/pipelines/p/checkpoint", "", 501, "EnterpriseFeature");
        row("POST", "/v0/pipelines/p/suspend", "", 501, "EnterpriseFeature");
        row("POST", "/v0/pipelines/p/pause", "", 503, "PipelineInteractionNotDeployed");
        row("GET", "/v0/pipelines/p/stats", "", 503, "PipelineInteractionNotDeployed");
        row("GET", "/v0/pipelines/p/completion_status?token=x", "", 503, "PipelineInteractionNotDeployed");
        row("GET", "/v0/pipelines/p/events/nope", "", 400, "InvalidUuidParam");
        row("GET", "/v0/pipelines/p/events/00000000-0000-7000-8000-000000000000", "", 404,
            "UnknownPipelineMonitorEvent");
        row("POST", "/v0/pipelines/p/diff", R"({"program_code":"CREATE"})", 400, "InvalidNewProgramSql");
        row("GET", "/v0/api_keys/none", "", 404, "UnknownApiKey");
        row("POST", "/v0/pipelines/p/Start", "", 404, "");
    }

    void refusalsHaveTheirCodes()
    {
        static RouteRig api;
        static const bool isThere = api.create("p", kNumbers);
        QVERIFY(isThere);
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(QString, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        const auto reply = api.call(method.toStdString(), target.toStdString(),
                                    body.isEmpty() ? json() : json::parse(body.toStdString()));
        QCOMPARE(reply.status, status);
        const json error = json::parse(reply.body);
        QVERIFY(error.contains("message") && error.contains("details"));
        if (!code.isEmpty()) {
            COMPARE_JSON(error["error_code"], json(code.toStdString()));
        }
    }

    void aLife()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        QVERIFY(api.startAndWait("p"));
        QCOMPARE(api.codeOf(api.call("PATCH", "/v0/pipelines/p", {{"program_code", ""}})), "UpdateRestrictedToStopped");
        QCOMPARE(api.call("PATCH", "/v0/pipelines/p", {{"tags", {"a"}}}).status, 200);
        QCOMPARE(api.call("PATCH", "/v0/pipelines/p", {{"program_code", kNumbers}}).status, 200); // nothing changes
        QCOMPARE(api.call("POST", "/v0/pipelines/p/pause").status, 202);
        COMPARE_JSON(api.get("/v0/pipelines/p")["deployment_status"], json("Paused"));
        QCOMPARE(api.call("POST", "/v0/pipelines/p/pause").status, 202);
        QCOMPARE(api.call("POST", "/v0/pipelines/p/resume").status, 202);
        COMPARE_JSON(api.get("/v0/pipelines/p")["deployment_status"], json("Running"));
        QCOMPARE(api.codeOf(api.call("DELETE", "/v0/pipelines/p")), "DeleteRestrictedToFullyStopped");
        QVERIFY(api.stopAndWait("p"));
        QVERIFY(api.get("/v0/pipelines/p")["deployment_id"].is_null());
        QCOMPARE(api.codeOf(api.call("DELETE", "/v0/pipelines/p")), "DeleteRestrictedToClearedStorage");
        QCOMPARE(api.codeOf(api.call("PATCH", "/v0/pipelines/p", {{"runtime_config", {{"workers", 16}}}})),
                 "EditRestrictedToClearedStorage");
        QCOMPARE(api.call("POST", "/v0/pipelines/p/clear").status, 202);
        COMPARE_JSON(api.get("/v0/pipelines/p")["storage_status"], json("Cleared"));
        QCOMPARE(api.call("PATCH", "/v0/pipelines/p", {{"name", "q"}}).status, 200);
        QCOMPARE(api.call("GET", "/v0/pipelines/p").status, 404);
        const auto removed = api.call("DELETE", "/v0/pipelines/q");
        QCOMPARE(removed.status, 200);
        QVERIFY(removed.body.empty());
        COMPARE_JSON(api.get("/v0/pipelines"), json::array());
    }

    void shutdownOfOlderTutorialsClears()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        QVERIFY(api.startAndWait("p"));
        QCOMPARE(api.call("POST", "/v0/pipelines/p/shutdown").status, 202);
        QVERIFY(api.waitFor("p", "storage_status", "Cleared"));
        QCOMPARE(api.call("DELETE", "/v0/pipelines/p").status, 200);
    }

    void eventsTellTheLife()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        QVERIFY(api.startAndWait("p"));
        QVERIFY(api.stopAndWait("p"));
        const json events = api.get("/v0/pipelines/p/events");
        std::vector<std::string> seen;
        for (auto event = events.rbegin(); event != events.rend(); ++event) {
            const json runtime = (*event)["deployment_runtime_status"];
            seen.push_back((*event)["program_status"].get<std::string>() + " " +
                           (*event)["deployment_resources_status"].get<std::string>() + " " +
                           (runtime.is_null() ? "-" : runtime.get<std::string>()));
        }
        seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
        QCOMPARE(seen, (std::vector<std::string>{
                           "Pending Stopped -", "CompilingSql Stopped -", "SqlCompiled Stopped -",
                           "CompilingRust Stopped -", "Success Stopped -", "Success Provisioning -",
                           "Success Provisioned Initializing", "Success Provisioned Running", "Success Stopping -",
                           "Success Stopped -"}));
        COMPARE_JSON(api.get("/v0/pipelines/p/events/latest"), events[0]);
        COMPARE_JSON(api.get("/v0/pipelines/p/events/" + events[1]["event_id"].get<std::string>()), events[1]);
        QVERIFY(api.get("/v0/pipelines/p/events/latest?selector=all").contains("storage_status_details"));
    }

    void editsCountVersions()
    {
        RouteRig api;
        QVERIFY(api.create("p", ""));
        const json edited = json::parse(
            api.call("PATCH", "/v0/pipelines/p", {{"program_code", "CREATE TABLE t (a INT)"}}).body);
        COMPARE_JSON(edited["version"], json(2));
        COMPARE_JSON(edited["program_version"], json(2));
        COMPARE_JSON(edited["refresh_version"], json(4));
        QVERIFY(edited["program_info"].is_null());
        QVERIFY(api.waitFor("p", "refresh_version", 6));
        const json configured =
            json::parse(api.call("PATCH", "/v0/pipelines/p", {{"runtime_config", {{"workers", 2}}}}).body);
        COMPARE_JSON(configured["version"], json(3));
        COMPARE_JSON(configured["program_version"], json(2));
    }

    void putResetsWhatItLeavesOut()
    {
        RouteRig api;
        const json body = {{"name", "p"}, {"program_code", ""}, {"tags", {"t"}}, {"description", "d"}};
        QCOMPARE(api.call("PUT", "/v0/pipelines/p", body).status, 201);
        const auto again = api.call("PUT", "/v0/pipelines/p", {{"name", "p"}, {"program_code", ""}});
        QCOMPARE(again.status, 200);
        COMPARE_JSON(json::parse(again.body)["tags"], json::array());
        COMPARE_JSON(json::parse(again.body)["description"], json(""));
    }

    void aWrongProgramCannotStart()
    {
        RouteRig api;
        QCOMPARE(api.call("POST", "/v0/pipelines", {{"name", "p"}, {"program_code", "CREATE VIEW v AS SELECT 1 +"}})
                     .status, 201);
        QVERIFY(api.waitFor("p", "program_status", "SqlError"));
        const json pipeline = api.get("/v0/pipelines/p");
        QVERIFY(pipeline["program_info"].is_null());
        QVERIFY(pipeline["program_error"]["rust_compilation"].is_null());
        QVERIFY(!pipeline["program_error"]["sql_compilation"]["messages"].empty());
        QCOMPARE(api.codeOf(api.call("POST", "/v0/pipelines/p/start")), "CannotStartWithCompilationError");
    }

    void functionsInRustAreRefused()
    {
        RouteRig api;
        api.call("POST", "/v0/pipelines", {{"name", "p"}, {"program_code", ""}, {"udf_rust", "fn f() {}"}});
        QVERIFY(api.waitFor("p", "program_status", "RustError"));
        QVERIFY(!api.get("/v0/pipelines/p")["program_error"]["rust_compilation"]["stderr"].empty());
    }

    void theRuntimeIsUpToDate()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        const auto updated = api.call("POST", "/v0/pipelines/p/update_runtime");
        QCOMPARE(updated.status, 200);
        COMPARE_JSON(json::parse(updated.body)["platform_version"], json("0.337.0"));
        QCOMPARE(api.codeOf(api.call("POST", "/v0/pipelines/none/update_runtime")), "UnknownPipelineName");
    }

    void earlyStartRunsOnceCompiled()
    {
        RouteRig api;
        api.call("POST", "/v0/pipelines", {{"name", "p"}, {"program_code", kNumbers}});
        QCOMPARE(api.call("POST", "/v0/pipelines/p/start?initial=paused").status, 202);
        QVERIFY(api.waitFor("p", "deployment_status", "Paused"));
        COMPARE_JSON(api.get("/v0/pipelines/p")["deployment_initial"], json("Paused"));
        api.call("POST", "/v0/pipelines", {{"name", "wrong"}, {"program_code", "CREATE"}});
        const int started = api.call("POST", "/v0/pipelines/wrong/start").status; // 400 once it is compiled
        QVERIFY(api.waitFor("wrong", "program_status", "SqlError"));
        if (started == 202) {
            COMPARE_JSON(api.get("/v0/pipelines/wrong")["deployment_error"]["error_code"],
                     json("StartFailedDueToFailedCompilation"));
        }
    }

    void connectorsAreToggledAndCounted()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        QVERIFY(api.startAndWait("p"));
        const std::string connector = "/v0/pipelines/p/tables/NUMBERS/connectors/c1";
        COMPARE_JSON(api.get(connector + "/stats")["paused"], json(true));
        QCOMPARE(api.codeOf(api.call("POST", connector + "/START")), "InvalidConnectorAction");
        QCOMPARE(api.codeOf(api.call("POST", "/v0/pipelines/p/tables/numbers/connectors/C1/start")),
                 "UnknownInputEndpoint");
        QCOMPARE(api.codeOf(api.call("POST", "/v0/pipelines/p/tables/%22Numbers%22/connectors/c1/start")),
                 "UnknownInputEndpoint");
        const auto started = api.call("POST", connector + "/start");
        QCOMPARE(started.status, 200);
        QVERIFY(started.body.empty());
        QVERIFY(RouteRig::waitUntil([&] {
            const json metrics = api.get(connector + "/stats")["metrics"];
            return metrics["end_of_input"] == true && metrics["buffered_records"] == 0;
        }));
        const std::string token = api.get(connector + "/completion_token")["token"];
        QVERIFY(RouteRig::waitUntil([&] {
            return api.get("/v0/pipelines/p/completion_status?token=" + token)["status"] == "complete";
        }));
        QCOMPARE(api.codeOf(api.call("GET", "/v0/pipelines/p/completion_status?token=nonsense")), "InvalidParam");
        QCOMPARE(api.call("GET", "/v0/pipelines/p/completion_status?token=" + token + "==").status, 200);
        COMPARE_JSON(api.get(connector + "/stats")["config"]["name"], json("c1"));
        const json stats = api.get("/v0/pipelines/p/stats");
        QCOMPARE(keysOf(stats), (std::set<std::string>{"checkpoint_activity", "global_metrics", "inputs", "outputs",
                                                       "permanent_checkpoint_errors", "suspend_error"}));
        COMPARE_JSON(stats["global_metrics"]["total_completed_records"], json(5));
        COMPARE_JSON(stats["global_metrics"]["pipeline_complete"], json(true));
        COMPARE_JSON(stats["inputs"][0]["config"], json({{"stream", "numbers"}}));
        QVERIFY(!stats["inputs"][0].contains("parse_errors"));
        QVERIFY(stats["global_metrics"]["rss_bytes"].is_number_integer());
        // Tokens die with the run.
        QVERIFY(api.stopAndWait("p"));
        QVERIFY(api.startAndWait("p"));
        QCOMPARE(api.codeOf(api.call("GET", "/v0/pipelines/p/completion_status?token=" + token)), "PipelineRestarted");
    }

    void aFailedOutputIsStartedAgain()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("later/v.csv"));
        RouteRig api;
        QVERIFY(api.create("p", "CREATE TABLE t (a INT); CREATE VIEW v WITH ('connectors' = '[{\"name\": \"file\", "
                                "\"transport\": {\"name\": \"file_output\", \"config\": {\"path\": \"" +
                                    file.toStdString() +
                                    "\"}}, \"format\": {\"name\": \"csv\"}}]') AS SELECT a FROM t;"));
        QVERIFY(api.startAndWait("p"));
        const std::string output = "/v0/pipelines/p/views/v/connectors/file";
        QVERIFY(RouteRig::waitUntil([&] { return !api.get(output + "/stats")["fatal_error"].is_null(); }));
        QCOMPARE(api.codeOf(api.call("POST", output + "/pause")), "InvalidConnectorAction");
        QCOMPARE(api.codeOf(api.call("POST", "/v0/pipelines/p/views/v/connectors/none/start")),
                 "UnknownOutputEndpoint");
        QVERIFY(QDir().mkpath(folder.filePath(QStringLiteral("later"))));
        QCOMPARE(api.call("POST", output + "/start").status, 200);
        QVERIFY(RouteRig::waitUntil([&] { return api.get(output + "/stats")["fatal_error"].is_null(); }));
        QVERIFY(RouteRig::waitUntil([&] { return QFile::exists(file); }));
    }

    void aTokenOfAnotherPipelineIsKnownAsSuch()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers) && api.startAndWait("p"));
        QVERIFY(api.create("other", kNumbers) && api.startAndWait("other"));
        const std::string token = api.get("/v0/pipelines/other/tables/numbers/connectors/c1/completion_token")["token"];
        const auto reply = api.call("GET", "/v0/pipelines/p/completion_status?token=" + token);
        QCOMPARE(reply.status, 400);
        QCOMPARE(api.codeOf(reply), "CompletionTokenOfOtherPipeline");
        COMPARE_JSON(json::parse(reply.body)["details"]["pipeline_name"], json("other"));
        QVERIFY(api.stopAndWait("other") && api.startAndWait("other")); // nobody knows it any more
        QCOMPARE(api.codeOf(api.call("GET", "/v0/pipelines/p/completion_status?token=" + token)), "PipelineRestarted");
    }

    void metricsInBothFormats()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        QVERIFY(api.startAndWait("p"));
        const auto text = api.call("GET", "/v0/pipelines/p/metrics");
        QCOMPARE(text.contentType, "text/plain");
        QVERIFY(text.body.find("# TYPE records_processed_total counter\n") != std::string::npos);
        QVERIFY(text.body.find("endpoint=\"numbers.c1\"") != std::string::npos);
        QCOMPARE(api.call("GET", "/v0/metrics").body.substr(0, 40), text.body.substr(0, 40));
        const json all = api.get("/v0/pipelines/p/metrics?format=json");
        QVERIFY(std::any_of(all.begin(), all.end(),
                            [](const json& metric) { return metric["key"] == "records_processed_total"; }));
        QCOMPARE(api.call("GET", "/v0/pipelines/p/metrics?format=xml").status, 400);
        QVERIFY(RouteRig::waitUntil([&] { return api.get("/v0/pipelines/p/time_series")["samples"].size() > 1; }));
    }

    void othersPipelinesAppear()
    {
        RouteRig api;
        QVERIFY(api.engine().create("from_the_console_", kNumbers).ok());
        QVERIFY(api.waitFor("from_the_console_", "program_status", "Success"));
        const auto pipeline = api.engine().find("from_the_console_");
        QVERIFY(pipeline->start().ok());
        QVERIFY(api.waitFor("from_the_console_", "deployment_status", "Running"));
        COMPARE_JSON(api.get("/v0/pipelines/from_the_console_")["deployment_desired_status"], json("Running"));
        QVERIFY(pipeline->stop().ok());
        QVERIFY(api.waitFor("from_the_console_", "deployment_status", "Stopped"));
        QVERIFY(pipeline->setProgram("CREATE TABLE other (a INT)").ok());
        const json edited = api.get("/v0/pipelines/from_the_console_");
        COMPARE_JSON(edited["program_version"], json(2));
        COMPARE_JSON(edited["program_code"], json("CREATE TABLE other (a INT)"));
        QVERIFY(api.engine().remove("from_the_console_").ok());
        COMPARE_JSON(api.get("/v0/pipelines"), json::array());
    }

    void whatIsStoredSurvives()
    {
        QTemporaryDir folder;
        json before;
        {
            RouteRig api({folder.path().toStdString(), 0});
            const json body = {{"name", "p"}, {"program_code", kNumbers}, {"tags", {"t"}},
                               {"runtime_config", {{"workers", 3}}}};
            QCOMPARE(api.call("POST", "/v0/pipelines", body).status, 201);
            QVERIFY(api.waitFor("p", "program_status", "Success"));
            QVERIFY(api.startAndWait("p"));
            QVERIFY(api.stopAndWait("p"));
            QCOMPARE(api.call("POST", "/v0/api_keys", {{"name", "k"}}).status, 201);
            before = api.get("/v0/pipelines/p");
        }
        RouteRig api({folder.path().toStdString(), 0});
        QVERIFY(api.waitFor("p", "program_status", "Success"));
        const json after = api.get("/v0/pipelines/p");
        for (const char* member : {"id", "created_at", "tags", "runtime_config", "version", "program_version",
                                   "refresh_version", "storage_status", "program_info"}) {
            QVERIFY2(after[member] == before[member], member);
        }
        COMPARE_JSON(api.get("/v0/api_keys")[0]["name"], json("k"));
    }

    void keysAreToldOnce()
    {
        RouteRig api;
        const auto made = api.call("POST", "/v0/api_keys", {{"name", "k"}, {"role", "write"}});
        QCOMPARE(made.status, 201);
        const std::string key = json::parse(made.body)["api_key"];
        QCOMPARE(key.size(), std::string("apikey:").size() + 128);
        QCOMPARE(api.codeOf(api.call("POST", "/v0/api_keys", {{"name", "k"}})), "DuplicateName");
        QCOMPARE(api.get("/v0/api_keys/k").size(), size_t{1});
        QVERIFY(api.call("GET", "/v0/api_keys").body.find(key) == std::string::npos);
        QVERIFY(api.engine().setting("api.keys")->find(key) == std::string::npos);
        QCOMPARE(api.context().keys.roleOf(key), std::optional(server::KeyRole::Write));
        QCOMPARE(server::ApiKeys(api.engine()).roleOf(key), std::optional(server::KeyRole::Write)); // stored
        QCOMPARE(api.context().keys.roleOf(key + "x"), std::nullopt);
        QCOMPARE(api.call("DELETE", "/v0/api_keys/k").status, 200);
        QCOMPARE(api.codeOf(api.call("DELETE", "/v0/api_keys/k")), "UnknownApiKey");
        QCOMPARE(api.context().keys.roleOf(key), std::nullopt);
    }

    void aProgramHasALimit()
    {
        RouteRig api;
        const std::string large(server::kMaxProgramBytes + 1, ' ');
        QCOMPARE(api.call("POST", "/v0/validate_program", {{"program_code", large}}).status, 413);
        QCOMPARE(api.call("POST", "/v0/pipelines", {{"name", "p"}, {"program_code", large}}).status, 413);
        QCOMPARE(api.call("PUT", "/v0/pipelines/p", {{"name", "p"}, {"program_code", large}}).status, 413);
        QVERIFY(api.create("p", kNumbers));
        QCOMPARE(api.call("PATCH", "/v0/pipelines/p", {{"program_code", large}}).status, 413);
        QCOMPARE(api.codeOf(api.call("POST", "/v0/pipelines/p/diff", {{"program_code", large}})), "ProgramTooLarge");
    }

    void anAnswerHasSoManyMessagesOnly()
    {
        RouteRig api;
        std::string program;
        for (int i = 0; i < 1000; ++i) {
            program += "CREATE VIEW v" + std::to_string(i) + " AS SELECT nothing FROM nowhere;\n";
        }
        const json answer = json::parse(api.call("POST", "/v0/validate_program", {{"program_code", program}}).body);
        const json& messages = answer["SqlError"]["info"]["messages"];
        QCOMPARE(messages.size(), server::kMaxCompilerMessages + 1);
        const std::string last = messages.back()["message"];
        QVERIFY2(last.ends_with(": 900"), last.c_str());
    }

    void theDataflowIsTold()
    {
        RouteRig api;
        QVERIFY(api.create("p", kNumbers));
        const json nodes = api.get("/v0/pipelines/p/dataflow_graph")["mir"];
        QVERIFY(nodes.size() >= 2);
        bool isJoined = false;
        for (const auto& [id, node] : nodes.items()) {
            for (const json& input : node["inputs"]) {
                isJoined = isJoined || nodes.contains(input["node"].get<std::string>());
            }
        }
        QVERIFY(isJoined);
        QCOMPARE(api.codeOf(api.call("GET", "/v0/pipelines/x/dataflow_graph")), "UnknownPipelineName");
        QCOMPARE(api.call("GET", "/v0/pipelines/p/support_bundle").status, 501);
    }

    void aKeyTwiceIsRefused()
    {
        RouteRig api;
        const auto refusal = [](std::string_view body) {
            const auto parsed = server::parseJsonBody(body);
            return parsed.ok() ? std::string() : parsed.error().message;
        };
        QCOMPARE(refusal(R"({"a":{"b":1},"b":2,"c":[{"b":3},{"b":4}]})"), std::string());
        QCOMPARE(refusal(R"({"a":1,"b":{"a":2,"c":3,"c":4}})"),
                 std::string("An object of the body has the same key twice: 'c'"));
        QCOMPARE(refusal("{\n  \"a\": 1,\n  \"b\": x}"), std::string("The body is not JSON: line 3, column 8"));
        QCOMPARE(refusal("[1e999]"), std::string("The body has a number that is too large"));
    }

    void theServerTellsOfItself()
    {
        RouteRig api;
        COMPARE_JSON(api.get("/v0/config")["edition"], json("Open source"));
        COMPARE_JSON(api.get("/v0/config")["version"], json("0.337.0"));
        COMPARE_JSON(api.get("/config/authentication"), json::object());
        COMPARE_JSON(api.get("/v0/cluster_healthz")["all_healthy"], json(true));
        const json latest = api.get("/v0/cluster/events/latest");
        COMPARE_JSON(api.get("/v0/cluster/events"), json::array({latest}));
        COMPARE_JSON(api.get("/v0/cluster/events/" + latest["id"].get<std::string>()), latest);
        QCOMPARE(api.get("/v0/cluster/events/latest?selector=all").size(), size_t{12});
        COMPARE_JSON(api.get("/v0/programs"), json::array());
    }

    void programsAreChecked()
    {
        RouteRig api;
        const auto validate = [&](const json& body) {
            return json::parse(api.call("POST", "/v0/validate_program", body).body);
        };
        const json fine = validate({{"program_code", kNumbers}});
        QVERIFY(fine["Success"]["program_info"]["input_connectors"].contains("numbers.c1"));
        QVERIFY(fine["Success"]["program_info"]["dataflow"].is_null());
        QVERIFY(!validate({{"program_code", kNumbers}, {"ir", true}})["Success"]["program_info"]["dataflow"].is_null());
        const json wrong = validate({{"program_code", "CREATE VIEW v AS SELECT * FROM none"}});
        QVERIFY(!wrong["SqlError"]["info"]["messages"].empty());
        COMPARE_JSON(validate({{"ir", true}})["error_code"], json("InvalidRequestBody"));
    }
};

QTEST_GUILESS_MAIN(TestControlRoutes)
#include "test_control_routes.moc"
