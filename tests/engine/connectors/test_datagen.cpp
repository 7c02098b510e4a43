// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/column_generator.h"
#include "recording_consumer.h"
#include "tests/support/slowdown.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace millrace;
using namespace millrace::test;
using nlohmann::json;

namespace {

Schema oneColumn(SqlType type)
{
    Schema schema;
    schema.columns = {{"c", type, false}};
    return schema;
}

/// A datagen connector on a table.
struct Generator {
    ConnectorSpec spec;
    InputContext context;
    std::shared_ptr<RecordingConsumer> consumer = std::make_shared<RecordingConsumer>();

    Generator(Schema schema, const json& config)
    {
        spec.relation = "t";
        spec.name = "c";
        spec.transport = "datagen";
        spec.transportConfig = config;
        context.spec = &spec;
        context.target.schema = std::move(schema);
        context.consumer = consumer;
    }

    /// All rows of a config with limits, as text, in order of arrival.
    std::string run()
    {
        auto reader = openInput(context);
        if (!reader.ok()) {
            return reader.error().detail;
        }
        (*reader)->extend();
        return consumer->waitForEnd() ? consumer->rowText(context.target.schema) : "no end";
    }
};

std::string generate(SqlType type, json field, int limit)
{
    Generator generator(oneColumn(type),
                        {{"seed", 7}, {"plan", {{{"limit", limit}, {"fields", {{"c", std::move(field)}}}}}}});
    return generator.run();
}

std::vector<std::string> split(const std::string& rows)
{
    std::vector<std::string> parts;
    size_t begin = 0;
    while (begin < rows.size()) {
        const size_t end = rows.find(") (", begin);
        parts.push_back(rows.substr(begin + 1, (end == std::string::npos ? rows.size() - 1 : end) - begin - 1));
        begin = end == std::string::npos ? rows.size() : end + 2;
    }
    return parts;
}

} // namespace

