# SPDX-License-Identifier: GPL-3.0-or-later
"""The walk-through of completion tokens, by curl."""

from instance import FileServer, Instance, equal, expect, wait_until

PRICES = """{"insert": {"part": 1, "vendor": 2, "price": 10000}}
{"insert": {"part": 2, "vendor": 1, "price": 15000}}
{"insert": {"part": 3, "vendor": 3, "price": 9000}}
"""

PROGRAM = """CREATE TABLE price (
    part BIGINT NOT NULL,
    vendor BIGINT NOT NULL,
    price DECIMAL
) WITH ('connectors' = '[{
    "name": "tutorial-price-s3",
    "transport": { "name": "url_input", "config": { "path": "%s/price.json" } },
    "format": { "name": "json" }
}]');
CREATE VIEW low_price WITH ('connectors' = '[{
    "name": "out",
    "transport": { "name": "file_output", "config": { "path": "%s" } },
    "format": { "name": "json" }
}]') AS SELECT part, MIN(price) AS price FROM price GROUP BY part;
"""

PIPELINE = "http://127.0.0.1:8080/v0/pipelines/supply-chain"


def status_of(instance, token):
    return instance.json("-X", "GET", PIPELINE + "/completion_status?token=" + token)


with FileServer({"price.json": PRICES}) as files, Instance() as instance:
    written = instance.path("low_price.json")
    instance.create("supply-chain", PROGRAM % (files.url, written))
    instance.start("supply-chain")

    # Step 1. Push data via HTTP
    pushed = instance.json("-X", "POST", PIPELINE + "/ingress/PRICE?format=json", "-d", PRICES)
    expect(list(pushed) == ["token"] and pushed["token"].isascii(), "ingress should answer with a token", pushed)
    first = pushed["token"]

    # Step 2. Generate a token for the URL input connector
    connector = PIPELINE + "/tables/PRICE/connectors/tutorial-price-s3"
    second = instance.json("-X", "GET", connector + "/completion_token")["token"]
    expect(first != second, "the tokens are of two connectors", first)

    # Step 3. Check the status of both tokens
    for token in (first, second):
        done = wait_until(lambda: status_of(instance, token)["status"] == "complete" and status_of(instance, token),
                          "the token")
        expect(isinstance(done["step"], int), "a complete token has its step", done)
        # Older servers pad their tokens, and clients copy them.
        equal(status_of(instance, token + "=" * (-len(token) % 4))["status"], "complete", "the padded token")

    # Complete means delivered: the output has written all of it.
    with open(written) as file:
        rows = file.read()
    for price in ("10000", "15000", "9000"):
        expect(price in rows, "the file should have every price", rows)

    # A token of what comes later is not complete before it is processed, and one of nothing new is at once.
    again = instance.json("-X", "GET", connector + "/completion_token")["token"]
    equal(status_of(instance, again)["status"], "complete", "a token on an idle pipeline")

    # While the pipeline is paused what was taken still flows.
    equal(instance.status("-X", "POST", PIPELINE + "/pause"), 202, "the status of pause")
    forced = instance.json("-X", "POST", PIPELINE + "/ingress/price?format=json&force=true",
                           "-d", '{"insert": {"part": 4, "vendor": 1, "price": 1}}')["token"]
    expect(status_of(instance, forced)["status"] in ("complete", "inprogress"), "the token is known")
    equal(instance.status("-X", "POST", PIPELINE + "/resume"), 202, "the status of resume")
    wait_until(lambda: status_of(instance, forced)["status"] == "complete", "the token of the paused pipeline")

    # Errors, each with its status.
    equal(instance.status(PIPELINE + "/completion_status?token=nonsense"), 400, "the status of a broken token")
    equal(instance.status(PIPELINE + "/completion_status"), 400, "the status without a token")
    equal(instance.status(PIPELINE + "/tables/price/connectors/none/completion_token"), 404, "the status of no connector")
    equal(instance.status("-X", "POST", PIPELINE + "/stop?force=true"), 202, "the status of stop")
    instance.wait_for("supply-chain", "Stopped")
    stopped = instance.json(PIPELINE + "/completion_status?token=" + first)
    equal(stopped["error_code"], "PipelineInteractionNotDeployed", "the error of a stopped pipeline")
    instance.start("supply-chain")
    equal(instance.status(PIPELINE + "/completion_status?token=" + first), 410, "the status after a restart")
