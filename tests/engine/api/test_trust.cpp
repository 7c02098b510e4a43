// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/engine.h"
#include "engine/connectors/connector_spec.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::api;

namespace {

std::string programOf(const std::string& transport, const std::string& config)
{
    return "CREATE TABLE t (a INT) WITH ('connectors' = '[{\"name\": \"c\", \"transport\": {\"name\": \"" + transport +
           "\", \"config\": " + config + "}, \"format\": {\"name\": \"json\"}}]');\n";
}

const std::string kDatagen = "CREATE TABLE t (a INT) WITH ('connectors' = '[{\"name\": \"c\", \"transport\": "
                             "{\"name\": \"datagen\", \"config\": {\"plan\": [{\"limit\": 1}]}}}]');\n";

} // namespace

class TestTrust : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsTouched_data()
    {
        using Kind = ConnectorAccess::Kind;
        QTest::addColumn<QString>("transport");
        QTest::addColumn<QString>("config");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("resource");
        const auto row = [](const char* name, const char* transport, const char* config, Kind kind,
                            const char* resource) {
            QTest::newRow(name) << transport << config << static_cast<int>(kind) << resource;
        };
        row("file", "file_input", "{\"path\": \"/a/b.json\"}", Kind::File, "/a/b.json");
        row("file url", "file_input", "{\"path\": \"file:///a/b%20c\"}", Kind::File, "/a/b c");
        row("output", "file_output", "{\"path\": \"out.json\"}", Kind::File, "out.json");
        row("url", "url_input", "{\"path\": \"https://host:8443/x?y=1\"}", Kind::Host, "https://host:8443");
        row("secret", "url_input", "{\"path\": \"https://me:pw@host/x\"}", Kind::Host, "https://host");
        row("disguised", "url_input", "{\"path\": \"https://good\\\\@bad/x@y\"}", Kind::Host, "https://bad");
        row("at in the path", "url_input", "{\"path\": \"https://host/a@b\"}", Kind::Host, "https://host");
        row("brokers", "kafka_input", "{\"bootstrap.servers\": [\"a:1\", \"b:2\"]}", Kind::Host, "a:1, b:2");
        row("database", "postgres_input", "{\"uri\": \"postgres://u:p@db:5432/x\"}", Kind::Host,
            "postgresql://db:5432");
        row("database elsewhere", "postgres_output", "{\"uri\": \"postgresql://good/x?host=bad&hostaddr=10.1.1.1\"}",
            Kind::Host, "postgresql://10.1.1.1");
        row("database by words", "postgres_input", "{\"uri\": \"host=db password=pw\"}", Kind::Host, "postgresql://db");
        row("brokers not named", "kafka_input", "{\"topic\": \"t\"}", Kind::Host, "localhost");
        row("no address", "s3_input", "{\"key\": \"x\"}", Kind::Unknown, "");
        row("no path", "file_input", "{\"path\": 7}", Kind::Unknown, "");
        row("datagen", "datagen", "{\"path\": \"/x\"}", Kind::Nothing, "");
    }

    void tellsWhatIsTouched()
    {
        QFETCH(QString, transport);
        QFETCH(QString, config);
        QFETCH(int, kind);
        QFETCH(QString, resource);
        ConnectorSpec spec;
        spec.relation = "t";
        spec.name = "c";
        spec.transport = transport.toStdString();
        spec.transportConfig = nlohmann::json::parse(config.toStdString());
        const ConnectorAccess access = accessOf(spec);
        QCOMPARE(static_cast<int>(access.kind), kind);
        QCOMPARE(QString::fromStdString(access.resource), resource);
        QCOMPARE(access.connector, std::string("c"));
    }

    void certificatesAreFilesThatAreRead()
    {
        ConnectorSpec spec;
        spec.transport = "kafka_output";
        spec.direction = Direction::Output;
        spec.transportConfig = {
            {"bootstrap.servers", "a:1"}, {"ssl.key.location", "/k.pem"}, {"ssl.ca.location", "probe"}};
        const std::vector<ConnectorAccess> all = accessesOf(spec);
        QCOMPARE(all.size(), size_t{2});
        QCOMPARE(all[1].resource, std::string("/k.pem"));
        QVERIFY(all[1].kind == ConnectorAccess::Kind::File);
        QVERIFY(all[1].direction == ConnectorAccess::Direction::Input);
    }

    void reportsConnectors()
    {
        const CompileReport report = compile(programOf("file_input", "{\"path\": \"rows.json\"}"));
        QCOMPARE(report.connectors.size(), size_t{1});
        QCOMPARE(report.connectors[0].relation, std::string("t"));
        QCOMPARE(report.connectors[0].resource, std::string("rows.json"));
    }

    void doesNotStartBeforeTheUserAgreed()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("data")).toStdString();
        {
            const auto engine = Engine::open({path}).value();
            const auto pipeline =
                engine->createFrom({"p", programOf("file_input", "{\"path\": \"rows.json\"}"), "/data/shop", false})
                    .value();
            QVERIFY(!pipeline->isTrusted());
            QCOMPARE(pipeline->access().at(0).resource, std::string("/data/shop/rows.json"));
            const Status refused = pipeline->start();
            QVERIFY(!refused.ok());
            QCOMPARE(refused.error().code, ErrorCode::kPipelineUntrusted);
            QCOMPARE(pipeline->status()->state, PipelineState::Stopped);
        }
        {
            const auto engine = Engine::open({path}).value();
            const auto pipeline = engine->find("p");
            QVERIFY(!pipeline->isTrusted());
            QVERIFY(pipeline->trust().ok());
            QVERIFY(pipeline->start().ok());
        }
        QVERIFY(Engine::open({path}).value()->find("p")->isTrusted());
    }

    void startsWhatTouchesNothing()
    {
        const auto engine = Engine::open({}).value();
        const auto pipeline = engine->createFrom({"p", kDatagen, {}, false}).value();
        QVERIFY(pipeline->start().ok());
        pipeline->waitUntilSettled();
        QCOMPARE(pipeline->status()->state, PipelineState::Running);
    }
};

QTEST_APPLESS_MAIN(TestTrust)
#include "test_trust.moc"
