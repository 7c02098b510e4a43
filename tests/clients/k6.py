# SPDX-License-Identifier: GPL-3.0-or-later
"""k6, unmodified, reads a pipeline of a YAML file over a WebSocket and over HTTP, as a load test does. MILLRACE_K6 names the
program, or it is on the path, or Go builds it."""

import json
import os
import shutil
import subprocess

from instance import Instance, clients_folder, equal, expect, install, require

VERSION = "v0.41.0"  # later ones need modules that are not behind the module proxy
SECONDS = 5
LEAST = 83_000  # messages a second: what the sample that the file format comes from sends

CONFIG = """pipelines:
  - name: pipeline1
    sqls:
      - |
        CREATE RANDOM STREAM IF NOT EXISTS devices(
          device string default 'device'||to_string(rand()%4),
          temperature float default rand()%1000/10) SETTINGS eps=1000000
      - SELECT * FROM devices
"""
OVER_WEBSOCKET = """import ws from 'k6/ws';
import { check } from 'k6';
export default function () {
  const answer = ws.connect(__ENV.TARGET, {}, (socket) => socket.setTimeout(() => socket.close(), __ENV.SECONDS * 1000));
  check(answer, { 'status is 101': (it) => it && it.status === 101 });
}
"""
OVER_HTTP = """import http from 'k6/http';
export default function () {
  http.get(__ENV.TARGET, { timeout: __ENV.SECONDS + 's' });
}
"""


def find_k6():
    known = os.environ.get("MILLRACE_K6") or shutil.which("k6")
    if known:
        return known
    folder = clients_folder("k6-" + VERSION)
    program = os.path.join(folder, "k6")
    if not os.path.exists(program):
        go = require("go")
        install("k6", ["env", "GOBIN=" + folder, "GOFLAGS=-mod=mod", go, "install", "go.k6.io/k6@" + VERSION], 240)
    return program


def run(k6, instance, name, script, target):
    """What k6 measured, by the name of the metric."""
    summary = instance.path(name + ".json")
    command = [k6, "run", "--quiet", "--no-usage-report", "--summary-export", summary, instance.path(name, script),
               "-e", "TARGET=" + target, "-e", "SECONDS=%d" % SECONDS]
    done = subprocess.run(command, text=True, timeout=90, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    equal(done.returncode, 0, "the exit code of k6: " + done.stdout)
    with open(summary) as file:
        return json.load(file)["metrics"]


k6 = find_k6()
instance = Instance("pipelines.yaml")
instance.path("pipelines.yaml", CONFIG)
with instance as running:
    path = "//localhost:%s/queries/pipeline1" % running.port
    measured = run(k6, running, "socket.js", OVER_WEBSOCKET, "ws:" + path)
    equal(measured["checks"]["fails"], 0, "the upgrades that failed")
    received = measured["ws_msgs_received"]["count"]
    expect(received >= LEAST, "a second's messages of the sample come in %d seconds" % SECONDS, received)
    print("k6: %d messages a second over a WebSocket" % (received / SECONDS))
    measured = run(k6, running, "stream.js", OVER_HTTP, "http:" + path)
    equal(measured["http_reqs"]["count"], 1, "the calls")
    expect(measured["http_req_failed"]["value"] == 1, "the body has no end, so that k6's time limit ends it")
    print("k6: %d MB over HTTP in %d seconds" % (measured["data_received"]["count"] / 1e6, SECONDS))
    expect(measured["data_received"]["count"] > 10_000_000, "rows come over HTTP", measured["data_received"])
    equal(running.status(running.url + "/pipelines/pipeline1"), 200, "the server goes on")
