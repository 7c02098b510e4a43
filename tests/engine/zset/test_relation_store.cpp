// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/consolidate.h"
#include "engine/zset/relation_store.h"
#include "tests/support/zset_model.h"

#include <QTest>

#include <random>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::vector<Physical> kColumns = {Physical::Int64, Physical::String, Physical::Int32};

std::vector<Value> randomRow(std::mt19937_64& random, int keys)
{
    const auto key = static_cast<int64_t>(random() % static_cast<uint64_t>(keys));
    std::string text = "t" + std::to_string(random() % 5);
    if (random() % 3 == 0) {
        text += " with a tail that does not fit inline";
    }
    return {Value(key), random() % 10 == 0 ? Value() : Value(text), Value(static_cast<int64_t>(random() % 3))};
}

/// A change of random rows; takes away only rows that are there, so that the sum stays a bag.
Delta randomDelta(std::mt19937_64& random, size_t rows, int keys, std::vector<std::vector<Value>>& present)
{
    std::vector<std::vector<Value>> values;
    std::vector<Weight> weights;
    for (size_t i = 0; i < rows; ++i) {
        if (!present.empty() && random() % 5 < 2) {
            std::swap(present[random() % present.size()], present.back());
            values.push_back(present.back());
            present.pop_back();
            weights.push_back(-1);
        } else {
            values.push_back(randomRow(random, keys));
            present.push_back(values.back());
            weights.push_back(1);
        }
    }
    Delta delta;
    delta.add(batchOf(kColumns, values, weights));
    return delta;
}

} // namespace

class TestRelationStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sumsAnyChanges_data()
    {
        QTest::addColumn<int>("keys");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("rows");
        QTest::newRow("few keys, long blocks") << 3 << 60 << 50;
        QTest::newRow("many keys, partitions split and grow") << 100000 << 12 << 8000;
        QTest::newRow("one row at a time") << 10 << 500 << 1;
    }

    void sumsAnyChanges()
    {
        QFETCH(int, keys);
        QFETCH(int, steps);
        QFETCH(int, rows);
        std::mt19937_64 random(17);
        RelationStore store(kColumns, Identity::WholeRow);
        const IndexId byKey = store.index({0});
        ZSetModel model;
        std::vector<std::vector<Value>> present;
        for (int step = 0; step < steps; ++step) {
            const Delta delta = randomDelta(random, static_cast<size_t>(rows), keys, present);
            store.apply(delta);
            add(model, delta);
        }
        MR_COMPARE_ZSETS(modelOf(store), model);

        // Every key finds exactly its rows.
        std::vector<std::vector<Value>> probes;
        for (int key = 0; key < std::min(keys, 2000); ++key) {
            probes.push_back({Value(), Value(int64_t{key})});
        }
        const BatchPtr probe = batchOf(std::vector{Physical::Bool, Physical::Int64}, probes);
        const std::vector<int> columns = {1};
        std::vector<uint64_t> hashes;
        hashColumns(*probe, columns, hashes);
        Matches matches;
        store.probe(byKey, ProbeKeys{probe.get(), columns, hashes, nullptr}, matches);
        ZSetModel found;
        for (size_t i = 0; i < matches.size(); ++i) {
            std::vector<Column> cells;
            for (size_t column = 0; column < kColumns.size(); ++column) {
                ColumnBuilder builder(kColumns[column]);
                store.heap().gather(column, std::vector<RowId>{matches.rows[i]}, builder);
                cells.push_back(builder.finish());
            }
            QCOMPARE(cells[0].get<int64_t>(0), probe->columns[1].get<int64_t>(matches.probeRows[i]));
            add(found, cellText(cells[0], 0) + "|" + cellText(cells[1], 0) + "|" + cellText(cells[2], 0),
                store.weight(matches.rows[i]));
        }
        ZSetModel expected;
        for (const auto& [row, weight] : model) {
            if (std::stoi(row) < 2000) {
                expected[row] = weight;
            }
        }
        MR_COMPARE_ZSETS(found, expected);
    }

    void uniqueKeyReplacesWithinAChange()
    {
        RelationStore store(kColumns, Identity::UniqueKey, {0});
        Delta first;
        first.add(batchOf(kColumns, {{Value(int64_t{1}), Value(std::string("a")), Value(int64_t{0})}}));
        store.apply(first);
        Delta update; // the new row stands before the old one
        update.add(batchOf(kColumns,
                           {{Value(int64_t{1}), Value(std::string("b")), Value(int64_t{0})},
                            {Value(int64_t{1}), Value(std::string("a")), Value(int64_t{0})}},
                           {1, -1}));
        store.apply(update);
        MR_COMPARE_ZSETS(modelOf(store), (ZSetModel{{"1|b|0", 1}}));
    }

    void anIndexMadeLaterHoldsTheRowsPresent()
    {
        RelationStore store(kColumns, Identity::AppendOnly);
        std::mt19937_64 random(5);
        std::vector<std::vector<Value>> rows;
        for (int i = 0; i < 500; ++i) {
            rows.push_back(randomRow(random, 7));
        }
        Delta delta;
        delta.add(batchOf(kColumns, rows));
        store.apply(delta);
        const IndexId index = store.index({2});
        const BatchPtr probe =
            batchOf(std::vector{Physical::Int32}, {{Value(int64_t{0})}, {Value(int64_t{1})}, {Value(int64_t{2})}});
        const std::vector<int> columns = {0};
        std::vector<uint64_t> hashes;
        hashColumns(*probe, columns, hashes);
        Matches matches;
        store.probe(index, ProbeKeys{probe.get(), columns, hashes, nullptr}, matches);
        QCOMPARE(matches.size(), size_t{500});
    }

    void stringsOfDeadRowsAreGivenBack()
    {
        RelationStore store({Physical::Int64, Physical::String}, Identity::UniqueKey, {0});
        const std::vector<Physical> columns = {Physical::Int64, Physical::String};
        uint64_t peak = 0;
        for (int round = 0; round < 200; ++round) {
            std::vector<std::vector<Value>> rows;
            for (int key = 0; key < 100; ++key) {
                rows.push_back({Value(int64_t{key}), Value(std::string(200, static_cast<char>('a' + round % 20)))});
            }
            Delta insert;
            insert.add(batchOf(columns, rows));
            store.apply(insert);
            Delta remove;
            remove.add(batchOf(columns, rows, std::vector<Weight>(rows.size(), -1)));
            store.apply(remove);
            peak = std::max(peak, store.byteSize());
        }
        QCOMPARE(store.numRows(), size_t{0});
        QVERIFY2(peak < 1'000'000, qPrintable(QString::number(peak)));
    }

    void consolidatingKeepsTheSum()
    {
        std::mt19937_64 random(3);
        for (int round = 0; round < 50; ++round) {
            Delta delta;
            for (size_t batch = 0; batch < 1 + random() % 4; ++batch) {
                std::vector<std::vector<Value>> rows;
                std::vector<Weight> weights;
                for (size_t row = 0; row < 1 + random() % 100; ++row) {
                    rows.push_back(randomRow(random, 4));
                    weights.push_back(random() % 2 == 0 ? 1 : -1);
                }
                delta.add(batchOf(kColumns, rows, weights));
            }
            const Delta sum = consolidated(delta);
            MR_COMPARE_ZSETS(modelOf(sum), modelOf(delta));
            QCOMPARE(sum.numRows(), modelOf(delta).size());
            ZSetModel joined;
            add(joined, *concatenated(delta, kColumns));
            MR_COMPARE_ZSETS(joined, modelOf(delta));
        }
    }
};

QTEST_APPLESS_MAIN(TestRelationStore)
#include "test_relation_store.moc"
