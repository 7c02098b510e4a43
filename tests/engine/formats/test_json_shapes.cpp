// SPDX-License-Identifier: GPL-3.0-or-later
// Records that look like an earlier one take a shortcut; what comes out must be what the long way gives.
#include "decoding.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

const nlohmann::json kNoOptions = nlohmann::json::object();

DecoderTarget target(bool isKeyed = false)
{
    DecoderTarget target;
    target.schema.columns = {
        column("i", SqlType::of(TypeId::Integer)),        column("b", SqlType::of(TypeId::BigInt)),
        column("u", SqlType::of(TypeId::UBigInt)),        column("s", SqlType::of(TypeId::Varchar)),
        column("d", SqlType::of(TypeId::Double)),         column("f", SqlType::of(TypeId::Boolean)),
        column("t", SqlType::of(TypeId::Timestamp)),      column("p", SqlType::decimal(8, 2)),
        column("n", SqlType::of(TypeId::TinyInt, false)), column("x", SqlType::of(TypeId::Date))};
    target.defaults.resize(target.schema.numColumns());
    target.defaults[9] = Value(int64_t{1});
    if (isKeyed) {
        target.schema.primaryKey = {8};
    }
    return target;
}

/// A record with one value replaced.
std::string record(const std::string& key, const std::string& value)
{
    const std::vector<std::pair<std::string, std::string>> members = {{"i", "1"},
                                                                      {"b", "-2"},
                                                                      {"unknown", "\"?\""},
                                                                      {"u", "3"},
                                                                      {"s", "\"text\""},
                                                                      {"d", "0.5"},
                                                                      {"f", "true"},
                                                                      {"t", "\"2024-01-31 12:00:00\""},
                                                                      {"p", "1.25"},
                                                                      {"other", "7"},
                                                                      {"n", "0"}};
    std::string text;
    for (const auto& [name, original] : members) {
        text += (text.empty() ? "\"" : ", \"") + name + "\": " + (name == key ? value : original);
    }
    return "{\"insert\":{" + text + "}}\n";
}

} // namespace

