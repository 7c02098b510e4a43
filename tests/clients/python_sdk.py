# SPDX-License-Identifier: GPL-3.0-or-later
"""The `feldera` Python SDK from PyPI, unmodified, in a virtual environment of its own."""

import os
import subprocess
import sys
import time

from instance import Instance, clients_folder, equal, expect, install, wait_until

VERSION = "0.337.0"  # of the API that is spoken

PROGRAM = """CREATE TABLE users (id INT NOT NULL PRIMARY KEY, name VARCHAR, age INT, paid DECIMAL(10, 2))
WITH ('connectors' = '[{
    "name": "gen", "paused": true,
    "transport": {"name": "datagen", "config": {"plan": [{"limit": 50, "fields": {"id": {"range": [1000, 2000]}}}]}}
}]');
CREATE MATERIALIZED VIEW grown AS SELECT id, name, paid FROM users WHERE age >= 18;
"""


def run_in_environment():
    """Installs the SDK, once, and runs this file with it."""
    folder = clients_folder("feldera-" + VERSION)
    python = os.path.join(folder, "bin", "python")
    probe = [python, "-c", "import feldera, importlib.metadata as m; assert m.version('feldera') == '%s'" % VERSION]
    if not os.path.exists(python) or subprocess.run(probe, stderr=subprocess.DEVNULL).returncode != 0:
        begin = time.monotonic()
        install("venv", [sys.executable, "-m", "venv", "--clear", folder], 40)
        install("feldera (Python SDK)", [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                                         "feldera==" + VERSION], 90 - int(time.monotonic() - begin))
    os.environ["MILLRACE_SDK"] = "1"
    os.execv(python, [python, os.path.abspath(__file__)])


def follow(pipeline):
    """Rows in, changes out."""
    listener = pipeline.listen("grown")
    pipeline.input_json("users", [{"id": 1, "name": "a", "age": 20, "paid": 1.5}, {"id": 2, "name": "b", "age": 10}])
    pipeline.input_json("users", {"delete": {"id": 1}}, update_format="insert_delete")
    changes = wait_until(lambda: (rows := collected(listener)) and len(rows) >= 2 and rows, "the changes")
    equal([row["insert_delete"] for row in changes], [1, -1], "the signs of the changes")
    equal(float(changes[0]["paid"]), 1.5, "the decimal")
    return listener


SEEN = []


def collected(listener):
    SEEN.extend(listener.to_dict())
    return SEEN


def use_data(pipeline):
    import pandas

    pipeline.input_pandas("users", pandas.DataFrame({"id": [3, 4], "name": ["c", "d"], "age": [30, 40]}))
    equal(sorted(row["id"] for row in pipeline.query("SELECT id FROM grown")), [3, 4], "the rows of the query")
    pipeline.execute("INSERT INTO users VALUES (5, 'e', 50, 2)")
    wait_until(lambda: len(list(pipeline.query("SELECT id FROM grown"))) == 3, "the inserted row")
    table = "".join(pipeline.query_tabular("SELECT COUNT(*) AS n FROM users"))
    expect("| n |" in table and "| 4 |" in table, "the table of the query", table)
    try:
        list(pipeline.query("SELECT nothing FROM nowhere"))
        raise AssertionError("the query should be refused")
    except Exception as error:
        equal(getattr(error, "error_code", None), "AdHocQueryError", "the code of a wrong query")


def use_connectors(pipeline):
    expect(pipeline.input_connector_stats("users", "gen").paused, "the connector starts paused")
    pipeline.resume_connector("users", "gen")
    wait_until(lambda: pipeline.input_connector_stats("users", "gen").metrics.end_of_input, "the end of its input")
    token = pipeline.generate_completion_token("users", "gen")
    pipeline.wait_for_token(token)
    equal(pipeline.completion_token_status(token).name, "COMPLETE", "the state of the token")
    pipeline.pause_connector("users", "gen")
    expect(pipeline.input_connector_stats("users", "gen").paused, "the connector is paused")


def use_transactions(pipeline):
    equal(pipeline.start_transaction(), 1, "the number of the transaction")
    equal(pipeline.transaction_status().name, "TransactionInProgress", "the state of the transaction")
    pipeline.input_json("users", [{"id": 7, "name": "g", "age": 70}], wait=False)
    pipeline.commit_transaction(timeout_s=20)
    wait_until(lambda: [row for row in pipeline.query("SELECT id FROM grown WHERE id = 7")], "the committed row")


def observe(pipeline):
    metrics = pipeline.stats().global_metrics
    expect(metrics.total_processed_records >= 50, "the processed records", metrics.total_processed_records)
    expect("records_processed_total" in pipeline.metrics(), "the metrics")
    expect(any(each["key"] == "records_processed_total" for each in pipeline.metrics("json")), "the metrics as JSON")
    expect(next(iter(pipeline.logs())), "the logs")
    equal(pipeline.events()[0]["deployment_resources_status"], "Provisioned", "the latest event")


def main():
    from feldera import FelderaClient, PipelineBuilder
    from feldera.enums import PipelineStatus

    with Instance() as instance:
        client = FelderaClient(instance.url)
        pipeline = PipelineBuilder(client, "sdk", PROGRAM, tags=["t"]).create_or_replace()
        pipeline.start()
        equal(pipeline.status(), PipelineStatus.RUNNING, "the status")
        listener = follow(pipeline)
        use_data(pipeline)
        use_connectors(pipeline)
        use_transactions(pipeline)
        observe(pipeline)
        pipeline.pause()
        equal(pipeline.status(), PipelineStatus.PAUSED, "the status")
        pipeline.resume()
        pipeline.stop(force=True)
        equal(pipeline.status(), PipelineStatus.STOPPED, "the status")
        del listener
        pipeline.modify(sql="CREATE TABLE t (a INT)")
        pipeline.start_paused()
        pipeline.stop(force=True)
        # An existing pipeline is replaced, errors of the program are told.
        try:
            PipelineBuilder(client, "sdk", "CREATE VIEW v AS SELECT nothing FROM nowhere").create_or_replace()
            raise AssertionError("the program should be refused")
        except RuntimeError as error:
            expect("nowhere" in str(error), "the message of the compiler", str(error))
        pipeline.delete(True)
        equal(instance.status(instance.url + "/v0/pipelines/sdk"), 404, "the status of what was deleted")


if os.environ.get("MILLRACE_SDK"):
    main()
else:
    run_in_environment()
