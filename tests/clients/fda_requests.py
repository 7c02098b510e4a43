# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that `fda` sends, command by command, and what its typed parser asks of the answers. It stands in where
`fda` itself cannot be had."""

import json

from instance import Instance, Requests, equal, expect, wait_until

PROGRAM = """CREATE TABLE types (id BIGINT UNSIGNED, "Name" VARCHAR(5), list INT ARRAY, paid DECIMAL(10, 2) DEFAULT 1.5);
CREATE TABLE example (id INT NOT NULL PRIMARY KEY)
WITH ('materialized' = 'true', 'connectors' = '[{
    "name": "c", "transport": { "name": "datagen", "config": { "plan": [{ "limit": 1 }] } } }]');
CREATE VIEW counted AS SELECT COUNT(*) AS n FROM example;
"""

TYPES = ("BOOLEAN TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER UBIGINT REAL DOUBLE DECIMAL CHAR VARCHAR "
         "BINARY VARBINARY TIME DATE TIMESTAMP ARRAY STRUCT MAP NULL UUID VARIANT").split()
TRANSPORTS = ("file_input file_output nats_input kafka_input kafka_output pub_sub_input url_input s3_input "
              "delta_table_input delta_table_output dynamodb_output redis_output iceberg_input postgres_input "
              "postgres_cdc_input postgres_output datagen nexmark http_input http_output ad_hoc_input clock_input "
              "null_output empty_input").split()
PIPELINE_KEYS = ("id name description tags created_at version platform_version runtime_config program_code udf_rust "
                 "udf_toml program_config program_version program_status program_status_since program_error "
                 "deployment_status deployment_status_since deployment_desired_status "
                 "deployment_desired_status_since deployment_resources_status deployment_resources_status_since "
                 "deployment_resources_desired_status refresh_version storage_status").split()
GLOBAL_METRICS = {
    "state": str, "bootstrap_in_progress": bool, "transaction_status": str, "transaction_id": int,
    "transaction_initiators": dict, "concurrent_bootstrap_phase": str, "rss_bytes": int, "memory_pressure": str,
    "memory_pressure_epoch": int, "cpu_msecs": int, "uptime_msecs": int, "start_time": int, "incarnation_uuid": str,
    "initial_start_time": int, "storage_bytes": int, "storage_mb_secs": int, "runtime_elapsed_msecs": int,
    "buffered_input_records": int, "buffered_input_bytes": int, "total_input_records": int, "total_input_bytes": int,
    "total_processed_records": int, "total_processed_bytes": int, "total_completed_records": int,
    "output_stall_msecs": int, "total_initiated_steps": int, "total_completed_steps": int, "pipeline_complete": bool}
INPUT_METRICS = ("total_bytes total_records buffered_records buffered_bytes num_transport_errors num_parse_errors "
                 "end_of_input").split()


def check_type(columntype):
    expect(columntype["type"] in TYPES or columntype["type"].startswith("INTERVAL_"), "the type is known", columntype)
    expect(isinstance(columntype["nullable"], bool), "nullable is told", columntype)
    if "component" in columntype:
        check_type(columntype["component"])


def check_pipeline(pipeline):
    """What `fda` would fail on."""
    missing = [key for key in PIPELINE_KEYS if key not in pipeline]
    equal(missing, [], "the missing keys of a pipeline")
    for key in ("version", "program_version", "refresh_version"):
        expect(type(pipeline[key]) is int, "a version is an integer", key, pipeline[key])
    for key in ("program_code", "udf_rust", "udf_toml"):
        expect(isinstance(pipeline[key], str), "a text is there", key)
    info = pipeline["program_info"]
    if info is None:
        return
    for relation in info["schema"]["inputs"] + info["schema"]["outputs"]:
        expect(isinstance(relation["case_sensitive"], bool), "a relation", relation["name"])
        for field in relation["fields"]:
            check_type(field["columntype"])
            expect("unused" in field and "case_sensitive" in field, "a field", field)
    for connector in [*info["input_connectors"].values(), *info["output_connectors"].values()]:
        expect(connector["transport"]["name"] in TRANSPORTS, "the transport is known", connector)
        expect("stream" in connector, "a connector has its stream", connector)


def check_stats(stats):
    metrics = stats["global_metrics"]
    for key, kind in GLOBAL_METRICS.items():
        expect(type(metrics.get(key)) is kind, "a metric and its type", key, metrics.get(key))
    for each in stats["inputs"]:
        equal([key for key in INPUT_METRICS if key not in each["metrics"]], [], "the missing metrics of an input")
        expect(isinstance(each["barrier"], bool) and isinstance(each["paused"], bool), "the flags of an input", each)


def compiled(requests, name):
    pipeline = requests.call("GET", "/v0/pipelines/" + name, 200)
    check_pipeline(pipeline)
    return pipeline["program_status"] not in ("Pending", "CompilingSql", "SqlCompiled", "CompilingRust") and pipeline


def start(requests, name):
    path = "/v0/pipelines/" + name
    requests.call("GET", path, 200)
    wait_until(lambda: compiled(requests, name), "the compilation")
    requests.call("POST", path + "/dismiss_error", 200)
    requests.call("POST", path + "/start?bootstrap_policy=await_approval&concurrent_bootstrap=false&dismiss_error=false"
                  "&initial=running&silent_bootstrap=false", 202)
    wait_until(lambda: requests.call("GET", path, 200)["deployment_status"] == "Running", "the start")


with Instance() as instance:
    fda = Requests(instance.port)
    p = "/v0/pipelines/p"
    equal(fda.call("GET", "/v0/pipelines", 200), [], "the pipelines")
    created = fda.call("POST", "/v0/pipelines", 201, {
        "name": "p", "program_code": PROGRAM, "tags": [],
        "program_config": {"cache": True, "profile": "optimized", "runtime_version": None,
                           "use_platform_compiler": False}})
    check_pipeline(created)
    start(fda, "p")
    for listed in fda.call("GET", "/v0/pipelines", 200):
        check_pipeline(listed)
    check_stats(fda.call("GET", p + "/stats", 200))
    info = fda.call("GET", p, 200)["program_info"]
    expect("example.c" in info["input_connectors"], "fda finds a connector by its literal name", info)
    fda.call("POST", p + "/tables/example/connectors/c/pause", 200)
    fda.call("POST", p + "/tables/example/connectors/c/start", 200)
    one = fda.call("GET", p + "/tables/example/connectors/c/stats", 200)
    equal(one["endpoint_name"], "example.c", "the name of the endpoint")
    token = fda.call("GET", p + "/tables/example/connectors/c/completion_token", 200)["token"]
    wait_until(lambda: fda.call("GET", p + "/completion_status?token=" + token, 200)["status"] == "complete", "the token")
    expect("transaction_id" in fda.call("POST", p + "/start_transaction", 200), "a transaction has a number")
    equal(fda.call("POST", p + "/start_transaction", 409)["error_code"], "TransactionInProgress", "the code")
    fda.call("POST", p + "/commit_transaction", 200)
    wait_until(lambda: fda.call("GET", p + "/stats", 200)["global_metrics"]["transaction_id"] == 0, "the commit")
    equal(fda.call("POST", p + "/commit_transaction", 400)["error_code"], "NoTransactionInProgress", "the code")
    expect("| id" in fda.call("GET", p + "/query?format=text&sql=SELECT%20id%20FROM%20example", 200), "the shell's query")
    fda.call("POST", p + "/pause", 202)
    fda.call("POST", p + "/resume", 202)
    fda.call("POST", p + "/checkpoint", 501)
    fda.call("POST", p + "/clock/advance", 400, {"delta_ms": None})
    fda.call("POST", p + "/diff", 200, {})
    fda.call("POST", "/v0/validate_program", 200, {"program_code": PROGRAM, "ir": False})
    for selector in ("status", "all"):
        fda.call("GET", p + "/events?selector=" + selector, 200)
        fda.call("GET", p + "/events/latest?selector=" + selector, 200)
        fda.call("GET", "/v0/cluster/events/latest?selector=" + selector, 200)
    fda.call("GET", "/v0/cluster/events", 200)
    fda.call("GET", "/v0/cluster_healthz", 200)
    fda.call("GET", "/v0/config", 200)
    fda.call("POST", p + "/stop?force=true", 202)
    wait_until(lambda: fda.call("GET", p, 200)["deployment_status"] == "Stopped", "the stop")
    equal(fda.call("GET", p + "/stats", 503)["error_code"], "PipelineInteractionNotDeployed", "the code")
    fda.call("PATCH", p, 200, {"runtime_config": fda.call("GET", p, 200)["runtime_config"]})
    fda.call("POST", p + "/clear", 202)
    wait_until(lambda: fda.call("GET", p, 200)["storage_status"] == "Cleared", "the storage")
    key = fda.call("POST", "/v0/api_keys", 201, {"name": "a", "role": "read"})
    equal(sorted(key), ["api_key", "id", "name"], "the members of a key")
    fda.call("GET", "/v0/api_keys", 200)
    fda.call("DELETE", "/v0/api_keys/a", 200)
    fda.call("DELETE", p, 200)
