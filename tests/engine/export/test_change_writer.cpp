// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/change_writer.h"
#include "engine/zset/batch_builder.h"

#include <QTest>

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
};

QTEST_APPLESS_MAIN(TestChangeWriter)
#include "test_change_writer.moc"
