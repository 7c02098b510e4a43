// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/circuit/circuit.h"
#include "engine/operators/aggregate_operator.h"
#include "engine/zset/batch_builder.h"
#include "tests/support/delta_source.h"
#include "tests/support/zset_model.h"

#include <QTest>

#include <map>
#include <random>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::vector<Physical> kColumns = {Physical::String, Physical::Int64, Physical::Int32};
using Row = std::tuple<std::string, int64_t, std::optional<int64_t>>;

AggregateSpec spec(AggregateKind kind, int column, TypeId argType, TypeId resultType, bool nullable)
{
    AggregateSpec result;
    result.kind = kind;
    result.argColumn = column;
    result.argType = SqlType::of(argType, nullable);
    result.resultType = SqlType::of(resultType);
    return result;
}

/// group by (string): count(*), sum(bigint), count(int), sum(int), avg(int), min(int), max(int), min(string)
AggregateOptions allAggregates(bool isAppendOnly)
{
    AggregateOptions options;
    options.keyColumns = {0};
    options.keyTypes = {SqlType::of(TypeId::Varchar, false)};
    options.isAppendOnly = isAppendOnly;
    options.aggregates = {
        spec(AggregateKind::CountStar, -1, TypeId::Null, TypeId::BigInt, false),
        spec(AggregateKind::Sum, 1, TypeId::BigInt, TypeId::BigInt, false),
        spec(AggregateKind::Count, 2, TypeId::Integer, TypeId::BigInt, true),
        spec(AggregateKind::Sum, 2, TypeId::Integer, TypeId::Integer, true),
        spec(AggregateKind::Avg, 2, TypeId::Integer, TypeId::Integer, true),
        spec(AggregateKind::Min, 2, TypeId::Integer, TypeId::Integer, true),
        spec(AggregateKind::Max, 2, TypeId::Integer, TypeId::Integer, true),
        spec(AggregateKind::Min, 0, TypeId::Varchar, TypeId::Varchar, false),
    };
    return options;
}

/// The same aggregation from scratch.
ZSetModel recompute(const std::multimap<Row, int>& rows)
{
    std::map<std::string, std::vector<Row>> groups;
    for (const auto& [row, unused] : rows) {
        groups[std::get<0>(row)].push_back(row);
    }
    ZSetModel model;
    for (const auto& [key, members] : groups) {
        int64_t sum = 0;
        int64_t count = 0;
        int64_t sumInt = 0;
        std::optional<int64_t> low;
        std::optional<int64_t> high;
        for (const Row& row : members) {
            sum += std::get<1>(row);
            if (const auto value = std::get<2>(row)) {
                ++count;
                sumInt += *value;
                low = std::min(low.value_or(*value), *value);
                high = std::max(high.value_or(*value), *value);
            }
        }
        const auto orNull = [](bool present, int64_t value) { return present ? std::to_string(value) : "NULL"; };
        model[key + "|" + std::to_string(members.size()) + "|" + std::to_string(sum) + "|" + std::to_string(count) + "|"
              + orNull(count != 0, sumInt) + "|" + orNull(count != 0, count == 0 ? 0 : sumInt / count) + "|"
              + orNull(count != 0, low.value_or(0)) + "|" + orNull(count != 0, high.value_or(0)) + "|" + key] = 1;
    }
    return model;
}

Delta deltaOf(const std::vector<Row>& rows, const std::vector<Weight>& weights)
{
    std::vector<std::vector<Value>> values;
    for (const auto& [key, big, small] : rows) {
        values.push_back({Value(key), Value(big), small ? Value(*small) : Value()});
    }
    Delta delta;
    delta.add(batchOf(kColumns, values, weights));
    return delta;
}

} // namespace

