# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines of a YAML file, called by curl, by the `websockets` package of Python and by `wscat`, unmodified."""

import json
import os
import re
import signal
import subprocess
import sys
import time

from instance import Instance, clients_folder, equal, expect, require, wait_until

# As the sample's README has it, and as the sample ships it.
README = """pipelines:
  - name: pipeline1
    sqls:
      - |
        CREATE RANDOM STREAM IF NOT EXISTS devices(
          device string default 'device'||to_string(rand()%4),
          temperature float default rand()%1000/10)
      - |
        SELECT * FROM devices
  - name: pipeline2
    sqls:
      - |
        CREATE RANDOM STREAM IF NOT EXISTS devices(
          device string default 'device'||to_string(rand()%4),
          temperature float default rand()%1000/10)
      - |
        SELECT window_start, count(*) as count FROM tumble(devices, 1s) GROUP BY window_start
  - name: pipeline3
    sqls:
      - SELECT 1
"""
SHIPPED = """pipelines:
  - name: pipeline1
    sqls:
      - DROP STREAM IF EXISTS devices
      - |
        CREATE RANDOM STREAM IF NOT EXISTS devices(
          device string default 'device'||to_string(rand()%4),
          temperature float default rand()%1000/10) SETTINGS eps=1000000
      - SELECT * FROM devices
  - name: pipeline2
    sqls:
      - DROP STREAM IF EXISTS devices
      - |
        CREATE RANDOM STREAM IF NOT EXISTS devices(
          device string default 'device'||to_string(rand()%4),
          temperature float default rand()%1000/10) SETTINGS eps=100000
      - |
        SELECT window_start, count(*) as count, min(temperature) as min, max(temperature) as max,
               p99(temperature) as p99
        FROM tumble(devices, 1s) GROUP BY window_start
"""

ROW = re.compile(r'^\{"device": "device[0-3]", "temperature": \d+\.\d+, '
                 r'"_tp_time": "\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?\+00:00"\}$')


def curl(instance, path, *options, seconds=10, lines=None):
    """What curl prints within a time, and its exit code; `lines`: read so many and hang up, as `head` does."""
    command = [require("curl"), "--noproxy", "*", "-s", "-N", *options, instance.url.replace("127.0.0.1", "localhost") + path]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    if lines is not None:
        said = [process.stdout.readline() for _ in range(lines)]
        process.stdout.close()
        return said, process.wait(seconds)
    try:
        said, _ = process.communicate(timeout=seconds)
    finally:
        process.kill()
    return said.splitlines(True), process.returncode


def check_rows(rows):
    for row in rows:
        expect(ROW.match(row.rstrip("\n")), "a row as Python would write it", row)
        values = json.loads(row)
        # Equal calls of rand() in a row are one draw.
        equal(int(round(values["temperature"] * 10)) % 4, int(values["device"][6:]), "the device of a temperature")


def with_curl(running):
    equal(curl(running, "/queries/pipeline3"), (['{"1": 1}\n'], 0), "SELECT 1")
    for option in ("--http1.1", "--http1.0", "--http2"):
        equal(curl(running, "/queries/pipeline3", option), (['{"1": 1}\n'], 0), "SELECT 1 with " + option)
        rows, _ = curl(running, "/queries/pipeline1", option, lines=30)
        check_rows(rows)
    rows, _ = curl(running, "/queries/pipeline2", lines=3)
    windows = [json.loads(row) for row in rows]
    equal([list(window) for window in windows], [["window_start", "count"]] * 3, "the members of a window")
    equal([window["count"] for window in windows[1:]], [1000, 1000], "the rows of whole seconds")
    equal(running.status(running.url + "/queries/none"), 404, "the status of an unknown pipeline")
    equal(running.json(running.url + "/"), {"info": "proton query to websocket"}, "what answers")
    posted = running.json("-X", "POST", running.url + "/pipelines", "-H", "Content-Type: application/json",
                          "-d", '{"name": "wrong", "sqls": ["SELECT * FROM nowhere"]}')
    equal(posted["name"], "wrong", "the pipeline that was added")
    refused = running.json(running.url + "/queries/wrong")
    equal((refused["pipeline"], refused["statement"], refused["line"]), ("wrong", 1, 1), "the place of an error")
    equal(running.status("-X", "DELETE", running.url + "/pipelines/wrong"), 204, "the status of a removal")


