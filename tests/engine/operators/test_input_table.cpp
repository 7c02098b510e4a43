// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/circuit/circuit.h"
#include "engine/operators/input_table.h"
#include "engine/zset/batch_builder.h"
#include "tests/support/zset_model.h"

#include <QTest>

#include <map>
#include <random>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::vector<Physical> kColumns = {Physical::Int64, Physical::String, Physical::Int32};

struct Record {
    RecordOp op;
    int64_t key;
    std::string text;
    std::optional<int64_t> number;
};

InputBatch batchOfRecords(const std::vector<Record>& records)
{
    InputBatch batch;
    std::vector<std::vector<Value>> rows;
    for (const Record& record : records) {
        rows.push_back({Value(record.key), Value(record.text), record.number ? Value(*record.number) : Value()});
        batch.ops.push_back(record.op);
        // Updates name the key and the number, not the text.
        batch.present.push_back({1, 0, 1});
    }
    batch.rows = batchOf(kColumns, rows);
    return batch;
}

/// A circuit of one keyed table.
struct KeyedFixture {
    std::shared_ptr<RelationStore> store
        = std::make_shared<RelationStore>(kColumns, Identity::UniqueKey, std::vector<int>{0});
    Circuit circuit;
    InputTable* table = nullptr;
    NodeId node = 0;

    KeyedFixture()
    {
        auto owner = InputTable::keyed(store, {0});
        table = owner.get();
        node = circuit.add(std::move(owner), {});
    }
    ZSetModel step(const std::vector<Record>& records)
    {
        table->push(batchOfRecords(records));
        circuit.markDirty(node);
        const bool ok = circuit.evaluate({}).ok();
        return ok ? modelOf(circuit.output(node).delta) : ZSetModel{};
    }
};

} // namespace

class TestInputTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lastWriteOfAStepWins()
    {
        KeyedFixture fixture;
        MR_COMPARE_ZSETS(fixture.step({{RecordOp::Insert, 1, "a", 1}, {RecordOp::Insert, 2, "x", 1},
                                       {RecordOp::Insert, 1, "b", 2}, {RecordOp::Delete, 2, "", {}}}),
                         (ZSetModel{{"1|b|2", 1}}));
        fixture.circuit.commit();
        MR_COMPARE_ZSETS(fixture.step({{RecordOp::Insert, 1, "c", {}}}), (ZSetModel{{"1|b|2", -1}, {"1|c|NULL", 1}}));
        fixture.circuit.commit();
    }

    void whatDoesNotChangeNetDoesNotAppear()
    {
        KeyedFixture fixture;
        fixture.step({{RecordOp::Insert, 1, "a", 1}});
        fixture.circuit.commit();
        MR_COMPARE_ZSETS(fixture.step({{RecordOp::Insert, 1, "z", 9}, {RecordOp::Insert, 1, "a", 1}}), ZSetModel{});
        fixture.circuit.commit();
        MR_COMPARE_ZSETS(fixture.step({{RecordOp::Delete, 1, "", {}}, {RecordOp::Insert, 1, "a", 1}}), ZSetModel{});
        fixture.circuit.commit();
    }

    void absentKeysAreIgnoredAndCounted()
    {
        KeyedFixture fixture;
        MR_COMPARE_ZSETS(fixture.step({{RecordOp::Delete, 5, "", {}}, {RecordOp::Update, 6, "", 1}}), ZSetModel{});
        fixture.circuit.commit();
        QCOMPARE(fixture.table->numIgnored(), uint64_t{2});
    }

    void anUpdateKeepsWhatItDoesNotName()
    {
        KeyedFixture fixture;
        fixture.step({{RecordOp::Insert, 1, "kept", 1}});
        fixture.circuit.commit();
        MR_COMPARE_ZSETS(fixture.step({{RecordOp::Update, 1, "", 2}, {RecordOp::Update, 1, "", 3}}),
                         (ZSetModel{{"1|kept|1", -1}, {"1|kept|3", 1}}));
        fixture.circuit.commit();
        MR_COMPARE_ZSETS(fixture.step({{RecordOp::Insert, 1, "new", 4}, {RecordOp::Update, 1, "", 5}}),
                         (ZSetModel{{"1|kept|3", -1}, {"1|new|5", 1}}));
    }

    /// Listeners see rows in the order in which their keys came, merged ones among them.
    void rowsComeInTheOrderOfTheirKeys()
    {
        KeyedFixture fixture;
        fixture.step({{RecordOp::Insert, 1, "a", 1}, {RecordOp::Insert, 2, "b", 1}});
        fixture.circuit.commit();
        fixture.step({{RecordOp::Update, 2, "", 5}, {RecordOp::Insert, 3, "c", 6}, {RecordOp::Update, 1, "", 7},
                      {RecordOp::Insert, 4, "d", 8}});
        std::vector<int64_t> keys;
        for (const BatchPtr& batch : fixture.circuit.output(fixture.node).delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                keys.push_back(batch->weight(row) * batch->columns[0].get<int64_t>(row));
            }
        }
        QCOMPARE(keys, (std::vector<int64_t>{-2, -1, 2, 3, 1, 4}));
    }

    void equalsAMapAfterAnyRecords()
    {
        std::mt19937_64 random(11);
        KeyedFixture fixture;
        std::map<int64_t, std::pair<std::string, std::optional<int64_t>>> model;
        ZSetModel view;
        for (int step = 0; step < 200; ++step) {
            auto next = model;
            std::vector<Record> records;
            for (size_t i = 0; i < 1 + random() % 20; ++i) {
                Record record{static_cast<RecordOp>(random() % 3), static_cast<int64_t>(random() % 15),
                              "t" + std::to_string(random() % 3), {}};
                if (random() % 3 != 0) {
                    record.number = static_cast<int64_t>(random() % 4);
                }
                if (record.op == RecordOp::Insert) {
                    next[record.key] = {record.text, record.number};
                } else if (record.op == RecordOp::Delete) {
                    next.erase(record.key);
                } else if (const auto found = next.find(record.key); found != next.end()) {
                    found->second.second = record.number;
                }
                records.push_back(record);
            }
            const ZSetModel change = fixture.step(records);
            if (random() % 4 == 0) {
                fixture.circuit.rollback();
                continue;
            }
            fixture.circuit.commit();
            model = next;
            for (const auto& [row, weight] : change) {
                add(view, row, weight);
            }
            ZSetModel expected;
            for (const auto& [key, value] : model) {
                expected[std::to_string(key) + "|" + value.first + "|"
                         + (value.second ? std::to_string(*value.second) : "NULL")] = 1;
            }
            MR_COMPARE_ZSETS(view, expected);
            MR_COMPARE_ZSETS(modelOf(*fixture.store), expected);
        }
    }

    void aBagPassesInsertsAndDeletes()
    {
        Circuit circuit;
        auto owner = InputTable::bag(kColumns);
        InputTable& table = *owner;
        const NodeId node = circuit.add(std::move(owner), {});
        table.push(batchOfRecords({{RecordOp::Insert, 1, "a", 1}, {RecordOp::Insert, 1, "a", 1},
                                   {RecordOp::Delete, 2, "b", 1}, {RecordOp::Update, 3, "c", 1}}));
        circuit.markDirty(node);
        QVERIFY(circuit.evaluate({}).ok());
        MR_COMPARE_ZSETS(modelOf(circuit.output(node).delta), (ZSetModel{{"1|a|1", 2}, {"2|b|1", -1}}));
        circuit.commit();
        QCOMPARE(table.numIgnored(), uint64_t{1});
    }

    void slicesKeepRecordsTogether()
    {
        const InputBatch batch = batchOfRecords({{RecordOp::Insert, 1, "a", 1}, {RecordOp::Delete, 2, "b", 1},
                                                 {RecordOp::Update, 3, "c", 1}});
        const InputBatch part = batch.slice(1, 3);
        QCOMPARE(part.numRows(), size_t{2});
        QCOMPARE(part.op(0), RecordOp::Delete);
        QCOMPARE(part.op(1), RecordOp::Update);
        QCOMPARE(QString::fromStdString(rowText(*part.rows, 1)), QString("3|c|1"));
    }
};

QTEST_APPLESS_MAIN(TestInputTable)
#include "test_input_table.moc"