class TestAggregate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsRecomputationAfterEveryStep_data()
    {
        QTest::addColumn<int>("numKeys");
        QTest::addColumn<int>("rowsPerStep");
        QTest::addColumn<int>("steps");
        QTest::addColumn<bool>("appendOnly");
        QTest::newRow("few groups") << 5 << 20 << 150 << false;
        QTest::newRow("many groups, table grows within a step") << 20000 << 6000 << 6 << false;
        QTest::newRow("single rows") << 4 << 1 << 400 << false;
        QTest::newRow("append-only folds") << 30 << 50 << 60 << true;
    }

    void equalsRecomputationAfterEveryStep()
    {
        QFETCH(int, numKeys);
        QFETCH(int, rowsPerStep);
        QFETCH(int, steps);
        QFETCH(bool, appendOnly);
        std::mt19937_64 random(99);
        Circuit circuit;
        auto sourceOwner = std::make_unique<DeltaSource>();
        auto sinkOwner = std::make_unique<FailingSink>();
        DeltaSource& source = *sourceOwner;
        FailingSink& sink = *sinkOwner;
        const NodeId sourceNode = circuit.add(std::move(sourceOwner), {});
        const NodeId node = circuit.add(std::make_unique<AggregateOperator>(allAggregates(appendOnly)), {sourceNode});
        circuit.add(std::move(sinkOwner), {node});

        std::multimap<Row, int> rows;
        std::vector<Row> present;
        ZSetModel view;
        for (int step = 0; step < steps; ++step) {
            std::vector<Row> changed;
            std::vector<Weight> weights;
            std::vector<Row> nextPresent = present;
            for (int i = 0; i < rowsPerStep; ++i) {
                if (!appendOnly && !nextPresent.empty() && random() % 100 < 45) {
                    std::swap(nextPresent[random() % nextPresent.size()], nextPresent.back());
                    changed.push_back(nextPresent.back());
                    nextPresent.pop_back();
                    weights.push_back(-1);
                } else {
                    std::string key = "key " + std::to_string(random() % static_cast<uint64_t>(numKeys));
                    key += random() % 2 == 0 ? "" : " with a long tail behind it";
                    std::optional<int64_t> value;
                    if (random() % 4 != 0) {
                        value = static_cast<int64_t>(random() % 1000) - 500;
                    }
                    changed.emplace_back(key, static_cast<int64_t>(random() >> 2), value);
                    std::get<1>(changed.back()) %= 1'000'000'000;
                    nextPresent.push_back(changed.back());
                    weights.push_back(1);
                }
            }
            source.set(deltaOf(changed, weights));
            circuit.markDirty(sourceNode);
            sink.isArmed = random() % 4 == 0;
            const Status status = circuit.evaluate({});
            if (!status.ok()) {
                continue; // rolled back: as if the step had never been
            }
            add(view, circuit.output(node).delta);
            if (random() % 5 == 0) {
                // A step may also be rolled back after it succeeded.
                ZSetModel undo;
                add(undo, circuit.output(node).delta);
                for (const auto& [row, weight] : undo) {
                    add(view, row, -weight);
                }
                circuit.rollback();
                continue;
            }
            circuit.commit();
            present = nextPresent;
            rows.clear();
            for (const Row& row : present) {
                rows.emplace(row, 0);
            }
            MR_COMPARE_ZSETS(view, recompute(rows));
        }
        QCOMPARE(circuit.op(node).stateRows(), view.size());
    }

    void globalAggregateHasOneRowFromTheStart()
    {
        AggregateOptions options;
        options.aggregates = {spec(AggregateKind::CountStar, -1, TypeId::Null, TypeId::BigInt, false),
                              spec(AggregateKind::Max, 2, TypeId::Integer, TypeId::Integer, true)};
        Circuit circuit;
        auto sourceOwner = std::make_unique<DeltaSource>();
        DeltaSource& source = *sourceOwner;
        const NodeId sourceNode = circuit.add(std::move(sourceOwner), {});
        const NodeId node = circuit.add(std::make_unique<AggregateOperator>(options), {sourceNode});
        QVERIFY(circuit.evaluate({}).ok());
        MR_COMPARE_ZSETS(modelOf(circuit.output(node).delta), (ZSetModel{{"0|NULL", 1}}));
        circuit.commit();
        QVERIFY(circuit.evaluate({}).ok());
        QVERIFY(circuit.output(node).delta.empty());
        circuit.commit();
        source.set(deltaOf({{"a", 1, 7}}, {1}));
        circuit.markDirty(sourceNode);
        QVERIFY(circuit.evaluate({}).ok());
        MR_COMPARE_ZSETS(modelOf(circuit.output(node).delta), (ZSetModel{{"0|NULL", -1}, {"1|7", 1}}));
        circuit.commit();
    }

    void aSumThatDoesNotFitItsTypeFailsTheStepAndLeavesNoTrace()
    {
        AggregateOptions options;
        options.aggregates = {spec(AggregateKind::Sum, 2, TypeId::Integer, TypeId::Integer, true)};
        Circuit circuit;
        auto sourceOwner = std::make_unique<DeltaSource>();
        DeltaSource& source = *sourceOwner;
        const NodeId sourceNode = circuit.add(std::move(sourceOwner), {});
        const NodeId node = circuit.add(std::make_unique<AggregateOperator>(options), {sourceNode});
        source.set(deltaOf({{"a", 1, 2'000'000'000}}, {1}));
        circuit.markDirty(sourceNode);
        QVERIFY(circuit.evaluate({}).ok());
        circuit.commit();
        source.set(deltaOf({{"a", 1, 2'000'000'000}}, {1}));
        circuit.markDirty(sourceNode);
        const Status status = circuit.evaluate({});
        QVERIFY(!status.ok());
        QCOMPARE(status.error().code, ErrorCode::kEvalOverflow);
        QCOMPARE(circuit.failedNode(), node);
        source.set(deltaOf({{"a", 1, 5}}, {1}));
        circuit.markDirty(sourceNode);
        QVERIFY(circuit.evaluate({}).ok());
        MR_COMPARE_ZSETS(modelOf(circuit.output(node).delta), (ZSetModel{{"2000000000", -1}, {"2000000005", 1}}));
        circuit.commit();
    }

    void aRetractionRestoresAFloatingSum()
    {
        AggregateOptions options;
        options.aggregates = {spec(AggregateKind::Sum, 0, TypeId::Double, TypeId::Double, false)};
        Circuit circuit;
        auto sourceOwner = std::make_unique<DeltaSource>();
        DeltaSource& source = *sourceOwner;
        const NodeId sourceNode = circuit.add(std::move(sourceOwner), {});
        const NodeId node = circuit.add(std::make_unique<AggregateOperator>(options), {sourceNode});
        const std::vector<Physical> columns = {Physical::Double};
        const auto step = [&](double value, Weight weight) {
            Delta delta;
            delta.add(batchOf(columns, {{Value(value)}}, {weight}));
            source.set(delta);
            circuit.markDirty(sourceNode);
            QVERIFY(circuit.evaluate({}).ok());
            circuit.commit();
        };
        step(0.1, 1);
        step(1e17, 1);
        step(std::numeric_limits<double>::infinity(), 1);
        step(std::numeric_limits<double>::infinity(), -1);
        step(1e17, -1);
        const BatchPtr last = circuit.output(node).delta.batches.back();
        QCOMPARE(last->columns[0].get<double>(last->numRows - 1), 0.1);
    }
};

QTEST_APPLESS_MAIN(TestAggregate)
#include "test_aggregate.moc"
