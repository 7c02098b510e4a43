# SPDX-License-Identifier: GPL-3.0-or-later
"""A broker of Apache Kafka in KRaft mode, plain and with TLS: what goes in comes out, once each."""

import base64
import os
import socket
import subprocess
import tempfile
import uuid

from instance import equal, expect, require, skip, wait_until

VERSION = "4.1.1"
ROWS = 5000
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>broker</groupId><artifactId>broker</artifactId><version>1</version><dependencies><dependency>
<groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>%s</version></dependency></dependencies>
</project>"""
PROPERTIES = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{plain},SSL://127.0.0.1:{tls},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{plain},SSL://127.0.0.1:{tls}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={folder}/logs
num.partitions=3
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
ssl.keystore.type=PEM
ssl.keystore.location={folder}/server.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.crt
ssl.client.auth=required
"""


def distribution():
    """The folder of the broker's jars; fetched once."""
    folder = os.path.join(os.environ.get("MILLRACE_CLIENTS", tempfile.gettempdir()), "kafka-" + VERSION)
    if not os.path.exists(os.path.join(folder, "complete")):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "pom.xml"), "w") as pom:
            pom.write(POM % VERSION)
        fetched = subprocess.run([require("mvn"), "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"],
                                 cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if fetched.returncode != 0:
            skip("Apache Kafka %s from the Java registry" % VERSION)
        open(os.path.join(folder, "complete"), "w").close()
    return os.path.join(folder, "jars", "*")


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def make_certificates(folder):
    """ca.crt, server.pem (key and certificate), client.crt, client.key."""
    openssl = require("openssl")

    def run(*arguments):
        subprocess.run([openssl, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    with open(os.path.join(folder, "names"), "w") as names:
        names.write("subjectAltName=IP:127.0.0.1\n")
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=ca", "-keyout", "ca.key", "-out",
        "ca.crt")
    for name in ("server", "client"):
        run("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", name + ".key", "-out",
            name + ".csr")
        run("x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", name + ".crt")
    with open(os.path.join(folder, "server.pem"), "w") as pem:
        for name in ("server.key", "server.crt"):
            with open(os.path.join(folder, name)) as part:
                pem.write(part.read())


class Broker:
    """One broker that is its own controller."""

    def __init__(self, folder):
        self.plain, self.tls, controller = free_ports(3)
        self.folder = folder
        make_certificates(folder)
        properties = os.path.join(folder, "server.properties")
        with open(properties, "w") as file:
            file.write(PROPERTIES.format(plain=self.plain, tls=self.tls, controller=controller, folder=folder))
        command = [require("java"), "-Xmx300m", "-cp", distribution()]
        cluster = "A" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        formatted = subprocess.run(command + ["kafka.tools.StorageTool", "format", "-t", cluster, "-c", properties],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        expect(formatted.returncode == 0, "the broker's storage was not made", formatted.stdout[-2000:])
        self.log = open(os.path.join(folder, "broker.log"), "w")
        self.process = subprocess.Popen(command + ["kafka.Kafka", properties], stdout=self.log,
                                        stderr=subprocess.STDOUT)
        wait_until(self.answers, "the broker", 60)

    def answers(self):
        expect(self.process.poll() is None, "the broker has ended", open(self.log.name).read()[-2000:])
        try:
            for port in (self.plain, self.tls):
                socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def options(self, with_tls, authority="ca.crt"):
        """Of a connector."""
        if not with_tls:
            return '"topic":"rows","bootstrap.servers":"127.0.0.1:%d"' % self.plain
        names = {"ca": authority, "certificate": "client.crt", "key": "client.key"}
        files = "".join(',"ssl.%s.location":"%s/%s"' % (option, self.folder, name) for option, name in names.items())
        return '"topic":"rows","security.protocol":"ssl","bootstrap.servers":"127.0.0.1:%d"%s' % (self.tls, files)


def run(folder, sql):
    path = os.path.join(folder, "program.sql")
    with open(path, "w") as file:
        file.write(sql)
    return subprocess.run([os.environ["MILLRACE"], "run", path, "--until-complete", "--format", "csv"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)


def produce(broker, with_tls, first):
    done = run(broker.folder, """CREATE TABLE t (id BIGINT NOT NULL) WITH ('connectors' = '[{"name":"c","transport":
        {"name":"datagen","config":{"plan":[{"limit":%d,"fields":{"id":{"range":[%d,%d]}}}]}}}]');
        CREATE VIEW v WITH ('connectors' = '[{"name":"out","transport":{"name":"kafka_output","config":{%s}},
        "format":{"name":"json"}}]') AS SELECT id FROM t;""" % (ROWS, first, first + ROWS, broker.options(with_tls)))
    equal(done.returncode, 0, "the end of the writer: " + done.stderr[-1000:])


def read(folder, options):
    return run(folder, """CREATE TABLE t (id BIGINT NOT NULL) WITH ('connectors' = '[{"name":"c","transport":
        {"name":"kafka_input","config":{"start_from":"earliest","enable.partition.eof":true,%s}},
        "format":{"name":"json"}}]'); CREATE VIEW v AS SELECT id FROM t;""" % options)


def consume(broker, with_tls):
    """The numbers read, in order of their size."""
    done = read(broker.folder, broker.options(with_tls))
    equal(done.returncode, 0, "the end of the reader: " + done.stderr[-1000:])
    lines = [line.split(",") for line in done.stdout.splitlines()[1:]]
    equal({line[-1] for line in lines}, {"1"}, "the weights")
    return sorted(int(line[-2]) for line in lines)


def main():
    require("java")
    with tempfile.TemporaryDirectory(prefix="millrace-kafka-") as folder:
        broker = Broker(folder)
        try:
            produce(broker, False, 0)
            equal(consume(broker, True), list(range(ROWS)), "what TLS reads of plain rows")
            produce(broker, True, ROWS)
            equal(consume(broker, False), list(range(2 * ROWS)), "all rows, each once")
            refused = read(broker.folder, broker.options(True, authority="client.crt"))
            expect(refused.returncode != 0 and "certificate" in refused.stderr, "an unknown authority is refused",
                   refused.returncode, refused.stderr)
        finally:
            broker.close()


main()
