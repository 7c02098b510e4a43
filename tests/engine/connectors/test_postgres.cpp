// SPDX-License-Identifier: GPL-3.0-or-later
#include "connector_fixture.h"
#include "engine/api/local_pipeline.h"
#include "engine/zset/batch_builder.h"
#include "private_postgres.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr int kJoinMillis = 200;

struct Source : InputFixture {
    Source(const std::string& uri, const std::string& query, const nlohmann::json& more = nlohmann::json::object())
        : InputFixture("postgres_input", merged({{"uri", uri}, {"query", query}}, more))
    {
    }
};

struct Sink : OutputFixture {
    explicit Sink(const std::string& uri, const nlohmann::json& more = nlohmann::json::object())
        : OutputFixture("postgres_output", merged({{"uri", uri}, {"table", "out"}}, more))
    {
        spec.index = "by_id";
        spec.keyColumns = {0};
        schema.columns = {{"id", SqlType::of(TypeId::Integer, false), false},
                          {"name", SqlType::of(TypeId::Varchar), false},
                          {"price", SqlType::decimal(10, 2), false},
                          {"at", SqlType::of(TypeId::Timestamp), false},
                          {"x", SqlType::of(TypeId::Double), false}};
    }

    static std::vector<Value> row(int64_t id, const std::string& name)
    {
        return {Value(id), Value(name), Value(Int128{150}), Value(int64_t{1'000'000}),
                Value(std::numeric_limits<double>::quiet_NaN())};
    }
    Delta delta(const std::vector<std::vector<Value>>& rows, std::vector<Weight> weights) const
    {
        Delta change;
        change.add(batchOf(schema.physicals(), rows, std::move(weights)));
        return change;
    }
};

/// JSON with ' for ".
nlohmann::json parsed(QString config)
{
    return nlohmann::json::parse(config.replace(QLatin1Char('\''), QLatin1Char('"')).toStdString());
}

} // namespace

class TestPostgres : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<PrivatePostgres> m_server;
    std::optional<bool> m_needsCertificate; ///< of clients, once the server speaks TLS

