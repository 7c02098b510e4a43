// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/relation_store.h"
#include "tests/support/zset_model.h"

#include <QTest>

#include <random>
#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::vector<Physical> kColumns = {Physical::Int64, Physical::String, Physical::Int32};

ZSetModel rowsOf(RowHeapSnapshot snapshot)
{
    ZSetModel model;
    for (size_t segment = 0; segment < snapshot.numSegments(); ++segment) {
        if (const BatchPtr batch = snapshot.takeSegment(segment)) {
            add(model, *batch);
        }
    }
    return model;
}

std::vector<Value> row(int64_t key, uint64_t random)
{
    std::string text = "t" + std::to_string(random % 1000);
    if (random % 3 == 0) {
        text += " with a tail that does not fit inline";
    }
    return {Value(key), random % 10 == 0 ? Value() : Value(text), Value(static_cast<int64_t>(random % 7))};
}

/// Rows with new keys, and some of those present taken away.
Delta randomDelta(std::mt19937_64& random, size_t numRows, std::vector<std::vector<Value>>& present)
{
    std::vector<std::vector<Value>> rows;
    std::vector<Weight> weights;
    for (size_t i = 0; i < numRows; ++i) {
        if (!present.empty() && random() % 5 < 2) {
            std::swap(present[random() % present.size()], present.back());
            rows.push_back(present.back());
            present.pop_back();
            weights.push_back(-1);
        } else {
            rows.push_back(row(static_cast<int64_t>(random() % 100'000), random()));
            present.push_back(rows.back());
            weights.push_back(1);
        }
    }
    Delta delta;
    delta.add(batchOf(kColumns, rows, weights));
    return delta;
}

} // namespace

class TestRowHeapSnapshot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheMomentItWasTaken_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("rows");
        QTest::newRow("one row a step") << 400 << 1;
        QTest::newRow("small segments that grow") << 60 << 40;
        QTest::newRow("several segments") << 12 << 30'000;
    }

    void showsTheMomentItWasTaken()
    {
        QFETCH(int, steps);
        QFETCH(int, rows);
        std::mt19937_64 random(11);
        RelationStore store(kColumns, Identity::WholeRow);
        std::vector<std::vector<Value>> present;
        ZSetModel model;
        std::vector<std::pair<RowHeapSnapshot, ZSetModel>> taken;
        for (int step = 0; step < steps; ++step) {
            const Delta delta = randomDelta(random, static_cast<size_t>(rows), present);
            store.apply(delta);
            add(model, delta);
            if (random() % 3 == 0) {
                taken.emplace_back(store.sharedSnapshot(), model);
                QCOMPARE(taken.back().first.numRows(), model.size());
            }
            if (!taken.empty() && random() % 3 == 0) { // not in the order in which they were taken
                std::swap(taken[random() % taken.size()], taken.back());
                MR_COMPARE_ZSETS(rowsOf(std::move(taken.back().first)), taken.back().second);
                taken.pop_back();
            }
        }
        for (auto& [snapshot, expected] : taken) {
            MR_COMPARE_ZSETS(rowsOf(std::move(snapshot)), expected);
        }
        MR_COMPARE_ZSETS(modelOf(store), model);
    }

    void outlivesTheHeap()
    {
        auto store = std::make_unique<RelationStore>(kColumns, Identity::AppendOnly);
        Delta delta;
        delta.add(batchOf(kColumns, {row(1, 3), row(2, 4), row(3, 10)}));
        store->apply(delta);
        RowHeapSnapshot snapshot = store->sharedSnapshot();
        store.reset();
        MR_COMPARE_ZSETS(rowsOf(std::move(snapshot)), modelOf(delta));
    }

    void appendingCopiesNothing()
    {
        RelationStore store({Physical::Int64}, Identity::AppendOnly);
        const std::vector<Physical> columns = {Physical::Int64};
        Delta delta;
        std::vector<std::vector<Value>> rows(20'000, {Value(int64_t{7})});
        delta.add(batchOf(columns, rows));
        store.apply(delta);
        RowHeapSnapshot snapshot = store.sharedSnapshot();
        const std::byte* cell = store.heap().cell(0, 5);
        Delta more;
        more.add(batchOf(columns, {{Value(int64_t{8})}, {Value()}}));
        store.apply(more);
        QCOMPARE(store.heap().cell(0, 5), cell);
        const BatchPtr batch = snapshot.takeSegment(0);
        QCOMPARE(batch->numRows, size_t{20'000});
        QCOMPARE(static_cast<const std::byte*>(batch->columns[0].data), cell - 5 * 8);
        QVERIFY(batch->columns[0].nulls == nullptr);
    }

    void aSegmentNobodyReadsIsNotCopied()
    {
        const std::vector<Physical> columns = {Physical::Int64};
        RelationStore store(columns, Identity::WholeRow);
        Delta delta;
        std::vector<std::vector<Value>> rows;
        for (int64_t i = 0; i < 1000; ++i) {
            rows.push_back({Value(i)});
        }
        delta.add(batchOf(columns, rows));
        store.apply(delta);
        const std::byte* cell = store.heap().cell(0, 0);
        Delta remove;
        remove.add(batchOf(columns, {{Value(int64_t{3})}}, {-1}));
        {
            const RowHeapSnapshot snapshot = store.sharedSnapshot();
        }
        store.apply(remove);
        QCOMPARE(store.heap().cell(0, 0), cell);
        BatchPtr held = store.sharedSnapshot().takeSegment(0);
        QCOMPARE(held->numRows, size_t{999});
        RowHeapSnapshot snapshot = store.sharedSnapshot();
        Delta again;
        again.add(batchOf(columns, {{Value(int64_t{4})}}, {-1}));
        store.apply(again);
        QVERIFY(store.heap().cell(0, 0) != cell);
        QCOMPARE(snapshot.takeSegment(0)->numRows, size_t{999});
    }

    void isReadWhileTheHeapChanges()
    {
        std::mt19937_64 random(29);
        RelationStore store(kColumns, Identity::WholeRow);
        std::vector<std::vector<Value>> present;
        ZSetModel model;
        std::vector<std::thread> readers;
        std::vector<ZSetModel> found(6);
        std::vector<ZSetModel> expected(6);
        for (size_t round = 0; round < found.size(); ++round) {
            for (int step = 0; step < 20; ++step) {
                const Delta delta = randomDelta(random, 300, present);
                store.apply(delta);
                add(model, delta);
            }
            expected[round] = model;
            readers.emplace_back([&found, round, snapshot = store.sharedSnapshot()]() mutable {
                found[round] = rowsOf(std::move(snapshot));
            });
        }
        for (std::thread& reader : readers) {
            reader.join();
        }
        for (size_t round = 0; round < found.size(); ++round) {
            MR_COMPARE_ZSETS(found[round], expected[round]);
        }
    }
};

QTEST_APPLESS_MAIN(TestRowHeapSnapshot)
#include "test_row_heap_snapshot.moc"
