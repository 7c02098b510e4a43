// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/batch_builder.h"
#include "engine/zset/consolidate.h"

#include <QTest>

using namespace millrace;

class TestBatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void buildsColumnsWithNullsAndStrings()
    {
        const std::vector<Physical> columns = {Physical::Int64, Physical::String};
        BatchBuilder builder(columns);
        const std::string longText(100, 'x');
        builder.column(0).append<int64_t>(7);
        builder.column(1).appendString(longText);
        builder.column(0).appendNull();
        builder.column(1).appendString("short");
        const BatchPtr batch = builder.build();

        QCOMPARE(batch->numRows, size_t{2});
        QVERIFY(batch->isInsertOnly);
        QCOMPARE(batch->columns[0].get<int64_t>(0), int64_t{7});
        QVERIFY(batch->columns[0].isNull(1));
        QVERIFY(!batch->columns[0].isNull(0));
        QVERIFY(batch->columns[1].get<StringRef>(0).view() == longText);
        QVERIFY(batch->columns[1].get<StringRef>(1).view() == "short");
    }

    void gatherKeepsLongStringsAlive()
    {
        const std::vector<Physical> columns = {Physical::String};
        BatchPtr gathered;
        {
            const BatchPtr batch =
                batchOf(columns, {{Value(std::string(50, 'a'))}, {Value(std::string(50, 'b'))}}, {1, -2});
            const std::vector<uint32_t> rows = {1};
            gathered = gatherBatch(*batch, rows);
        }
        QVERIFY(gathered->columns[0].get<StringRef>(0).view() == std::string(50, 'b'));
        QCOMPARE(gathered->weight(0), Weight{-2});
        QVERIFY(!gathered->isInsertOnly);
    }

    void joiningBatchesEndsWhenToldTo()
    {
        const std::vector<Physical> columns = {Physical::Int64, Physical::Int64};
        Delta delta;
        for (int64_t i = 0; i < 3; ++i) {
            delta.add(batchOf(columns, {{Value(i), Value(i)}}));
        }
        int numAsked = 0;
        const auto untilThird = [&] {
            return ++numAsked < 3 ? Status() : Status(makeError(ErrorCode::kQueryCancelled, ""));
        };
        const Result<BatchPtr> cut = concatenated(delta, columns, untilThird);
        QVERIFY(!cut.ok());
        QCOMPARE(cut.error().code, ErrorCode::kQueryCancelled);
        QCOMPARE(numAsked, 3);
        const Result<BatchPtr> whole = concatenated(delta, columns, [] { return Status(); });
        QCOMPARE((*whole)->numRows, size_t{3});
        QCOMPARE((*whole)->columns[1].get<int64_t>(2), int64_t{2});
    }

    void weightsOfAllOneAreAbsent()
    {
        const std::vector<Physical> columns = {Physical::Int32};
        const BatchPtr batch = batchOf(columns, {{Value(int64_t{1})}, {Value(int64_t{2})}}, {1, 1});
        QVERIFY(batch->weights == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestBatch)
#include "test_batch.moc"
