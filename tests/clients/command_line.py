# SPDX-License-Identifier: GPL-3.0-or-later
"""The subcommands that speak to a running instance: connector, token, query."""

import json
import os
import subprocess

from instance import Instance, equal, expect, wait_until

PROGRAM = """CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, amount INT) WITH ('connectors' = '[{
    "name": "gen", "paused": true, "transport": {"name": "datagen", "config": {"plan": [{"limit": 4}]}} }]');
CREATE MATERIALIZED VIEW totals AS SELECT COUNT(*) AS n FROM orders;
"""


def run(instance, *arguments, code=0):
    command = [os.environ["MILLRACE"], *arguments]
    if code != 2:
        command += ["--port", instance.port]
    done = subprocess.run(command, text=True, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, code, "the exit code of " + " ".join(arguments) + ": " + done.stderr)
    return done.stdout if code == 0 else done.stdout + done.stderr


with Instance() as running:
    running.create("shop", PROGRAM)
    expect("is not running" in run(running, "query", "shop", "SELECT 1", code=1), "a stopped pipeline says so")
    running.start("shop")
    expect("orders.gen: paused" in run(running, "connector", "shop", "ORDERS", "gen", "stats"), "the connector is paused")
    equal(run(running, "connector", "shop", "orders", "gen", "start"), "", "what start says")
    wait_until(lambda: json.loads(run(running, "connector", "shop", "orders", "gen", "stats", "--format", "json"))
               ["metrics"]["end_of_input"], "the end of the input")
    said = run(running, "token", "shop", "orders", "gen", "--wait", "--timeout", "20s").splitlines()
    expect(said[1].startswith("complete, step "), "the token is complete", said)
    expect("complete" in run(running, "token", "status", "shop", said[0]), "the token can be asked about")
    issued = json.loads(run(running, "token", "shop", "orders", "gen", "--format", "json"))
    equal(json.loads(run(running, "token", "status", "shop", issued["token"], "--format", "json"))["status"], "complete",
          "the state of the token")
    expect("| 4 |" in run(running, "query", "shop", "SELECT n FROM totals"), "the rows as a table")
    equal(json.loads(run(running, "query", "shop", "SELECT n FROM totals", "--format", "json")), {"n": 4}, "the row")
    run(running, "connector", "shop", "orders", "gen", "pause")

    # What is wrong is told, with the exit code that is documented.
    expect("no connector of this name" in run(running, "connector", "shop", "orders", "none", "start", code=1), "404")
    expect("no pipeline of this name" in run(running, "token", "none", "orders", "gen", code=1), "404")
    run(running, "token", "status", "shop", "nonsense", code=1)
    run(running, "query", "shop", "SELECT nothing FROM nowhere", code=1)
    run(running, "query", "shop", "SELECT 1/0 FROM orders", code=1)
    run(running, "connector", "shop", "orders", "gen", "explode", code=2)
    run(running, "token", "shop", code=2)
    run(running, "query", "shop", code=2)
    with open("/dev/full", "w") as full: # the disk of the output has no room
        for arguments in (["query", "shop", "SELECT n FROM totals"], ["token", "shop", "orders", "gen", "--wait"],
                          ["connector", "shop", "orders", "gen", "stats"]):
            done = subprocess.run([os.environ["MILLRACE"], *arguments, "--port", running.port], text=True, timeout=60,
                                  stdout=full, stderr=subprocess.PIPE)
            equal(done.returncode, 1, "the exit code without room for the output")
            expect("standard output cannot be written: No space left" in done.stderr, "the reason", done.stderr)
    for subcommand in ("connector", "token", "query"):
        help_text = subprocess.run([os.environ["MILLRACE"], subcommand, "--help"], text=True, stdout=subprocess.PIPE).stdout
        expect("Exit codes:" in help_text and "--token-file" in help_text, "the help", help_text)

with Instance() as running:
    expect("does not answer" in subprocess.run(
        [os.environ["MILLRACE"], "query", "shop", "SELECT 1", "--port", "1"], text=True, timeout=60,
        stderr=subprocess.PIPE).stderr, "nobody is there")
    secret = running.path("secret", "wrong\n")
    run(running, "query", "none", "SELECT 1", "--token-file", secret, code=1)
