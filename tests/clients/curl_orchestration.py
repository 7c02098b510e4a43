# SPDX-License-Identifier: GPL-3.0-or-later
"""The walk-through of connector orchestration, by curl: two generators of one table, started and paused."""

import time

from instance import FileServer, Instance, Listener, equal, expect, wait_until

# As in the documentation, but a little faster.
PROGRAM = """CREATE TABLE numbers (
  num INT
) WITH (
    'connectors' = '[
        {
            "name": "c1",
            "paused": true,
            "transport": {
                "name": "datagen",
                "config": {"plan": [{ "rate": 40, "fields": { "num": { "range": [0, 10], "strategy": "uniform" } } }]}
            }
        },
        {
            "name": "c2",
            "paused": false,
            "transport": {
                "name": "datagen",
                "config": {"plan": [{ "rate": 40, "fields": { "num": { "range": [10, 20], "strategy": "uniform" } } }]}
            }
        }
    ]'
);
"""

BACKFILL = """CREATE TABLE price (part BIGINT NOT NULL, price INTEGER) WITH ('connectors' = '[{
    "name": "backfill", "labels": ["price.backfill"],
    "transport": { "name": "url_input", "config": { "path": "%s/price.json" } },
    "format": { "name": "json" }
}, {
    "name": "live", "start_after": "price.backfill",
    "transport": { "name": "datagen", "config": {"plan": [{ "limit": 5 }]} }
}, {
    "name": "on_demand", "paused": true,
    "transport": { "name": "datagen", "config": {"plan": [{ "limit": 7 }]} }
}]');
CREATE MATERIALIZED VIEW count_of_prices AS SELECT COUNT(*) AS n FROM price;
"""

EXAMPLE = "http://127.0.0.1:8080/v0/pipelines/example"


def seen_from(listener, seconds=1.2):
    """The numbers that come from now on, in a while."""
    time.sleep(0.3)  # what was on its way
    before = len(listener.rows())
    time.sleep(seconds)
    numbers = [row["num"] for row in listener.rows()[before:]]
    expect(numbers, "numbers should come")
    return numbers


def low(number):
    return number < 10


with FileServer({"price.json": '{"insert": {"part": 1, "price": 2}}\n' * 100}) as files, Instance() as instance:
    instance.create("example", PROGRAM)
    instance.start("example")
    listener = Listener(instance, "-X", "POST", EXAMPLE + "/egress/numbers?format=json")
    wait_until(listener.chunks, "the stream to begin")

    numbers = seen_from(listener)
    expect(not any(map(low, numbers)), "only c2 runs", numbers)

    equal(instance.curl("-s", "-X", "POST", EXAMPLE + "/tables/numbers/connectors/c1/start"), "", "the answer to start")
    numbers = seen_from(listener)
    expect(any(map(low, numbers)) and not all(map(low, numbers)), "both run", numbers)

    equal(instance.curl("-s", "-X", "POST", EXAMPLE + "/tables/numbers/connectors/c2/pause"), "", "the answer to pause")
    numbers = seen_from(listener)
    expect(all(map(low, numbers)), "only c1 runs", numbers)

    # The state can be read, and the pipeline's state stands above it.
    inputs = {each["endpoint_name"]: each["paused"] for each in instance.json(EXAMPLE + "/stats")["inputs"]}
    equal(inputs, {"numbers.c1": False, "numbers.c2": True}, "the states of the connectors")
    equal(instance.status("-X", "POST", EXAMPLE + "/pause"), 202, "the status of pause")
    time.sleep(0.3)
    before = len(listener.rows())
    time.sleep(0.5)
    equal(len(listener.rows()), before, "the number of rows of a paused pipeline")
    listener.close()

    # Detecting when a connector has finished: end_of_input and buffered_records.
    instance.create("backfill", BACKFILL % files.url)
    instance.start("backfill")
    pipeline = "http://127.0.0.1:8080/v0/pipelines/backfill"

    def is_done(connector):
        metrics = instance.json(pipeline + "/tables/price/connectors/%s/stats" % connector)["metrics"]
        return metrics["end_of_input"] is True and metrics["buffered_records"] == 0

    wait_until(lambda: is_done("backfill"), "the backfill")
    wait_until(lambda: is_done("live"), "the live connector, which starts after it")
    expect(not is_done("on_demand"), "nobody has started it")
    stats = instance.json(pipeline + "/tables/price/connectors/live/stats")
    equal(stats["metrics"]["total_records"], 5, "the records of the live connector")
    equal(stats["paused"], False, "the state of the live connector")
    instance.curl("-s", "-X", "POST", pipeline + "/tables/PRICE/connectors/on_demand/start")
    wait_until(lambda: is_done("on_demand"), "the connector on demand")
    wait_until(lambda: instance.json(pipeline + "/stats")["global_metrics"]["pipeline_complete"], "the pipeline")
    rows = instance.json(pipeline + "/query?format=json&sql=SELECT+n+FROM+count_of_prices")
    equal(rows, {"n": 112}, "the number of prices")
    equal(instance.status("-X", "POST", pipeline + "/tables/price/connectors/live/START"), 400, "a wrong action")
    equal(instance.status("-X", "POST", pipeline + "/tables/price/connectors/LIVE/start"), 404, "a wrong connector")