class TestDatagen : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void increments_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("expected");
        const auto add = [](TypeId type, const char* field, const char* expected) {
            QTest::addRow("%s %s", SqlType::of(type).toString().c_str(), field)
                << static_cast<int>(type) << QString::fromUtf8(field) << QString::fromUtf8(expected);
        };
        add(TypeId::BigInt, "{}", "(0) (1) (2) (3) (4)");
        add(TypeId::BigInt, R"({"scale":-3})",
            "(0) (9223372036854775804) (9223372036854775801) (9223372036854775798) (9223372036854775795)");
        add(TypeId::Integer, R"({"range":[10,13]})", "(10) (11) (12) (10) (11)");
        add(TypeId::TinyInt, R"({"scale":60})", "(0) (60) (120) (53) (113)");
        add(TypeId::UBigInt, R"({"range":[18446744073709551610,18446744073709551615],"scale":2})",
            "(18446744073709551610) (18446744073709551612) (18446744073709551614) (18446744073709551611) "
            "(18446744073709551613)");
        add(TypeId::Double, R"({"range":[0.5,2.5]})", "(0.5) (1.5) (0.5) (1.5) (0.5)");
        add(TypeId::Real, R"({"scale":2})", "(0.0) (2.0) (4.0) (6.0) (8.0)");
        add(TypeId::Boolean, "{}", "(false) (true) (false) (true) (false)");
        add(TypeId::Varchar, R"({"scale":5})", "(0) (5) (10) (15) (20)");
        add(TypeId::Date, R"({"range":["2024-02-28","2024-03-02"]})",
            "(2024-02-28) (2024-02-29) (2024-03-01) (2024-02-28) (2024-02-29)");
        add(TypeId::Date, R"({"scale":365})", "(1970-01-01) (1971-01-01) (1972-01-01) (1972-12-31) (1973-12-31)");
        add(TypeId::Time, R"({"scale":1500})", "(00:00:00) (00:00:01.5) (00:00:03) (00:00:04.5) (00:00:06)");
        add(TypeId::Time, R"({"range":["23:59:59","23:59:59.002"]})",
            "(23:59:59) (23:59:59.001) (23:59:59) (23:59:59.001) (23:59:59)");
        add(TypeId::Timestamp, R"({"range":["2024-01-01T00:00:00Z","2025-01-01T00:00:00Z"],"scale":1000})",
            "(2024-01-01 00:00:00) (2024-01-01 00:00:01) (2024-01-01 00:00:02) (2024-01-01 00:00:03) (2024-01-01 "
            "00:00:04)");
        add(TypeId::Varchar, R"({"values":["a","b",null]})", "(a) (b) (NULL) (a) (b)");
        add(TypeId::Integer, R"({"values":[3,1]})", "(3) (1) (3) (1) (3)");
        add(TypeId::Timestamp, R"({"values":["2024-01-01 12:00:00"]})",
            "(2024-01-01 12:00:00) (2024-01-01 12:00:00) (2024-01-01 12:00:00) (2024-01-01 12:00:00) (2024-01-01 "
            "12:00:00)");
    }

    void increments()
    {
        QFETCH(int, type);
        QFETCH(QString, field);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(
                     generate(SqlType::of(static_cast<TypeId>(type)), json::parse(field.toStdString()), 5)),
                 expected);
    }

    void decimals()
    {
        QCOMPARE(generate(SqlType::decimal(6, 2), json::object(), 3), std::string("(0) (1) (2)"));
        QCOMPARE(generate(SqlType::decimal(6, 2), {{"range", {1.25, 3}}}, 3), std::string("(1.25) (2.25) (1.5)"));
        QCOMPARE(generate(SqlType::decimal(38, 0), {{"scale", INT64_MAX}}, 2),
                 std::string("(0) (9223372036854775807)"));
        for (const std::string& text :
             split(generate(SqlType::decimal(6, 2), {{"strategy", "uniform"}, {"range", {1, 2}}}, 200))) {
            QVERIFY(std::stod(text) >= 1.0 && std::stod(text) < 2.0);
        }
    }

    void uniformStaysInItsRange_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("field");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("int") << static_cast<int>(TypeId::Integer) << R"({"range":[-5,5]})" << -5.0 << 5.0;
        QTest::newRow("int scaled") << static_cast<int>(TypeId::Integer) << R"({"range":[0,10],"scale":100})" << 0.0
                                    << 901.0;
        QTest::newRow("whole tinyint") << static_cast<int>(TypeId::TinyInt) << "{}" << -128.0 << 128.0;
        QTest::newRow("tinyint scaled") << static_cast<int>(TypeId::TinyInt) << R"({"scale":5})" << -128.0 << 128.0;
        QTest::newRow("whole bigint") << static_cast<int>(TypeId::BigInt) << "{}" << -9.3e18 << 9.3e18;
        QTest::newRow("whole unsigned") << static_cast<int>(TypeId::UBigInt) << "{}" << 0.0 << 1.85e19;
        QTest::newRow("double") << static_cast<int>(TypeId::Double) << R"({"range":[0.25,0.5]})" << 0.25 << 0.5;
        QTest::newRow("whole real") << static_cast<int>(TypeId::Real) << "{}" << -3.5e38 << 3.5e38;
    }

    void uniformStaysInItsRange()
    {
        QFETCH(int, type);
        QFETCH(QString, field);
        QFETCH(double, low);
        QFETCH(double, high);
        json settings = json::parse(field.toStdString());
        settings["strategy"] = "uniform";
        const auto values = split(generate(SqlType::of(static_cast<TypeId>(type)), settings, 500));
        QCOMPARE(values.size(), size_t{500});
        double least = high;
        double most = low;
        for (const std::string& value : values) {
            least = std::min(least, std::stod(value));
            most = std::max(most, std::stod(value));
        }
        QVERIFY2(least >= low && most < high, qPrintable(QStringLiteral("%1 %2").arg(least).arg(most)));
        QVERIFY(most - least > (high - low) / 2);
    }

    void zipfFollowsItsLaw()
    {
        std::map<std::string, int> counts;
        for (const std::string& value :
             split(generate(SqlType::of(TypeId::Integer), {{"strategy", "zipf"}, {"range", {1, 1001}}}, 20'000))) {
            ++counts[value];
        }
        // With e = 1 and n = 1000 the harmonic number is 7.485: 13.4 % ones, half as many twos.
        QVERIFY(std::abs(counts["1"] - 2672) < 200);
        QVERIFY(std::abs(counts["2"] - 1336) < 150);
        QVERIFY(counts["10"] > 200 && counts["10"] < 340);
        std::map<std::string, int> letters;
        const json field = {{"strategy", "zipf"}, {"e", 2}, {"values", {"a", "b", "c"}}};
        for (const std::string& value : split(generate(SqlType::of(TypeId::Varchar), field, 10'000))) {
            ++letters[value];
        }
        QVERIFY(std::abs(letters["a"] - 7347) < 250);
        QVERIFY(std::abs(letters["c"] - 816) < 150);
    }

    void everyTextStrategyMakesText()
    {
        for (const std::string& strategy : strategyNames()) {
            json field = {{"strategy", strategy}};
            if (strategy != "increment") {
                field["range"] = {3, 6};
            }
            const auto values = split(generate(SqlType::of(TypeId::Varchar, false), field, 50));
            QCOMPARE(values.size(), size_t{50});
            for (const std::string& value : values) {
                QVERIFY2(!value.empty(), strategy.c_str());
            }
        }
        QVERIFY(strategyNames().size() > 70);
    }

    void lengthsAndCounts()
    {
        for (const std::string& value :
             split(generate(SqlType::of(TypeId::Varchar), {{"strategy", "words"}, {"range", {2, 4}}}, 100))) {
            const auto blanks = std::count(value.begin(), value.end(), ' ');
            QVERIFY(blanks == 1 || blanks == 2);
        }
        for (const std::string& value :
             split(generate(SqlType::of(TypeId::Varchar), {{"strategy", "uniform"}, {"range", {5, 6}}}, 100))) {
            QCOMPARE(value.size(), size_t{5});
        }
    }

    void nullPercentage()
    {
        const auto values = split(generate(SqlType::of(TypeId::Time), {{"null_percentage", 20}}, 10'000));
        const auto nulls = std::count(values.begin(), values.end(), "NULL");
        QVERIFY(nulls > 1800 && nulls < 2200);
        const auto all = split(generate(SqlType::of(TypeId::Integer), {{"null_percentage", 100}}, 10));
        QCOMPARE(std::count(all.begin(), all.end(), "NULL"), std::ptrdiff_t{10});
    }

    void arraysHaveALengthAndElements_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("expected");
        QTest::newRow("by default") << "{}" << "([]) ([0]) ([0,1]) ([0,1,2]) ([0,1,2,3]) ([])";
        QTest::newRow("range") << R"({"range":[1,3],"value":{"range":[10,20]}})"
                               << "([10]) ([10,11]) ([10]) ([10,11]) ([10]) ([10,11])";
        QTest::newRow("scale") << R"({"scale":2})" << "([]) ([0,1]) ([0,1,2,3]) ([0]) ([0,1,2]) ([])";
        QTest::newRow("values of elements") << R"({"range":[2,3],"value":{"values":[7,null]}})"
                                            << "([7,null]) ([7,null]) ([7,null]) ([7,null]) ([7,null]) ([7,null])";
        QTest::newRow("whole arrays") << R"({"values":[[1,2],[],null]})"
                                      << "([1,2]) ([]) (NULL) ([1,2]) ([]) (NULL)";
    }

    void arraysHaveALengthAndElements()
    {
        QFETCH(QString, field);
        QFETCH(QString, expected);
        const SqlType type = SqlType::arrayOf(SqlType::of(TypeId::Integer));
        QCOMPARE(QString::fromStdString(generate(type, json::parse(field.toStdString()), 6)), expected);
    }

    void randomArraysKeepTheirLengths()
    {
        const SqlType type = SqlType::arrayOf(SqlType::arrayOf(SqlType::of(TypeId::Varchar)));
        for (const char* strategy : {"uniform", "zipf"}) {
            const json field = {{"strategy", strategy},
                                {"range", {1, 4}},
                                {"value", {{"range", {1, 2}}, {"value", {{"values", json::array({"x"})}}}}}};
            const std::string text = generate(type, field, 600);
            const auto rows = split(text);
            QVERIFY2(rows.size() == 600, text.substr(0, 200).c_str());
            for (const char* one : {"[[\"x\"]]", "[[\"x\"],[\"x\"]]", "[[\"x\"],[\"x\"],[\"x\"]]"}) {
                QVERIFY(std::count(rows.begin(), rows.end(), one) > 60);
            }
        }
    }

    void arraysThatCannotBeAreTold_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("pointer");
        QTest::newRow("length") << R"({"range":[-1,3]})" << "/plan/0/fields/c/range";
        QTest::newRow("empty range") << R"({"range":[3,3]})" << "/plan/0/fields/c/range";
        QTest::newRow("scale") << R"({"scale":-1})" << "/plan/0/fields/c/scale";
        QTest::newRow("element") << R"({"value":{"range":[0,3000000000]}})" << "/plan/0/fields/c/value/range";
        QTest::newRow("strategy") << R"({"value":{"strategy":"name"}})" << "/plan/0/fields/c/value/strategy";
        QTest::newRow("key") << R"({"key":{}})" << "/plan/0/fields/c/key";
        QTest::newRow("values") << R"({"values":[[1],["x"]]})" << "/plan/0/fields/c/values";
    }

    void arraysThatCannotBeAreTold()
    {
        QFETCH(QString, field);
        QFETCH(QString, pointer);
        ConnectorSpec spec;
        spec.transport = "datagen";
        spec.transportConfig = {{"plan", {{{"fields", {{"c", json::parse(field.toStdString())}}}}}}};
        const auto problems =
            checkInputConfig(spec, oneColumn(SqlType::arrayOf(SqlType::of(TypeId::Integer), false)));
        QCOMPARE(problems.size(), size_t{1});
        QCOMPARE(QString::fromStdString(problems[0].pointer), pointer);
    }

    /// Rows have no source whose bytes could be counted: the bytes are those that their values take in memory.
    void bytesAreThoseOfTheTypes_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("bytes");
        const auto add = [](TypeId type, int bytes) {
            QTest::newRow(SqlType::of(type).toString().c_str()) << static_cast<int>(type) << bytes;
        };
        add(TypeId::Boolean, 1);
        add(TypeId::TinyInt, 1);
        add(TypeId::SmallInt, 2);
        add(TypeId::Integer, 4);
        add(TypeId::BigInt, 8);
        add(TypeId::Real, 4);
        add(TypeId::Double, 8);
        add(TypeId::Date, 4);
        add(TypeId::Time, 8);
        add(TypeId::Timestamp, 8);
    }

    void bytesAreThoseOfTheTypes()
    {
        QFETCH(int, type);
        QFETCH(int, bytes);
        Generator generator(oneColumn(SqlType::of(static_cast<TypeId>(type))), {{"plan", {{{"limit", 10}}}}});
        generator.run();
        QCOMPARE(generator.consumer->seen().numBytes, static_cast<uint64_t>(10 * bytes));
    }

    void sameSeedSameRowsWhateverTheWorkers()
    {
        Schema schema;
        schema.columns = {{"id", SqlType::of(TypeId::BigInt), false},
                          {"name", SqlType::of(TypeId::Varchar), false},
                          {"price", SqlType::decimal(10, 2), false}};
        const json fields = {{"name", {{"strategy", "name"}}},
                             {"price", {{"strategy", "uniform"}, {"null_percentage", 10}}}};
        const auto rows = [&](int workers, int chunk, int seed) {
            Generator generator(schema,
                                {{"seed", seed},
                                 {"workers", workers},
                                 {"plan", {{{"limit", 5000}, {"worker_chunk_size", chunk}, {"fields", fields}}}}});
            auto lines = split(generator.run());
            std::sort(lines.begin(), lines.end());
            return lines;
        };
        const auto single = rows(1, 5000, 42);
        QCOMPARE(single.size(), size_t{5000});
        QVERIFY(rows(4, 7, 42) == single);
        QVERIFY(rows(1, 5000, 43) != single);
    }

    void plansFollowEachOtherAndCountFromZero()
    {
        Generator generator(oneColumn(SqlType::of(TypeId::Integer)),
                            {{"plan", {{{"limit", 2}}, {{"limit", 3}, {"fields", {{"C", {{"range", {100, 200}}}}}}}}}});
        QCOMPARE(generator.run(), std::string("(0) (1) (100) (101) (102)"));
        QCOMPARE(generator.consumer->seen().numEnds, 1);
    }

    void batchesAreBounded()
    {
        Generator generator(oneColumn(SqlType::of(TypeId::Integer)),
                            {{"plan", {{{"limit", 100'000}, {"worker_chunk_size", 100'000}}}}});
        QVERIFY(!generator.run().empty());
        QCOMPARE(generator.consumer->seen().numRows, uint64_t{100'000});
        QVERIFY(generator.consumer->seen().largestBatch <= 10'000);
    }

    void theRateFollowsTheClock()
    {
        ManualClock clock;
        Generator generator(oneColumn(SqlType::of(TypeId::Integer)), {{"plan", {{{"rate", 100}}}}});
        generator.context.clock = &clock;
        auto reader = openInput(generator.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(generator.consumer->waitForRows(1));
        for (uint64_t tick = 1; tick <= 5; ++tick) {
            clock.advance(100'000);
            QVERIFY(generator.consumer->waitForRows(1 + 10 * tick));
        }
        QTest::qWait(50);
        QCOMPARE(generator.consumer->seen().numRows, uint64_t{51});
        (*reader)->pause();
        QTest::qWait(30);
        clock.advance(3'000'000);
        QTest::qWait(50);
        QCOMPARE(generator.consumer->seen().numRows, uint64_t{51});
        (*reader)->extend();
        clock.advance(100'000);
        QVERIFY(generator.consumer->waitForRows(61));
        QTest::qWait(50);
        QVERIFY(generator.consumer->seen().numRows <= 62);
        const auto values = split(generator.consumer->rowText(generator.context.target.schema));
        for (size_t i = 0; i < values.size(); ++i) {
            QCOMPARE(values[i], std::to_string(i));
        }
    }

    void endlessWithoutLimit()
    {
        Generator generator(oneColumn(SqlType::of(TypeId::Integer)), json::object());
        auto reader = openInput(generator.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(generator.consumer->waitForRows(50'000));
        (*reader)->pause();
        QElapsedTimer timer;
        timer.start();
        reader->reset();
        QVERIFY(timer.elapsed() < 200 * millrace::test::kSlowdown);
        QCOMPARE(generator.consumer->seen().numEnds, 0);
    }

    void problems_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("pointer");
        const auto add = [](const char* config, const char* pointer) { QTest::newRow(config) << config << pointer; };
        add(R"({"plans":[]})", "/plans");
        add(R"({"workers":0})", "/workers");
        add(R"({"seed":"x"})", "/seed");
        add(R"({"plan":{}})", "/plan");
        add(R"({"plan":[{"rte":1}]})", "/plan/0/rte");
        add(R"({"plan":[{},{"rate":-1}]})", "/plan/1/rate");
        add(R"({"plan":[{"fields":{"d":{}}}]})", "/plan/0/fields/d");
        add(R"({"plan":[{"fields":{"c":{"strategy":"incremnt"}}}]})", "/plan/0/fields/c/strategy");
        add(R"({"plan":[{"fields":{"c":{"strategy":"name"}}}]})", "/plan/0/fields/c/strategy");
        add(R"({"plan":[{"fields":{"c":{"range":[5,5]}}}]})", "/plan/0/fields/c/range");
        add(R"({"plan":[{"fields":{"c":{"range":[0,3000000000]}}}]})", "/plan/0/fields/c/range");
        add(R"({"plan":[{"fields":{"c":{"range":["a","b"]}}}]})", "/plan/0/fields/c/range");
        add(R"({"plan":[{"fields":{"c":{"strategy":"uniform","range":[0,100],"scale":1000000000}}}]})",
            "/plan/0/fields/c/range");
        add(R"({"plan":[{"fields":{"c":{"values":[]}}}]})", "/plan/0/fields/c/values");
        add(R"({"plan":[{"fields":{"c":{"values":[1,"x"]}}}]})", "/plan/0/fields/c/values");
        add(R"({"plan":[{"fields":{"c":{"e":-1}}}]})", "/plan/0/fields/c/e");
        add(R"({"plan":[{"fields":{"c":{"null_percentage":101}}}]})", "/plan/0/fields/c/null_percentage");
        add(R"({"plan":[{"fields":{"c":{"null_percentage":5}}}]})", "/plan/0/fields/c/null_percentage");
        add(R"({"plan":[{"fields":{"c":{"value":{}}}}]})", "/plan/0/fields/c/value");
    }

    void problems()
    {
        QFETCH(QString, config);
        QFETCH(QString, pointer);
        ConnectorSpec spec;
        spec.transport = "datagen";
        spec.transportConfig = json::parse(config.toStdString());
        const auto problems = checkInputConfig(spec, oneColumn(SqlType::of(TypeId::Integer, false)));
        QCOMPARE(problems.size(), size_t{1});
        QVERIFY(!problems[0].isWarning);
        QCOMPARE(QString::fromStdString(problems[0].pointer), pointer);
    }
};

QTEST_APPLESS_MAIN(TestDatagen)
#include "test_datagen.moc"
