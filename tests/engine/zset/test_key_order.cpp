// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which a change is read: of each key what went before what came.
#include "engine/zset/batch_builder.h"
#include "engine/zset/key_order.h"

#include <QTest>

using namespace millrace;

namespace {

struct Row {
    int64_t key;
    std::string value;
    Weight weight;
};

BatchPtr batch(const std::vector<Row>& rows)
{
    const std::vector<Physical> columns = {Physical::Int64, Physical::String};
    std::vector<std::vector<Value>> values;
    std::vector<Weight> weights;
    for (const Row& row : rows) {
        values.push_back({Value(row.key), Value(row.value)});
        weights.push_back(row.weight);
    }
    return batchOf(columns, values, weights);
}

QString text(const Delta& delta)
{
    QStringList rows;
    for (const BatchPtr& each : delta.batches) {
        for (size_t row = 0; row < each->numRows; ++row) {
            const std::string_view value = each->columns[1].get<StringRef>(row).view();
            rows.append((each->weight(row) < 0 ? u"-%1%2"_qs : u"+%1%2"_qs)
                            .arg(each->columns[0].get<int64_t>(row))
                            .arg(QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()))));
        }
    }
    return rows.join(u' ');
}

const std::vector<int> kKey = {0};

} // namespace

class TestKeyOrder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWentStandsBeforeWhatCame()
    {
        Delta delta;
        delta.add(batch({{1, "new", 1}, {2, "only", 1}, {3, "old", -1}}));
        delta.add(batch({{4, "gone", -1}, {1, "old", -1}, {3, "new", 1}}));
        QCOMPARE(text(orderedByKey(delta, kKey)), QString("-1old +1new +2only -3old +3new -4gone"));
    }

    void severalRowsOfAKeyStayInTheirOrder()
    {
        Delta delta;
        delta.add(batch({{1, "c", 1}, {1, "a", -1}, {1, "d", 1}, {2, "x", -1}, {1, "b", -1}}));
        QCOMPARE(text(orderedByKey(delta, kKey)), QString("-1a -1b +1c +1d -2x"));
    }

    void whatIsInOrderIsShared()
    {
        Delta ordered;
        ordered.add(batch({{1, "old", -1}, {1, "new", 1}, {2, "gone", -1}, {3, "came", 1}}));
        QCOMPARE(orderedByKey(ordered, kKey).batches.front().get(), ordered.batches.front().get());
        Delta inserts;
        inserts.add(batch({{2, "b", 1}, {1, "a", 1}}));
        QCOMPARE(orderedByKey(inserts, kKey).batches.front().get(), inserts.batches.front().get());
    }

    void aKeyedTablesManyUpdatesBecomePairs()
    {
        constexpr auto kUpdates = static_cast<int64_t>(kMaxKeyOrderedRows / 2);
        Delta delta;
        for (const Weight weight : {-1, 1}) {
            std::vector<Row> rows;
            for (int64_t key = 0; key < kUpdates; ++key) {
                rows.push_back({key, "a value that is not short at all", weight});
            }
            delta.add(batch(rows));
        }
        const Delta ordered = orderedByKey(delta, kKey);
        QCOMPARE(ordered.numRows(), kMaxKeyOrderedRows);
        QVERIFY(!ordered.isInsertOnly);
        int64_t place = 0;
        for (const BatchPtr& each : ordered.batches) {
            QVERIFY(each->numRows <= Batch::kMaxRows);
            for (size_t row = 0; row < each->numRows; ++row, ++place) {
                QCOMPARE(each->columns[0].get<int64_t>(row), place / 2);
                QCOMPARE(each->weight(row), place % 2 == 0 ? Weight{-1} : Weight{1});
            }
        }
        delta.add(batch({{0, "one row more than anybody reads", 1}}));
        QCOMPARE(orderedByKey(delta, kKey).batches, delta.batches);
    }
};

QTEST_APPLESS_MAIN(TestKeyOrder)
#include "test_key_order.moc"
