// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/change_writer.h"
#include "engine/export/sql_text.h"
#include "engine/zset/batch_builder.h"

#include <QTest>

#include <limits>

using namespace millrace;

namespace {

StepChange change()
{
    const std::vector<Physical> columns = {Physical::Int32, Physical::Decimal128};
    StepChange result;
    result.step = 3;
    result.delta.add(
        batchOf(columns, {{Value(int64_t{1}), Value(Int128{1000})}, {Value(int64_t{1}), Value(Int128{950})}}, {-1, 2}));
    result.delta.add(batchOf(columns, {{Value(int64_t{2}), Value::null()}}));
    return result;
}

Schema schema()
{
    Schema schema;
    schema.columns = {{"part", SqlType::of(TypeId::Integer), false}, {"Price", SqlType::decimal(10, 2), true}};
    return schema;
}

} // namespace

class TestChangeWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonLines()
    {
        const ChangeWriter writer("v", schema(), ChangeFormat::JsonLines);
        QVERIFY(writer.header().empty());
        std::string out = "before\n";
        QCOMPARE(writer.append(change(), out), uint64_t{3});
        QCOMPARE(QString::fromStdString(out),
                 QStringLiteral("before\n"
                                "{\"relation\":\"v\",\"step\":3,\"weight\":-1,\"row\":{\"part\":1,\"Price\":10}}\n"
                                "{\"relation\":\"v\",\"step\":3,\"weight\":2,\"row\":{\"part\":1,\"Price\":9.5}}\n"
                                "{\"relation\":\"v\",\"step\":3,\"weight\":1,\"row\":{\"part\":2,\"Price\":null}}\n"));
    }

    void csv()
    {
        const ChangeWriter writer("v", schema(), ChangeFormat::Csv);
        QCOMPARE(writer.header(), std::string("part,Price,weight\n"));
        std::string out;
        QCOMPARE(writer.append(change(), out), uint64_t{3});
        QCOMPARE(out, std::string("1,10,-1\n1,9.5,2\n2,,1\n"));
    }

    void relationNamesAreEscaped()
    {
        const ChangeWriter writer("a\"b", schema(), ChangeFormat::JsonLines);
        std::string out;
        writer.append(change(), out);
        QVERIFY(out.starts_with("{\"relation\":\"a\\\"b\",\"step\":3,"));
    }

    void operations()
    {
        QCOMPARE(written(ChangeFormat::Tsv, ChangeEncoding::Operations),
                 std::string("part\tPrice\top\n1\t10\tdelete\n1\t9.5\tinsert\n1\t9.5\tinsert\n2\t\tinsert\n"));
        const std::string json = written(ChangeFormat::JsonLines, ChangeEncoding::Operations);
        QVERIFY2(json.starts_with(
                     "{\"relation\":\"v\",\"step\":3,\"op\":\"delete\",\"row\":{\"part\":1,\"Price\":10}}\n"),
                 json.c_str());
    }

    void sql()
    {
        QCOMPARE(written(ChangeFormat::Sql, ChangeEncoding::Operations),
                 std::string("DELETE FROM \"v\" WHERE \"part\" = 1;\n"
                             "INSERT INTO \"v\" (\"part\", \"Price\") VALUES (1, 9.5);\n"
                             "INSERT INTO \"v\" (\"part\", \"Price\") VALUES (1, 9.5);\n"
                             "INSERT INTO \"v\" (\"part\", \"Price\") VALUES (2, NULL);\n"));
    }

    /// A delete and an insert of a key are one line; what is left of either stands alone.
    void pairs()
    {
        QCOMPARE(written(ChangeFormat::Csv, ChangeEncoding::Pairs),
                 std::string("before_part,before_Price,after_part,after_Price\n1,10,1,9.5\n,,1,9.5\n,,2,\n"));
        const std::string json = written(ChangeFormat::JsonLines, ChangeEncoding::Pairs);
        QVERIFY2(json.starts_with("{\"relation\":\"v\",\"step\":3,\"before\":{\"part\":1,\"Price\":10},"
                                  "\"after\":{\"part\":1,\"Price\":9.5}}\n"),
                 json.c_str());
        QVERIFY2(json.ends_with("\"before\":null,\"after\":{\"part\":2,\"Price\":null}}\n"), json.c_str());
    }

    void withoutAKeyThereAreNoPairs()
    {
        Schema keyless = schema();
        keyless.primaryKey.clear();
        std::string out;
        QCOMPARE(ChangeWriter("v", keyless, ChangeFormat::Csv, ChangeEncoding::Pairs).append(change(), out),
                 uint64_t{4});
        QVERIFY2(out.starts_with("1,10,,\n,,1,9.5\n"), out.c_str());
    }

    void literals()
    {
        std::string out;
        appendSqlLiteral(out, Value(std::string("it's")), SqlType::of(TypeId::Varchar));
        out += ' ';
        appendSqlLiteral(out, Value(true), SqlType::of(TypeId::Boolean));
        out += ' ';
        appendSqlLiteral(out, Value(int64_t{0}), SqlType::of(TypeId::Date));
        out += ' ';
        appendSqlLiteral(out, Value(std::numeric_limits<double>::infinity()), SqlType::of(TypeId::Double));
        out += ' ';
        appendSqlName(out, "odd\"name");
        QCOMPARE(out, std::string("'it''s' TRUE '1970-01-01' 'inf' \"odd\"\"name\""));
    }

private:
    static std::string written(ChangeFormat format, ChangeEncoding encoding)
    {
        Schema keyed = schema();
        keyed.primaryKey = {0};
        const ChangeWriter writer("v", keyed, format, encoding);
        std::string out = writer.header();
        writer.append(change(), out);
        return out;
    }
};

QTEST_APPLESS_MAIN(TestChangeWriter)
#include "test_change_writer.moc"
