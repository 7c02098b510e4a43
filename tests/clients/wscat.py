# SPDX-License-Identifier: GPL-3.0-or-later
"""`wscat` from npm, unmodified, for queries over a WebSocket."""

import json
import os
import subprocess

from instance import Instance, clients_folder, expect, install, require

VERSION = "6.1.0"

PROGRAM = """CREATE TABLE t (id INT NOT NULL PRIMARY KEY, name VARCHAR);
CREATE MATERIALIZED VIEW v AS SELECT COUNT(*) AS n FROM t;
"""


def find_wscat():
    node = require("node")
    folder = clients_folder("wscat-" + VERSION)
    script = os.path.join(folder, "node_modules", "wscat", "bin", "wscat")
    if not os.path.exists(script):
        install("wscat", [require("npm"), "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder,
                          "wscat@" + VERSION], 90)
    return [node, script]


def ask(wscat, instance, request, *options):
    """What is said, until the server closes."""
    url = "ws://127.0.0.1:%s/v0/pipelines/p/query" % instance.port
    command = [*wscat, "--no-color", "--connect", url, "--execute", json.dumps(request), "--wait", "20", *options]
    # It ends when its standard input does, so that stays open.
    process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    try:
        process.wait(60)
        return process.stdout.read()
    finally:
        process.kill()


with Instance() as running:
    command = find_wscat()
    running.create("p", PROGRAM)
    expect("503" in ask(command, running, {"sql": "SELECT 1"}), "a stopped pipeline refuses the upgrade")
    running.start("p")
    running.json("-X", "POST", running.url + "/v0/pipelines/p/ingress/t?format=json&update_format=raw",
                 "-d", '{"id": 1, "name": "a"} {"id": 2}')
    said = ask(command, running, {"sql": "SELECT id, name FROM t ORDER BY id", "format": "json"})
    expect('{"id":1,"name":"a"}' in said.replace(" ", "") and '{"id":2,"name":null}' in said.replace(" ", ""),
           "the rows as JSON lines", said)
    said = ask(command, running, {"sql": "SELECT n FROM v"})
    expect("| n |" in said and "+---+" in said, "the rows as a table", said)
    said = ask(command, running, {"sql": "SELECT nothing FROM nowhere"})
    expect('"error"' in said, "the error of a wrong statement", said)
    said = ask(command, running, {"sql": "SELECT n FROM v"}, "--subprotocol", "feldera-ws-v1")
    expect("| n |" in said, "a subprotocol is agreed on", said)
