// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/connector_spec.h"

#include <QTest>

using namespace millrace;

namespace {

/// A program text with the property's literal in it, and what parseConnectors() makes of it.
struct Parsed {
    std::string text;
    std::vector<ConnectorSpec> specs;
    std::vector<sql::Diagnostic> diagnostics;

    /// "error MR-CON-0003 2:5 'the text at the place'" a diagnostic, one a line.
    QString summary() const
    {
        std::string out;
        for (const sql::Diagnostic& diagnostic : diagnostics) {
            const SourceSpan& span = diagnostic.span;
            out += out.empty() ? "" : "\n";
            out += diagnostic.severity == sql::Severity::Error ? "error " : "warning ";
            out += std::string(errorId(diagnostic.code)) + " " + std::to_string(span.line) + ":" +
                   std::to_string(span.column) + " " + text.substr(span.begin, span.end - span.begin);
        }
        return QString::fromStdString(out);
    }
};

void place(const std::string& text, SourceSpan& span, size_t begin, size_t end)
{
    span.begin = static_cast<uint32_t>(begin);
    span.end = static_cast<uint32_t>(end);
    span.line = 1;
    span.column = 1;
    for (size_t i = 0; i < begin; ++i) {
        span.column = text[i] == '\n' ? 1 : span.column + 1;
        span.line += text[i] == '\n' ? 1 : 0;
    }
}

/// Adds a relation whose literal is written as `literal` (without quotes, '' for ').
void addRelation(sql::Program& program, std::string& text, const std::string& name, bool isTable,
                 const std::string& literal)
{
    sql::Relation relation;
    relation.name = name;
    relation.kind = isTable ? sql::RelationKind::Table : sql::RelationKind::View;
    relation.schema.columns = {{"id", SqlType::of(TypeId::Integer), false}};
    sql::ConnectorsProperty property;
    for (size_t i = 0; i < literal.size(); ++i) {
        property.json += literal[i];
        i += literal[i] == '\'' ? 1 : 0;
    }
    text += "CREATE " + name + " WITH ('connectors' = ";
    const size_t begin = text.size();
    text += "'" + literal + "'";
    place(text, property.span, begin, text.size());
    text += ");\n";
    relation.connectors = property;
    program.relations.push_back(relation);
}

Parsed parse(const std::vector<std::tuple<std::string, bool, std::string>>& relations)
{
    sql::Program program;
    Parsed parsed;
    for (const auto& [name, isTable, literal] : relations) {
        addRelation(program, parsed.text, name, isTable, literal);
    }
    program.indexes.push_back({"by_id", 0, {0}, {}});
    parsed.specs = parseConnectors(program, parsed.diagnostics);
    return parsed;
}

std::string file(const std::string& attributes)
{
    return R"({"transport":{"name":"file_input","config":{"path":"/x"}},"format":{"name":"json"})" +
           (attributes.empty() ? "" : "," + attributes) + "}";
}

} // namespace

