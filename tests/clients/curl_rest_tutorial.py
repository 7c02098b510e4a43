# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST tutorial, by curl: make, start, watch, read, write, clean up."""

import json

from instance import FileServer, Instance, Listener, equal, expect, wait_until

FILES = {
    "vendor.json": "".join('{"insert": {"id": %d, "name": "%s", "address": "%d Street"}}\n' % (i, name, i)
                           for i, name in enumerate(["Gravity Ltd", "Hyper & Sons", "Dark Inc"], 1)),
    "part.json": "".join('{"insert": {"id": %d, "name": "%s"}}\n' % (i, name)
                         for i, name in enumerate(["Capacitor", "Core", "Crystal"], 1)),
    "price.json": "".join('{"insert": {"part": %d, "vendor": %d, "price": %d}}\n' % row
                          for row in [(1, 2, 10000), (2, 1, 15000), (3, 3, 9000)]),
}

SOURCE = """WITH ('connectors' = '[{
    "transport": { "name": "url_input", "config": { "path": "%s" } },
    "format": { "name": "json" }
}]');
"""

VIEWS = """
CREATE VIEW low_price (part, price) AS SELECT price.part AS part, MIN(price.price) AS price FROM price GROUP BY price.part;
CREATE MATERIALIZED VIEW preferred_vendor (part_id, part_name, vendor_id, vendor_name, price) AS
    SELECT part.id AS part_id, part.name AS part_name, vendor.id AS vendor_id, vendor.name AS vendor_name,
           price.price AS price
    FROM price, part, vendor, low_price
    WHERE price.price = low_price.price AND price.part = low_price.part AND part.id = price.part
          AND vendor.id = price.vendor;
"""

PIPELINE = "http://127.0.0.1:8080/v0/pipelines/supply-chain"

with FileServer(FILES) as files, Instance() as instance:
    equal(instance.json("-X", "GET", "http://127.0.0.1:8080/v0/programs"), [], "the programs")

    # Step 1: SQL pipeline
    program = ("CREATE TABLE vendor (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR, address VARCHAR) "
               + SOURCE % (files.url + "/vendor.json")
               + "CREATE TABLE part (id bigint NOT NULL PRIMARY KEY, name VARCHAR) " + SOURCE % (files.url + "/part.json")
               + "CREATE TABLE price (part BIGINT NOT NULL, vendor BIGINT NOT NULL, price DECIMAL) "
               + SOURCE % (files.url + "/price.json") + VIEWS)
    body = json.dumps({"name": "supply-chain", "description": "Supply Chain Tutorial",
                       "runtime_config": {"workers": 4}, "program_config": {}, "program_code": program})
    answer = instance.curl("-i", "-X", "PUT", PIPELINE, "-H", "Content-Type: application/json", "-d", body)
    expect(answer.startswith("HTTP/1.1 201 Created"), "the pipeline should be made", answer[:200])
    wait_until(lambda: instance.json(PIPELINE)["program_status"] == "Success", "the compilation")

    # Step 2: starting
    answer = instance.curl("-i", "-X", "POST", PIPELINE + "/start")
    expect(answer.startswith("HTTP/1.1 202 Accepted"), "the pipeline should start", answer[:200])
    instance.wait_for("supply-chain", "Running")

    # Step 3: progress
    wait_until(lambda: instance.json("-X", "GET", PIPELINE + "/stats")["global_metrics"]["total_processed_records"] == 9,
               "nine records")

    # Step 4: read from a view
    snapshot = Listener(instance, "-X", "POST", PIPELINE + "/egress/PREFERRED_VENDOR?format=json&send_snapshot=true")
    rows = wait_until(lambda: len(snapshot.rows()) == 3 and snapshot.rows(), "the snapshot")
    equal(sorted(row["part_id"] for row in rows), [1, 2, 3], "the parts")
    snapshot.close()
    changes = Listener(instance, "-X", "POST", PIPELINE + "/egress/PREFERRED_VENDOR?format=json")
    wait_until(changes.chunks, "the first chunk")

    # Step 5: feed a table
    answer = instance.json("-X", "POST", PIPELINE + "/ingress/PRICE?format=json",
                           "-d", '{"insert": {"part": 2, "vendor": 2, "price": 12000}}')
    expect("token" in answer, "ingress answers with a token", answer)
    wait_until(lambda: changes.rows("insert") and changes.rows("delete"), "the change of the view")
    equal([row["vendor_id"] for row in changes.rows("insert")], [2], "the vendor that came")
    equal([row["vendor_id"] for row in changes.rows("delete")], [1], "the vendor that went")
    expect(not any(chunk["snapshot"] for chunk in changes.chunks()), "no snapshot was asked for")

    # Step 6: clean up
    answer = instance.curl("-i", "-X", "POST", PIPELINE + "/shutdown")
    expect(answer.startswith("HTTP/1.1 202 Accepted"), "the pipeline should stop", answer[:200])
    instance.wait_for("supply-chain", "Stopped")
    wait_until(lambda: changes.process.poll() is not None, "the stream to end with the pipeline")
    answer = instance.curl("-i", "-X", "DELETE", PIPELINE)
    expect(answer.startswith("HTTP/1.1 200 OK"), "the pipeline should be removed", answer[:200])
    equal(instance.status(PIPELINE), 404, "the status of a pipeline that is gone")