private Q_SLOTS:
    void initTestCase()
    {
        if (!PrivatePostgres::isInstalled()) {
            QSKIP("PostgreSQL is not installed: apt-get install postgresql");
        }
        m_server = std::make_unique<PrivatePostgres>();
        QVERIFY(m_server->start());
    }
    void cleanupTestCase() { m_server.reset(); }
    void init()
    {
        m_server->sql("DROP TABLE IF EXISTS out; CREATE TABLE out (id INT PRIMARY KEY, name TEXT, price NUMERIC(10,2), "
                      "at TIMESTAMP, x DOUBLE PRECISION)");
    }

    void readsTheRowsOfAQuery()
    {
        Source source(m_server->uri(), "SELECT i AS \"ID\", 'row ' || i AS name, 7 AS other FROM generate_series(1, "
                                       "3000) AS i ORDER BY i");
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        QVERIFY(!source.consumer->waitFor([](const auto& seen) { return seen.numRows > 0 || seen.numEnds > 0; }, 50));
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.consumer->seen().numRows, uint64_t{3000});
        QVERIFY(source.rows().starts_with("(1, row 1) (2, row 2) "));
    }

    void everyTypeItHas()
    {
        Source source(m_server->uri(),
                      "SELECT true AS b, 1::int2 AS i, 2::int8 AS l, 'NaN'::float4 AS f, '-Infinity'::float8 AS d, "
                      "12345.678::numeric AS p, 'ü'::text AS s, '2024-02-29'::date AS day, '23:59:59.5'::time AS at, "
                      "'2024-01-01 00:00:00+02'::timestamptz AS ts, '{\"a\": 1}'::jsonb AS j, "
                      "ARRAY[ARRAY['a,\"b', NULL], ARRAY['', 'NULL']] AS a");
        source.context.target.schema.columns = {
            {"b", SqlType::of(TypeId::Boolean), false},
            {"i", SqlType::of(TypeId::SmallInt), false},
            {"l", SqlType::of(TypeId::BigInt), false},
            {"f", SqlType::of(TypeId::Real), false},
            {"d", SqlType::of(TypeId::Double), false},
            {"p", SqlType::decimal(10, 2), false},
            {"s", SqlType::of(TypeId::Varchar), false},
            {"day", SqlType::of(TypeId::Date), false},
            {"at", SqlType::of(TypeId::Time), false},
            {"ts", SqlType::of(TypeId::Timestamp), false},
            {"j", SqlType::of(TypeId::Varchar), false},
            {"a", SqlType::arrayOf(SqlType::arrayOf(SqlType::of(TypeId::Varchar))), false}};
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.consumer->seen().numErrors, uint64_t{0});
        QVERIFY2(source.rows().starts_with("(true, 1, 2, NaN, -"), source.rows().c_str());
        QVERIFY2(source.rows().ends_with(", 12345.68, ü, 2024-02-29, 23:59:59.5, 2023-12-31 22:00:00, {\"a\": 1}, "
                                         "[[\"a,\\\"b\",null],[\"\",\"NULL\"]])"),
                 source.rows().c_str());
    }

    void valuesThatDoNotFitAreTold()
    {
        Source source(m_server->uri(), "SELECT * FROM (VALUES (1, 'a'), (NULL, 'b'), (3, NULL)) AS v(id, name)");
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("(1, a) (3, NULL)"));
        QCOMPARE(source.consumer->seen().numErrors, uint64_t{1});
        QCOMPARE(source.consumer->seen().recordErrors.at(0).recordNumber, uint64_t{2});
    }

    void aQueryThatFailsIsAFailureAndMayBeTriedAgain()
    {
        Source source(m_server->uri(), "SELECT id, name FROM later");
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        QVERIFY(source.consumer->seen().failures[0].detail.find("later") != std::string::npos);
        QCOMPARE(source.consumer->seen().numEnds, 0);
        m_server->sql("CREATE TABLE later AS SELECT 1 AS id, 'x' AS name");
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("(1, x)"));
        m_server->sql("DROP TABLE later");
    }

    void pauseAndResumeLoseNothing()
    {
        Source source(m_server->uri(), "SELECT i AS id, 'x' AS name FROM generate_series(1, 50000) AS i");
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        for (int i = 0; i < 100; ++i) {
            (*reader)->extend();
            std::this_thread::sleep_for(std::chrono::microseconds(i * 37 % 1000));
            (*reader)->pause();
        }
        (*reader)->extend();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return seen.numEnds > 0; }, 30'000));
        QCOMPARE(source.consumer->seen().numRows, uint64_t{50'000});
    }

    void aReaderLeavesAServerThatIsBusy()
    {
        Source source(m_server->uri(), "SELECT 1 AS id, pg_sleep(30)::text AS name");
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        QElapsedTimer timer;
        timer.start();
        (*reader).reset();
        QVERIFY2(timer.elapsed() < 2 * kJoinMillis, qPrintable(QString::number(timer.elapsed())));
    }

    void aTableIsKeptLikeTheView()
    {
        Sink sink(m_server->uri());
        auto output = sink.open();
        QVERIFY2(output.ok(), output.ok() ? "" : output.error().toString().c_str());
        WrittenChange written;
        QVERIFY(writeStep(**output, sink.delta({Sink::row(1, "a"), Sink::row(2, "it's")}, {1, 1}), written).ok());
        QCOMPARE(m_server->sql("SELECT * FROM out ORDER BY id"),
                 QStringLiteral("1|a|1.50|1970-01-01 00:00:01|NaN\n2|it's|1.50|1970-01-01 00:00:01|NaN"));
        QVERIFY(writeStep(**output,
                          sink.delta({Sink::row(1, "a"), Sink::row(1, "b"), Sink::row(2, "it's"), Sink::row(3, "c")},
                                     {-1, 1, -1, 1}),
                          written)
                    .ok());
        QCOMPARE(m_server->sql("SELECT id, name FROM out ORDER BY id"), QStringLiteral("1|b\n3|c"));
        QCOMPARE(written.numRecords, uint64_t{5});
    }

    void anInsertOfAKeyThatIsThereReplacesItOrNot()
    {
        m_server->sql("INSERT INTO out (id, name) VALUES (1, 'old')");
        WrittenChange written;
        Sink keeping(m_server->uri(), {{"on_conflict_do_nothing", true}});
        auto first = keeping.open();
        QVERIFY(first.ok());
        QVERIFY(writeStep(**first, keeping.delta({Sink::row(1, "new")}, {1}), written).ok());
        QCOMPARE(m_server->sql("SELECT name FROM out"), QStringLiteral("old"));
        Sink replacing(m_server->uri());
        auto second = replacing.open();
        QVERIFY(second.ok());
        QVERIFY(writeStep(**second, replacing.delta({Sink::row(1, "new")}, {1}), written).ok());
        QCOMPARE(m_server->sql("SELECT name FROM out"), QStringLiteral("new"));
    }

    void cdcWritesEveryChangeAsARow()
    {
        m_server->sql("ALTER TABLE out DROP CONSTRAINT out_pkey, ADD __feldera_op TEXT, ADD __feldera_ts BIGINT");
        Sink sink(m_server->uri(), {{"mode", "cdc"}, {"max_records_in_buffer", 1}});
        auto output = sink.open();
        QVERIFY(output.ok());
        WrittenChange written;
        QVERIFY(writeStep(**output,
                          sink.delta({Sink::row(1, "a"), Sink::row(2, "b"), Sink::row(2, "c"), Sink::row(3, "d")},
                                     {-1, -1, 1, 1}),
                          written)
                    .ok());
        QCOMPARE(m_server->sql("SELECT id, name, __feldera_op FROM out WHERE __feldera_ts > 0 ORDER BY id"),
                 QStringLiteral("1|a|d\n2|c|u\n3|d|i"));
    }

    void aStepIsOneTransaction()
    {
        m_server->sql("ALTER TABLE out ADD CHECK (name <> 'bad')");
        Sink sink(m_server->uri(), {{"max_records_in_buffer", 1}});
        auto output = sink.open();
        QVERIFY(output.ok());
        WrittenChange written;
        const Status refused =
            writeStep(**output, sink.delta({Sink::row(1, "good"), Sink::row(2, "bad")}, {1, 1}), written);
        QVERIFY(!refused.ok());
        QVERIFY(refused.error().code == ErrorCode::kConnectorNotDelivered);
        QCOMPARE(m_server->sql("SELECT count(*) FROM out"), QStringLiteral("0"));
        QVERIFY(writeStep(**output, sink.delta({Sink::row(3, "fine")}, {1}), written).ok());
        QCOMPARE(m_server->sql("SELECT id FROM out"), QStringLiteral("3"));
    }

    void keysThatAreNotUniqueAreLeftOut()
    {
        Sink sink(m_server->uri());
        auto output = sink.open();
        QVERIFY(output.ok());
        WrittenChange written;
        QVERIFY(writeStep(**output, sink.delta({Sink::row(1, "a"), Sink::row(1, "b"), Sink::row(2, "c")}, {1, 1, 1}),
                          written)
                    .ok());
        QCOMPARE(written.numEncodeErrors, uint64_t{1});
        QVERIFY(written.encodeErrors[0].code == ErrorCode::kEncodeKeyNotUnique);
        std::vector<Value> nullKey = Sink::row(1, "n");
        nullKey[0] = Value::null();
        QVERIFY(writeStep(**output, sink.delta({nullKey}, {1}), written).ok());
        QVERIFY(written.encodeErrors.at(1).code == ErrorCode::kEncodeValue);
        QCOMPARE(m_server->sql("SELECT id FROM out"), QStringLiteral("2"));
    }

    void aBrokenConnectionIsMadeAgain()
    {
        Sink sink(m_server->uri());
        auto output = sink.open();
        QVERIFY(output.ok());
        WrittenChange written;
        QVERIFY(writeStep(**output, sink.delta({Sink::row(1, "a")}, {1}), written).ok());
        QVERIFY(m_server->stopServer());
        QVERIFY(m_server->startServer());
        QVERIFY(writeStep(**output, sink.delta({Sink::row(2, "b")}, {1}), written).ok());
        QCOMPARE(m_server->sql("SELECT count(*) FROM out"), QStringLiteral("2"));
    }

    void aTableThatIsNotThereDoesNotOpen()
    {
        for (const nlohmann::json& config :
             {nlohmann::json{{"table", "nope"}}, nlohmann::json{{"uri", "postgresql:///postgres?host=/nowhere"}}}) {
            const Sink sink(m_server->uri(), config);
            const auto output = sink.open();
            QVERIFY(!output.ok());
            QVERIFY(output.error().code == ErrorCode::kConnectorOpen);
        }
    }

    void aQueryThatIsLeftIsCancelled()
    {
        Source source(m_server->uri(), "SELECT 1 AS id, pg_sleep(60)::text AS name");
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        const auto numSleeping = [this] {
            return m_server->sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = "
                                 "'active' AND pid <> pg_backend_pid()");
        };
        QTRY_COMPARE(numSleeping(), QStringLiteral("1"));
        (*reader).reset();
        QTRY_COMPARE(numSleeping(), QStringLiteral("0"));
    }

    /// What an output has added up is sent before the pipeline has stopped, where the server takes it at once.
    void whatIsBufferedIsWrittenAtTheStop()
    {
        m_server->sql("CREATE TABLE kept (id INT PRIMARY KEY)");
        const std::string output = "{\"name\":\"o\",\"index\":\"i\",\"enable_output_buffer\":true,"
                                   "\"max_output_buffer_time_millis\":600000,\"transport\":{\"name\":"
                                   "\"postgres_output\",\"config\":{\"table\":\"kept\",\"uri\":\"" +
                                   m_server->uri() + "\"}}}";
        const auto pipeline = api::makeLocalPipeline(
            "p", "CREATE TABLE t (id INT) WITH ('connectors' = '[{\"name\":\"c\",\"transport\":{\"name\":\"datagen\","
                 "\"config\":{\"plan\":[{\"limit\":3}]}}}]');\n"
                 "CREATE VIEW v WITH ('connectors' = '[" + output + "]') AS SELECT id FROM t;\n"
                 "CREATE INDEX i ON v(id);");
        QVERIFY(pipeline->start(false).ok());
        QTRY_COMPARE(pipeline->status()->outputs.at(0).bufferedRecords, uint64_t{3});
        QVERIFY(pipeline->stop().ok());
        pipeline->waitUntilSettled();
        QCOMPARE(m_server->sql("SELECT count(*) FROM kept"), QStringLiteral("3"));
    }

    void tls_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("needsCertificate");
        QTest::addColumn<QString>("failure");
        const auto row = [](const char* name, const char* config, const char* failure, bool needsCertificate = false,
                            const char* host = "127.0.0.1") {
            QTest::newRow(name) << config << host << needsCertificate << failure;
        };
        row("the authority's file", "{'ssl_ca_location':'@ca.crt'}", "");
        row("the authority's text", "{'ssl_ca_pem':'#ca.crt'}", "");
        row("somebody else's authority", "{'ssl_ca_pem':'#stranger.crt'}", "certificate verify failed");
        row("another name", "{'ssl_ca_pem':'#ca.crt'}", "does not match host name", false, "db.test");
        row("another name that is of no matter", "{'ssl_ca_pem':'#ca.crt','verify_hostname':false}", "", false,
            "db.test");
        row("without TLS", "{}", "no pg_hba.conf entry", true);
        row("without a certificate", "{'ssl_ca_pem':'#ca.crt'}", "requires a valid client certificate", true);
        row("a certificate as files",
            "{'ssl_ca_location':'@ca.crt','ssl_client_location':'@client.crt','ssl_client_key_location':'@client.key'}",
            "", true);
        row("a certificate as texts",
            "{'ssl_ca_pem':'#ca.crt','ssl_client_pem':'#client.crt','ssl_client_key':'#client.key'}", "", true);
        row("a chain", "{'ssl_ca_pem':'#ca.crt','ssl_certificate_chain_location':'@client.crt',"
                       "'ssl_client_key':'#client.key'}",
            "", true);
        row("a file that is not there", "{'ssl_ca_location':'/nowhere/ca.crt'}", "No such file");
    }

    /// `@name` stands for the path of a certificate, `#name` for its text.
    void tls()
    {
        QFETCH(QString, config);
        QFETCH(QString, host);
        QFETCH(bool, needsCertificate);
        QFETCH(QString, failure);
        static TestCertificates certificates;
        static const bool areMade = certificates.make();
        QVERIFY(areMade);
        if (m_needsCertificate != needsCertificate) {
            QVERIFY(m_server->startTls(certificates, needsCertificate));
            m_needsCertificate = needsCertificate;
        }
        nlohmann::json options = parsed(config);
        for (auto& [key, value] : options.items()) {
            const std::string text = value.is_string() ? value.get<std::string>() : std::string();
            if (text.starts_with('@')) {
                value = certificates.path(text.c_str() + 1);
            } else if (text.starts_with('#')) {
                value = certificates.text(text.c_str() + 1);
            }
        }
        std::string uri = m_server->tlsUri(host.toStdString());
        uri += options.empty() ? "&sslmode=disable" : "";
        Source source(uri, "SELECT 1 AS id, ssl::text AS name FROM pg_stat_ssl WHERE pid = pg_backend_pid()", options);
        auto reader = openInput(source.context);
        QVERIFY2(reader.ok(), reader.ok() ? "" : reader.error().toString().c_str());
        (*reader)->extend();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return seen.numEnds > 0 || !seen.failures.empty(); }));
        const auto seen = source.consumer->seen();
        if (failure.isEmpty()) {
            QVERIFY2(seen.failures.empty(), seen.failures.empty() ? "" : seen.failures[0].detail.c_str());
            QCOMPARE(source.rows(), std::string("(1, true)"));
        } else {
            QCOMPARE(seen.failures.size(), size_t{1});
            QVERIFY2(seen.failures[0].detail.find(failure.toStdString()) != std::string::npos,
                     seen.failures[0].detail.c_str());
        }
    }

    void outputsThatContradictThemselvesAreRefused_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("problem");
        QTest::newRow("threads") << "{'threads':2}" << "MR-CON-0003/threads ";
        QTest::newRow("one thread") << "{'threads':1}" << "";
        QTest::newRow("extra columns") << "{'extra_columns':['a']}" << "MR-CON-0003/extra_columns ";
        QTest::newRow("no extra columns") << "{'extra_columns':[]}" << "";
        QTest::newRow("cdc keeps all") << "{'mode':'cdc','on_conflict_do_nothing':true}"
                                       << "MR-CON-0003/on_conflict_do_nothing ";
        QTest::newRow("a column of cdc") << "{'cdc_op_column':'op'}" << "MR-CON-0003/cdc_op_column ";
        QTest::newRow("cdc") << "{'mode':'cdc','cdc_op_column':'op','cdc_ts_column':'ts'}" << "";
    }

    void outputsThatContradictThemselvesAreRefused()
    {
        QFETCH(QString, config);
        QFETCH(QString, problem);
        const Sink sink("postgresql://h/d", parsed(config));
        std::string text;
        for (const ConfigProblem& each : checkOutputConfig(sink.spec)) {
            text += std::string(errorId(each.error.code)) + each.pointer + " ";
        }
        QCOMPARE(QString::fromStdString(text), problem);
    }

    void configsAreChecked()
    {
        const auto problems = [](const nlohmann::json& config) {
            ConnectorSpec spec;
            spec.transport = "postgres_input";
            spec.transportConfig = {{"uri", "postgresql://h/d"}, {"query", "SELECT 1"}};
            spec.transportConfig.update(config);
            std::string text;
            for (const ConfigProblem& problem : checkInputConfig(spec, {})) {
                text += std::string(errorId(problem.error.code)) + problem.pointer + " ";
                if (problem.error.detail.find("secret") != std::string::npos) {
                    text += "with the password";
                }
            }
            return text;
        };
        QCOMPARE(problems(nlohmann::json::object()), std::string());
        QCOMPARE(problems({{"uri", "postgresql://u:secret@[h/d"}}), std::string("MR-CON-0003/uri "));
        QCOMPARE(problems({{"uri", "postgresql://h/d?service=x"}}), std::string("MR-CON-0013/uri "));
        QCOMPARE(problems({{"uri", "postgresql://h/d?passfile=/root/.pgpass"}}), std::string("MR-CON-0013/uri "));
        QCOMPARE(problems({{"ssl_ca_location", "ca.pem"}}), std::string("MR-CON-0003/ssl_ca_location "));
        QCOMPARE(problems({{"ssl_ca_location", "/tmp/../proc/self/environ"}}),
                 std::string("MR-CON-0003/ssl_ca_location "));
        QCOMPARE(problems({{"ssl_certificate_chain_location", "chain.pem"}}),
                 std::string("MR-CON-0003/ssl_certificate_chain_location "));
        QCOMPARE(problems({{"query", ""}}), std::string("MR-CON-0003 "));
    }
};

QTEST_GUILESS_MAIN(TestPostgres)
#include "test_postgres.moc"
