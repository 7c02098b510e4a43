# SPDX-License-Identifier: GPL-3.0-or-later
"""`fda`, Feldera's command line, unmodified: MILLRACE_FDA names it, or it is on the path or where cargo puts it. It is not
installed here: it takes ten minutes to build (`cargo install fda --version 0.337.0 --locked`)."""

import json
import os
import shutil
import subprocess

from instance import Instance, equal, expect, skip, wait_until

PROGRAM = """CREATE TABLE example (id INT NOT NULL PRIMARY KEY) WITH ('materialized' = 'true', 'connectors' = '[{
    "name": "c", "transport": { "name": "datagen", "config": { "plan": [{ "limit": 3 }] } } }]');
CREATE VIEW example_count WITH ('connectors' = '[{
    "name": "c", "transport": { "name": "file_output", "config": { "path": "%s" } }, "format": { "name": "csv" } }]')
AS SELECT COUNT(*) AS num_rows FROM example;
"""


class Fda:
    """The program, with what it prints and how it ends."""

    def __init__(self, instance):
        cargo = os.path.expanduser("~/.cargo/bin/fda")
        self.path = os.environ.get("MILLRACE_FDA") or shutil.which("fda") or (os.path.exists(cargo) and cargo)
        if not self.path:
            skip("fda (cargo install fda --version 0.337.0 --locked)")
        self.environment = {**os.environ, "FELDERA_HOST": instance.url, "NO_PROXY": "*"}

    def run(self, *arguments, fails=False):
        done = subprocess.run([self.path, *arguments], env=self.environment, text=True, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        expect((done.returncode != 0) == fails, "fda " + " ".join(arguments) + (" should fail" if fails else " failed"),
               done.returncode, done.stdout, done.stderr)
        return done.stdout + (done.stderr if fails else "")

    def json(self, *arguments):
        return json.loads(self.run("--format", "json", *arguments))


def manage(fda, instance):
    """Making, copying, changing and looking at pipelines."""
    file = instance.path("program.sql", PROGRAM % instance.path("out.csv"))
    fda.run("pipelines")
    fda.run("create", "p1", file)
    fda.run("copy", "p1", "p2")
    equal(fda.run("program", "get", "p1"), fda.run("program", "get", "p2"), "the programs")
    fda.run("program", "set-config", "p1", "--profile", "dev")
    fda.run("program", "config", "p1")
    fda.run("set-tags", "p1", "one,two")
    expect("two" in fda.run("tags", "p1"), "the tags")
    wait_until(lambda: "Success" in fda.run("program", "status", "p1"), "the compilation")
    fda.run("set-config", "p1", "storage", "true")
    fda.run("set-config", "p1", "dev_tweaks", '{"x": 2}')
    fda.run("set-config", "p1", "fault_tolerance", "none")
    fda.run("set-config", "p1", "fault_tolerance", "exactly_once", fails=True)
    fda.run("config", "p1")
    for selector in ([], ["status"], ["all"]):
        fda.run("events", "p1", *selector)
        fda.run("event", "p1", "latest", *selector)
    wrong = instance.path("wrong.sql", "SELECT invalid\n")
    fda.run("create", "wrong", wrong)
    wait_until(lambda: "SqlError" in fda.run("program", "status", "wrong"), "the error of the program")
    expect(fda.json("program", "errors", "wrong")["sql_compilation"]["messages"], "the messages of the compiler")
    fda.run("start", "wrong", fails=True)
    fda.run("delete", "--force", "wrong")
    fda.run("delete", "unknown", fails=True)


def run_pipeline(fda):
    fda.run("dismiss-error", "p1")
    fda.run("start", "p1", "--no-dismiss-error")
    fda.run("start", "p1")
    equal(fda.json("stats", "p1")["global_metrics"]["state"], "Running", "the state")
    fda.run("logs", "p1")
    wait_until(lambda: fda.json("connector", "p1", "example", "c", "stats")["metrics"]["end_of_input"], "the input")
    fda.run("connector", "p1", "example_count", "c", "stats")
    fda.run("connector", "p1", "example", "c", "pause")
    fda.run("connector", "p1", "example", "c", "start")
    fda.run("connector", "p1", "example", "unknown", "start", fails=True)
    token = fda.run("completion-token", "p1", "example", "c").split()[-1].strip('"')
    wait_until(lambda: "complete" in fda.run("completion-status", "p1", token), "the token")


def query(fda):
    expect("| id |" in fda.run("query", "p1", "SELECT * FROM example ORDER BY id"), "the rows")
    equal(json.loads(fda.run("--format", "json", "query", "p1", "SELECT COUNT(*) AS n FROM example").splitlines()[0]),
          {"n": 3}, "the count")
    fda.run("query", "p1", "SELECT 1/0", fails=True)
    fda.run("query", "p1", "SELECT nothing FROM nowhere", fails=True)
    fda.run("query", "p1", "SELECT 1; SELECT 2", fails=True)


def use_transactions(fda):
    fda.run("commit-transaction", "p1", fails=True)
    fda.run("start-transaction", "p1")
    fda.run("commit-transaction", "p1", "--tid", "999", fails=True)
    fda.run("commit-transaction", "p1")
    fda.run("start-transaction", "p1")
    fda.run("commit-transaction", "p1", "--timeout", "10")


def end(fda):
    fda.run("pause", "p1")
    fda.run("resume", "p1")
    fda.run("checkpoint", "p1", fails=True)
    fda.run("clock-advance", "p1", fails=True)
    fda.run("shutdown", "p1")
    fda.run("delete", "p1", fails=True)
    fda.run("clear", "p1")
    fda.run("delete", "p1")
    fda.run("delete", "p2")
    fda.run("apikey", "create", "a")
    expect("a" in fda.run("apikey", "list"), "the key is listed")
    fda.run("apikey", "delete", "a")
    for selector in ([], ["status"], ["all"]):
        fda.run("cluster", "event", "latest", *selector)
    fda.run("cluster", "events")
    fda.run("cluster", "health")
    fda.run("cluster", "config")
    equal(fda.json("pipelines"), [], "the pipelines that are left")


with Instance() as running:
    program = Fda(running)
    manage(program, running)
    run_pipeline(program)
    query(program)
    use_transactions(program)
    end(program)
