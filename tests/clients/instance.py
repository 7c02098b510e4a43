# SPDX-License-Identifier: GPL-3.0-or-later
"""An instance of Millrace for a test, and what the tests of clients share."""

import functools
import http.client
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

SKIPPED = 77  # what CTest takes for a test that could not run


def skip(reason):
    """Ends the test as one that could not run: the client is absent."""
    print("absent: " + reason)
    sys.exit(SKIPPED)


def require(program):
    """The path of a program of this machine."""
    path = shutil.which(program)
    if path is None:
        skip(program)
    return path


def expect(condition, message, *values):
    if not condition:
        raise AssertionError(message + "".join(": " + repr(value) for value in values))


def equal(actual, wanted, what=""):
    expect(actual == wanted, "%s is not what it should be" % (what or "a value"), actual, wanted)


def wait_until(condition, what, seconds=20.0):
    """Calls until it is true, and returns what came."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("waited too long for " + what)
        time.sleep(0.02)


class Instance:
    """`millrace serve` on a free port, in a folder of its own. Use it with `with`."""

    def __init__(self, *arguments):
        self.arguments = arguments
        self.folder = tempfile.mkdtemp(prefix="millrace-client-")

    def __enter__(self):
        command = [os.environ["MILLRACE"], "serve", "--port", "0", "--no-catalog", *self.arguments]
        self.process = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True)
        self.url = None
        said = []
        for line in self.process.stderr:
            said.append(line)
            if "the API answers at http://127.0.0.1:" in line:
                self.url = line.split(" at ")[1].strip()
                break
        expect(self.url, "the instance did not come up", said)
        self.port = self.url.rsplit(":", 1)[1]
        # What it says later is not read, but must not block it.
        threading.Thread(target=lambda: self.process.stderr.read(), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            code = self.process.wait(20)
            expect(code in (0, 3), "the instance ended badly", code)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name, content=None):
        """A file in the folder of the instance."""
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "w") as file:
                file.write(content)
        return path

    def curl(self, *arguments, body=None, timeout=30):
        """What curl prints, called as in the documentation; URLs may stand there with the usual port."""
        return run_curl(self, arguments, body, timeout)

    def json(self, *arguments, **options):
        text = self.curl("-s", *arguments, **options)
        return json.loads(text)

    def status(self, *arguments, **options):
        """The HTTP status."""
        return int(self.curl("-s", "-o", os.devnull, "-w", "%{http_code}", *arguments, **options))

    def create(self, name, program):
        """Makes a pipeline and waits until it is compiled."""
        body = json.dumps({"name": name, "program_code": program})
        made = self.json("-X", "PUT", self.url + "/v0/pipelines/" + name, "-H", "Content-Type: application/json",
                         "--data-binary", "@-", body=body)
        expect("name" in made, "the pipeline was not made", made)
        found = wait_until(lambda: self.compiled(name), "the compilation of " + name)
        expect(found["program_status"] == "Success", "the program is wrong", found["program_error"])

    def compiled(self, name):
        found = self.json(self.url + "/v0/pipelines/" + name)
        waits = ("Pending", "CompilingSql", "SqlCompiled", "CompilingRust")
        return None if found["program_status"] in waits else found

    def start(self, name):
        equal(self.status("-X", "POST", self.url + "/v0/pipelines/%s/start" % name), 202, "the status of start")
        self.wait_for(name, "Running")

    def wait_for(self, name, status):
        url = self.url + "/v0/pipelines/" + name
        wait_until(lambda: self.json(url)["deployment_status"] == status, name + " to be " + status)


def run_curl(instance, arguments, body=None, timeout=30):
    curl = require("curl")
    here = [argument.replace("http://127.0.0.1:8080", instance.url) for argument in arguments]
    done = subprocess.run([curl, "--noproxy", "*", *here], input=body, text=True, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    expect(done.returncode == 0, "curl failed", done.returncode, done.stderr, here)
    return done.stdout


class Requests:
    """One connection that is kept, with the headers of `fda`."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)

    def call(self, method, path, status, body=None):
        headers = {"accept": "application/json", "api-version": "0.337.0"}
        text = None
        if body is not None:
            headers["content-type"] = "application/json"
            text = json.dumps(body)
        self.connection.request(method, path, body=text, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read().decode()
        equal(answer.status, status, "the status of %s %s" % (method, path))
        if status >= 400:
            error = json.loads(content)
            expect({"message", "error_code", "details"} <= set(error), "the keys of an error", error)
            return error
        return json.loads(content) if content.strip() and answer.getheader("content-type") == "application/json" else content


class Listener:
    """curl that follows a stream, as in a second terminal."""

    def __init__(self, instance, *arguments):
        here = [argument.replace("http://127.0.0.1:8080", instance.url) for argument in arguments]
        self.lines = []
        self.process = subprocess.Popen([require("curl"), "--noproxy", "*", "-s", "-N", *here], text=True,
                                        stdout=subprocess.PIPE)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            if line.strip():
                self.lines.append(line)

    def chunks(self):
        return [json.loads(line) for line in list(self.lines)]

    def rows(self, kind="insert"):
        return [event[kind] for chunk in self.chunks() for event in chunk.get("json_data", []) if kind in event]

    def close(self):
        self.process.kill()
        self.thread.join(5)


class FileServer:
    """Files of a folder over HTTP, in the place of a bucket that cannot be reached."""

    def __init__(self, files):
        self.folder = tempfile.mkdtemp(prefix="millrace-files-")
        for name, content in files.items():
            with open(os.path.join(self.folder, name), "w") as file:
                file.write(content)

    def __enter__(self):
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        handler = functools.partial(Quiet, directory=self.folder)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)


def install(name, command, seconds):
    """Runs an installer within a time; the test is skipped when the client cannot be had."""
    try:
        done = subprocess.run(command, timeout=seconds, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except subprocess.TimeoutExpired:
        skip("%s: its installation takes longer than %d s" % (name, seconds))
    if done.returncode != 0:
        skip("%s: it cannot be installed: %s" % (name, done.stdout.strip().splitlines()[-1:]))


def clients_folder(name):
    """Where what was installed is kept between runs."""
    folder = os.path.join(os.environ.get("MILLRACE_CLIENTS", tempfile.gettempdir()), name)
    os.makedirs(folder, exist_ok=True)
    return folder