class TestJsonShapes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void values_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("value");
        const auto add = [](const char* key, std::initializer_list<const char*> values) {
            for (const char* value : values) {
                QTest::addRow("%s %s", key, value) << QString::fromUtf8(key) << QByteArray(value);
            }
        };
        const auto numbers = {"0",
                              "-0",
                              "00",
                              "01",
                              "-",
                              "-1",
                              "+1",
                              "12345",
                              "2147483647",
                              "2147483648",
                              "-2147483649",
                              "1.5",
                              "1.",
                              ".5",
                              "1e2",
                              "1e400",
                              "1E+2",
                              "1e",
                              "9223372036854775807",
                              "9223372036854775808",
                              "-9223372036854775808",
                              "18446744073709551615",
                              "18446744073709551616",
                              "123456789012345678901",
                              "null",
                              "nul",
                              "nullx",
                              "true",
                              "false",
                              "falsey",
                              "\"1\"",
                              "\"\"",
                              "{}",
                              "[]",
                              "[1,{}]",
                              "1x",
                              "x"};
        for (const char* key : {"i", "b", "u", "d", "f", "p", "n", "unknown", "other"}) {
            add(key, numbers);
        }
        add("s", {"\"\"", "\"a\"", "\"a longer text than fits inline\"", "\"with \\\" escape\"", "\"\\u00e9\"",
                  "\"\xC3\xA9\"", "\"\xC3\"", "\"0123456789abcde\xC3\xA9 after\"", "\"\x01\"", "\"unclosed", "null",
                  "1", "\"bad \\x\"", "\"ends with a backslash\\\\\""});
        add("unknown", {"\"\xC3\"", "\"\\u00e9\"", "\"\x01\"", "\"unclosed", "\"long enough to need two loads\""});
        add("t", {"\"2024-01-31T12:00:00\"", "\"2024-02-30 12:00:00\"", "\"2024-01-31 24:00:00\"",
                  "\"2024-01-31 12:60:00\"", "\"2024-01-31 12:00:00.1\"", "\"2024-01-31 12:00:00.123456\"",
                  "\"2024-01-31 12:00:00.1234567\"", "\"2024-01-31 12:00:00.\"", "\"2024-01-31 12:00:00Z\"",
                  "\"2024-01-31 12:00:00+01:00\"", "\"2024-1-31 2:00:00\"", "\"1969-12-31 23:59:59.999999\"",
                  "\"2024-01-31\"", "\" 2024-01-31 12:00:00\"", "\"2024-01-31 12:00:0x\"", "null"});
    }

    void values()
    {
        QFETCH(QString, key);
        QFETCH(QByteArray, value);
        const std::string text = record(key.toStdString(), value.toStdString());
        const std::string plain = record("", "");
        // Alone the record goes the long way; after another of its shape it may take the shortcut. Only the record
        // numbers and places of errors differ.
        const std::string alone = decodePieces("json", kNoOptions, target(), {text});
        const std::string first = decodePieces("json", kNoOptions, target(), {plain});
        const std::string after = decodePieces("json", kNoOptions, target(), {plain + text});
        const size_t error = alone.find("MR-REC");
        if (error == std::string::npos) {
            QCOMPARE(QString::fromStdString(after), QString::fromStdString(first + " " + alone));
        } else {
            QCOMPARE(error, size_t{0});
            std::string expected =
                first + " " + alone.substr(0, alone.find('@')) + "@2:2:" + std::to_string(plain.size());
            expected += alone.find('[') == std::string::npos ? "" : alone.substr(alone.find('['));
            QCOMPARE(QString::fromStdString(after), QString::fromStdString(expected));
        }
    }

    void cutsDoNotMatter()
    {
        std::string text;
        for (int i = 0; i < 6; ++i) {
            text += record("i", std::to_string(i * 7));
        }
        QVERIFY(decodeEveryWay("json", kNoOptions, target(), text).find("(35, -2, ") != std::string::npos);
    }

    void absentColumnsAreFilled()
    {
        const std::string text =
            "{\"insert\":{\"n\":1}}\n{\"insert\":{\"n\":2}}\n{\"insert\":{\"n\":3}}{\"insert\":{\"n\":4}}";
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", kNoOptions, target(), text)),
                 QStringLiteral("+(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1970-01-02) "
                                "+(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, 1970-01-02) "
                                "+(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3, 1970-01-02) "
                                "+(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 4, 1970-01-02)"));
    }

    void linesWithinRecordsAreCounted()
    {
        const std::string pretty = "{\n \"insert\":\n  {\"n\": 1}\n}\n";
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", kNoOptions, target(), pretty + pretty + pretty + "{}"))
                     .section(QStringLiteral(") "), -1),
                 QStringLiteral("MR-REC-0002@4:13:") + QString::number(3 * pretty.size()));
    }

    void shapesTakeTurns()
    {
        std::string text;
        QString expected;
        for (int i = 0; i < 60; ++i) {
            const std::string number = std::to_string(i);
            const bool isDelete = i % 5 == 3;
            text += isDelete          ? "{\"delete\":{\"n\":" + number + "}}\n"
                    : i / 20 % 2 == 0 ? "{\"insert\":{\"n\":" + number + ",\"i\":5}}\n"
                                      : "{\"insert\":{\"i\":5, \"n\":" + number + "}}\n";
            expected += QString::fromUtf8(isDelete ? "-(NULL" : "+(5") +
                        QStringLiteral(", NULL, NULL, NULL, NULL, NULL, NULL, NULL, ") + QString::number(i) +
                        QString::fromUtf8(isDelete ? ", NULL) " : ", 1970-01-02) ");
        }
        QCOMPARE(QString::fromStdString(decodePieces("json", kNoOptions, target(true), {text})), expected.trimmed());
    }

    void rowsByPosition()
    {
        DecoderTarget two;
        two.schema.columns = {column("a", SqlType::of(TypeId::Integer)), column("b", SqlType::of(TypeId::Varchar))};
        const nlohmann::json raw = {{"update_format", "raw"}};
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", raw, two, "[1,\"x\"]\n[2,\"y\"]\n[3,null,4]\n[5]\n")),
                 QStringLiteral("+(1, x) +(2, y) +(3, NULL) MR-REC-0004@4:4:27"));
    }
};

QTEST_APPLESS_MAIN(TestJsonShapes)
#include "test_json_shapes.moc"