class TestConnectorSpec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void attributesAreRead()
    {
        const Parsed parsed =
            parse({{"t", true,
                    "[" + file(R"("name":"c1","paused":true,"labels":["a","b''c"],
            "start_after":"z","max_batch_size":5,"max_queued_records":10)") +
                        "," + file(R"("name":"c2","labels":["z"],"max_worker_batch_size":7)") + "]"}});
        QCOMPARE(parsed.summary(), QString());
        QCOMPARE(parsed.specs.size(), size_t{2});
        const ConnectorSpec& spec = parsed.specs[0];
        QCOMPARE(spec.endpointName(), std::string("t.c1"));
        QVERIFY(spec.paused && spec.hasDeclaredName && spec.direction == Direction::Input);
        QCOMPARE(spec.labels, (std::vector<std::string>{"a", "b'c"}));
        QCOMPARE(spec.startAfter, std::vector<std::string>{"z"});
        QCOMPARE(spec.maxBatchSize, uint64_t{5});
        QCOMPARE(spec.maxQueuedRecords, uint64_t{10});
        QCOMPARE(spec.maxQueuedBytes, uint64_t{10'000});
        QCOMPARE(parsed.specs[1].maxBatchSize, uint64_t{7});
        QCOMPARE(parsed.specs[1].maxQueuedRecords, uint64_t{1'000'000});
        QCOMPARE(*spec.format, std::string("json"));
        QCOMPARE(QString::fromStdString(parsed.text.substr(spec.span.begin, 14)), QStringLiteral("{\"transport\":{"));
    }

    void namesAreGeneratedByPosition()
    {
        const Parsed parsed = parse(
            {{"t", true,
              "[" + file("") + "," + file(R"("name":"c2")") + "," + file("") + "," + file(R"("name":"c1")") + "]"}});
        std::vector<std::string> names;
        for (const ConnectorSpec& spec : parsed.specs) {
            names.push_back(spec.name);
        }
        QCOMPARE(names, (std::vector<std::string>{"unnamed-0", "c2", "unnamed-2", "c1"}));
        QCOMPARE(parsed.diagnostics.size(), size_t{2});
        QVERIFY(parsed.diagnostics[0].code == ErrorCode::kConnectorUnnamed);
    }

    void outputBuffersAndProcessors()
    {
        const std::string output = "[{\"name\":\"o\",\"transport\":{\"name\":\"null_output\"},";
        const std::string buffered = output + "\"enable_output_buffer\":true,";
        const Parsed plain = parse({{"v", false, buffered + "\"postprocessor\":[{\"name\":\"passthrough\"}]}]"}});
        QCOMPARE(plain.summary(), QString());
        QVERIFY(plain.specs.at(0).outputBuffer.has_value());
        QCOMPARE(plain.specs[0].outputBuffer->maxMillis, uint64_t{10'000});
        QCOMPARE(plain.specs[0].outputBuffer->maxRecords, uint64_t{10'000'000});
        const Parsed full = parse({{"v", false,
                                    buffered + "\"max_output_buffer_time_millis\":5,"
                                               "\"max_output_buffer_size_records\":6}]"}});
        QCOMPARE(full.specs.at(0).outputBuffer->maxMillis, uint64_t{5});
        QCOMPARE(full.specs[0].outputBuffer->maxRecords, uint64_t{6});
        const auto kindOf = [](bool isTable, const std::string& attribute) {
            const std::string transport = isTable ? "empty_input" : "null_output";
            const Parsed parsed = parse({{"r", isTable,
                                          "[{\"name\":\"c\",\"transport\":{\"name\":\"" + transport + "\"}," +
                                              attribute + "}]"}});
            return parsed.diagnostics.empty()
                       ? QString()
                       : QString::fromStdString(parsed.diagnostics[0].severity == sql::Severity::Error ? "error: "
                                                                                                       : "warning: ") +
                             QString::fromStdString(parsed.diagnostics[0].message);
        };
        QCOMPARE(kindOf(true, "\"enable_output_buffer\": true"),
                 QString("error: An output buffer belongs to a connector of a view"));
        QCOMPARE(kindOf(false, "\"max_output_buffer_time_millis\": 5"),
                 QString("warning: Without 'enable_output_buffer' this has no effect"));
        QCOMPARE(kindOf(true, "\"preprocessor\": [{\"name\": \"decryption\"}]"),
                 QString("error: Only 'passthrough' is available in this build for 'preprocessor'"));
        QCOMPARE(kindOf(true, "\"preprocessor\": []"),
                 QString("error: Expected an array of one object with a 'name' for 'preprocessor'"));
        QCOMPARE(kindOf(false, "\"preprocessor\": [{\"name\": \"passthrough\"}]"),
                 QString("error: A preprocessor belongs to a connector of a table"));
        QCOMPARE(kindOf(true, "\"soft_delete\": true"), QString("error: 'soft_delete' is not available in this build"));
        QCOMPARE(kindOf(true, "\"soft_delete\": false"), QString());
        QCOMPARE(kindOf(false, "\"send_snapshot\": true"),
                 QString("error: 'send_snapshot' needs a materialized view"));
    }

    void referencesStandForWhatIsNotKnownYet()
    {
        const Parsed parsed = parse({{"t", true,
                                      "[{\"name\":\"c\",\"format\":{\"name\":\"json\"},\"transport\":{\"name\":"
                                      "\"url_input\",\"config\":{\"path\":\"${env:WHERE}\"}}}]"}});
        QCOMPARE(parsed.summary(), QString());
        QCOMPARE(parsed.specs.at(0).transportConfig["path"].get<std::string>(), std::string("${env:WHERE}"));
    }

    void anIndexGivesTheKey()
    {
        const std::string output =
            R"("transport":{"name":"postgres_output","config":{"uri":"postgresql://h/d","table":"t"}})";
        const Parsed parsed = parse({{"v", false, "[{\"name\":\"a\",\"index\":\"BY_ID\"," + output + "}]"}});
        QVERIFY(parsed.diagnostics.empty());
        QCOMPARE(parsed.specs.at(0).keyColumns, std::vector<int>{0});
        const Parsed other =
            parse({{"u", false, "[]"}, {"v", false, "[{\"name\":\"a\",\"index\":\"by_id\"," + output + "}]"}});
        QCOMPARE(other.summary(), QStringLiteral("error MR-CON-0014 2:53 \"by_id\"")); // of another view
        const Parsed file =
            parse({{"v", false, "[{\"name\":\"a\",\"index\":\"by_id\",\"transport\":{\"name\":\"null_output\"}}]"}});
        QCOMPARE(file.summary(), QStringLiteral("error MR-CON-0008 1:53 \"by_id\""));
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("literal");
        QTest::addColumn<bool>("isTable");
        QTest::addColumn<QString>("expected");
        const auto add = [](const char* name, const std::string& literal, const char* expected, bool isTable = true) {
            QTest::newRow(name) << QByteArray::fromStdString(literal) << isTable << QString::fromUtf8(expected);
        };
        const std::string file = R"("transport":{"name":"file_input","config":{"path":"/x"}})";
        const std::string json = R"("format":{"name":"json"})";
        add("malformed", "[\n {\"name\":\"it''s\",}]", "error MR-CON-0001 2:18 }");
        add("open text", "[{\"name\": \"c1", "error MR-CON-0001 1:42 \"c1");
        add("key twice", "[{\"name\":\"a\",\"name\":\"b\"}]", "error MR-CON-0001 1:45 \"name\"");
        add("after the end", "[] x", "error MR-CON-0001 1:35 x");
        add("no array", "{}", "error MR-CON-0001 1:32 {}");
        add("no object", "[1]", "error MR-CON-0001 1:33 1");
        add("bad name", "[{\"name\":\"a b\"," + file + "," + json + "}]",
            "error MR-CON-0003 1:41 \"a b\"\nwarning MR-CON-0100 1:33 "
            "{\"name\":\"a "
            "b\",\"transport\":{\"name\":\"file_input\",\"config\":{\"path\":\"/x\"}},\"format\":{\"name\":\"json\"}}");
        add("unknown key", "[{\"name\":\"a\"," + file + "," + json + ",\n  \"label\":[]}]",
            "warning MR-CON-0002 2:3 \"label\"");
        add("labels in the wrong place",
            "[{\"name\":\"a\",\"transport\":{\"name\":\"empty_input\",\n\"labels\":[\"x\"]}}]",
            "warning MR-CON-0002 2:1 \"labels\"");
        add("wrong type", "[{\"name\":\"a\",\"paused\":1," + file + "," + json + "}]", "error MR-CON-0003 1:54 1");
        add("unknown transport", R"([{"name":"a","transport":{"name":"file_inptu"}}])",
            "error MR-CON-0005 1:65 \"file_inptu\"");
        add("wrong side", R"([{"name":"a","transport":{"name":"file_output"}}])",
            "error MR-CON-0009 1:65 \"file_output\"");
        add("wrong side of a view", R"([{"name":"a","transport":{"name":"datagen"}}])",
            "error MR-CON-0009 1:65 \"datagen\"", false);
        add("known but not built",
            R"([{"name":"a","transport":{"name":"s3_input","config":{"key":"x"}},"format":{"name":"parquet"}}])", "");
        add("no format", "[{\"name\":\"a\"," + file + "}]",
            "error MR-CON-0007 1:33 "
            "{\"name\":\"a\",\"transport\":{\"name\":\"file_input\",\"config\":{\"path\":\"/x\"}}}");
        add("format forbidden", "[{\"name\":\"a\",\"transport\":{\"name\":\"datagen\"}," + json + "}]",
            "error MR-CON-0008 1:85 {\"name\":\"json\"}");
        add("unknown format", "[{\"name\":\"a\"," + file + ",\"format\":{\"name\":\"jsn\"}}]",
            "error MR-CON-0006 1:119 \"jsn\"");
        add("raw is no output",
            R"([{"name":"a","transport":{"name":"file_output","config":{"path":"/x"}},"format":{"name":"raw"}}])",
            "error MR-CON-0008 1:120 \"raw\"", false);
        add("format options",
            "[{\"name\":\"a\"," + file +
                ",\"format\":{\"name\":\"csv\",\"config\":{\"headers\":1,\"delimter\":\";\"}}}]",
            "error MR-CON-0003 1:145 1\nwarning MR-CON-0002 1:147 \"delimter\"");
        add("transport options",
            R"([{"name":"a","transport":{"name":"file_input","config":{"path":7,"folow":true}},)" + json + "}]",
            "error MR-CON-0003 1:95 7\nwarning MR-CON-0002 1:97 \"folow\"");
        add("a format that the columns do not fit", "[{\"name\":\"a\"," + file + ",\"format\":{\"name\":\"raw\"}}]",
            "error MR-CON-0003 1:111 {\"name\":\"raw\"}");
        add("a key that is no column",
            R"([{"name":"a","transport":{"name":"kafka_output","config":{"topic":"t"}},)"
            R"("format":{"name":"json","config":{"update_format":"debezium","key_fields":["no"]}}}])",
            "error MR-CON-0003 1:113 "
            R"({"name":"json","config":{"update_format":"debezium","key_fields":["no"]}})",
            false);
        add("null output needs no format", R"([{"name":"a","transport":{"name":"null_output"}}])", "", false);
        add("start_after empty", "[{\"name\":\"a\",\"start_after\":[]," + file + "," + json + "}]",
            "error MR-CON-0010 1:59 []");
        add("start_after of a wrong type", "[{\"name\":\"a\",\"start_after\":[1]," + file + "," + json + "}]",
            "error MR-CON-0003 1:59 [1]");
        add("label of nobody", "[{\"name\":\"a\",\"start_after\":[\"x\"]," + file + "," + json + "}]",
            "warning MR-CON-0012 1:60 \"x\"");
        add("waits for what never ends",
            R"([{"name":"a","labels":["x"],"transport":{"name":"datagen"}},)"
            R"({"name":"b","start_after":["x"],"transport":{"name":"empty_input"}}])",
            "warning MR-CON-0003 1:119 \"x\"");
        add("waits for what may end",
            R"([{"name":"a","labels":["x"],"transport":{"name":"datagen","config":{"plan":[{"limit":1}]}}},)"
            R"({"name":"b","start_after":["x"],"transport":{"name":"empty_input"}}])",
            "");
        add("waits for itself", "[{\"name\":\"a\",\"labels\":[\"x\"],\"start_after\":\"x\"," + file + "," + json + "}]",
            "error MR-CON-0011 1:74 \"x\"");
    }

    void problems()
    {
        QFETCH(QByteArray, literal);
        QFETCH(bool, isTable);
        QFETCH(QString, expected);
        QCOMPARE(parse({{"t", isTable, literal.toStdString()}}).summary(), expected);
    }

    void sameNameTwice()
    {
        const Parsed parsed = parse({{"t", true, "[" + file(R"("name":"c")") + "," + file(R"("name":"c")") + "]"},
                                     {"u", true, "[" + file(R"("name":"c")") + "]"}});
        QCOMPARE(parsed.diagnostics.size(), size_t{1});
        QVERIFY(parsed.diagnostics[0].code == ErrorCode::kConnectorDuplicateName);
        const Parsed generated = parse({{"t", true, "[" + file("") + "," + file(R"("name":"unnamed-0")") + "]"}});
        QVERIFY(generated.diagnostics.back().code == ErrorCode::kConnectorDuplicateName);
    }

    void cyclesAreWalked()
    {
        const Parsed parsed =
            parse({{"t", true, "[" + file(R"("name":"a","labels":["x"],"start_after":"y")") + "]"},
                   {"u", true, "[" + file(R"("name":"b","labels":["y"],"start_after":["x"])") + "]"}});
        QCOMPARE(parsed.diagnostics.size(), size_t{1});
        QCOMPARE(QString::fromStdString(parsed.diagnostics[0].message),
                 QStringLiteral("Connectors wait for each other: 't.a' waits for label 'y', which 'u.b' carries; "
                                "'u.b' waits for label 'x', which 't.a' carries"));
    }

    void chainsAreNoCycles()
    {
        const Parsed parsed = parse({{"t", true,
                                      "[" + file(R"("name":"a","labels":["x"])") + "," +
                                          file(R"("name":"b","labels":["y"],"start_after":"x")") + "," +
                                          file(R"("name":"c","start_after":["x","y"])") + "]"}});
        QCOMPARE(parsed.summary(), QString());
    }
};

QTEST_APPLESS_MAIN(TestConnectorSpec)
#include "test_connector_spec.moc"