def with_websockets(running):
    """The package of Python, in an environment of its own."""
    folder = clients_folder("websockets")
    done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "websockets"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    if done.returncode != 0:
        print("absent: websockets: " + done.stdout.strip()[-200:])
        return
    script = """
import asyncio, sys, websockets
async def main():
    url = sys.argv[1]
    async with websockets.connect(url + "/queries/pipeline3") as one:
        print([message async for message in one], one.close_code)
    async with websockets.connect(url + "/queries/pipeline1", ping_interval=0.2, ping_timeout=2) as rows:
        loop = asyncio.get_running_loop()
        end = loop.time() + 3
        count = 0
        async for message in rows:
            count += 1
            if count <= 5:
                print(message)
            if loop.time() > end:
                break
        print("kept alive", count > 100)
asyncio.run(main())
"""
    environment = dict(os.environ, PYTHONPATH=folder, NO_PROXY="*")
    done = subprocess.run([sys.executable, "-c", script, running.url.replace("http", "ws")], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    lines = done.stdout.splitlines()
    equal(lines[0], """['{"1": 1}'] 1000""", "SELECT 1 and the closing")
    check_rows(lines[1:6])
    equal(lines[6], "kept alive True", "the keepalive of the client")


def with_wscat(running):
    node = require("node")
    folder = clients_folder("wscat-6.1.0")
    script = os.path.join(folder, "node_modules", "wscat", "bin", "wscat")
    if not os.path.exists(script):
        done = subprocess.run([require("npm"), "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder,
                               "wscat@6.1.0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        if done.returncode != 0:
            print("absent: wscat")
            return
    url = "ws://localhost:%s/queries/pipeline1" % running.port
    process = subprocess.Popen([node, script, "--no-color", "--connect", url], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        rows = []
        while len(rows) < 20:
            line = process.stdout.readline()
            expect(line, "wscat ends early", rows)
            if "{" in line:
                rows.append(line[line.index("{"):])
        check_rows(rows)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def shipped(running):
    rows, _ = curl(running, "/queries/pipeline1", lines=1000)
    check_rows(rows)
    rows, _ = curl(running, "/queries/pipeline2", lines=3)
    window = json.loads(rows[1])
    equal(list(window), ["window_start", "count", "min", "max", "p99"], "the members of a window")
    equal(window["count"], 100000, "the rows of a second")
    equal(window["min"], 0.0, "the least")
    equal(window["max"], 99.9000015258789, "the most")
    expect(abs(window["p99"] - 98.9) < 0.3, "the 99th percentile", window["p99"])


def kept_in_the_file():
    """What is added and removed outlives the program, and the file's own lines stay."""
    instance = Instance("pipelines.yaml")
    path = instance.path("pipelines.yaml", "# mine\n" + README)
    with instance as running:
        running.curl("-s", "-X", "POST", running.url + "/pipelines", "-H", "Content-Type: application/json",
                     "-d", json.dumps({"name": "more", "sqls": ["SELECT 2\n", "SELECT\n  3\n"]}))
        running.curl("-s", "-X", "DELETE", running.url + "/pipelines/pipeline3")
        listed = running.json(running.url + "/pipelines")
        with open(path) as file:
            text = file.read()
    expect(text.startswith("# mine\n" + README[:README.index("  - name: pipeline3")]), "the file's own lines", text)
    again = Instance("pipelines.yaml")
    again.path("pipelines.yaml", text)
    with again as running:
        equal(running.json(running.url + "/pipelines"), listed, "the pipelines after a start")
        equal([pipeline["name"] for pipeline in listed], ["pipeline1", "pipeline2", "more"], "the pipelines")


instance = Instance("config.yaml")
instance.path("config.yaml", README)
with instance as running:
    with_curl(running)
    with_websockets(running)
    with_wscat(running)
instance = Instance("config.yaml")
instance.path("config.yaml", SHIPPED)
with instance as running:
    shipped(running)
kept_in_the_file()
