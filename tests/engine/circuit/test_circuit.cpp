// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits built by hand: what streaming SQL will ask of them, before there is any SQL for it.
#include "engine/circuit/circuit.h"
#include "engine/operators/aggregate_operator.h"
#include "engine/zset/batch_builder.h"
#include "tests/support/delta_source.h"
#include "tests/support/zset_model.h"

#include <QTest>

#include <filesystem>
#include <malloc.h>

using namespace millrace;
using namespace millrace::test;

namespace {

/// Makes rows (event time, random value) at a fixed rate of event time, up to the time of the step. Rows pass,
/// nothing is kept; the frontier follows the rows.
class RandomSource final : public Operator {
public:
    explicit RandomSource(int64_t rowsPerSecond)
        : m_rowsPerSecond(rowsPerSecond)
    {
    }

    bool isTimed() const override { return true; }
    bool wantsStep(const StepContext& context) const override { return rowsUntil(context.now) > m_made; }
    Status evaluate(const StepContext& context, std::span<const Stream* const>, Stream& output) override
    {
        const int64_t until = rowsUntil(context.now);
        m_makes = until - m_made;
        BatchBuilder builder(std::vector{Physical::Int64, Physical::Int32});
        auto* times = builder.column(0).appendUninitialized<int64_t>(static_cast<size_t>(m_makes));
        auto* values = builder.column(1).appendUninitialized<int32_t>(static_cast<size_t>(m_makes));
        for (int64_t i = 0; i < m_makes; ++i) {
            times[i] = (m_made + i) * 1'000'000 / m_rowsPerSecond;
            values[i] = static_cast<int32_t>(mixHash(static_cast<uint64_t>(m_made + i)));
        }
        output.delta.add(builder.build());
        output.frontier = until * 1'000'000 / m_rowsPerSecond;
        return {};
    }
    void commit() override { m_made += m_makes; }
    std::string describe() const override { return "random source"; }

private:
    int64_t rowsUntil(TimestampMicros now) const { return now * m_rowsPerSecond / 1'000'000; }

    int64_t m_rowsPerSecond;
    int64_t m_made = 0;
    int64_t m_makes = 0;
};

/// Appends the end of the tumbling window of each row.
class Tumble final : public Operator {
public:
    explicit Tumble(int64_t sizeMicros)
        : m_size(sizeMicros)
    {
    }
    Status evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream& output) override
    {
        for (const BatchPtr& batch : inputs[0]->delta.batches) {
            auto result = std::make_shared<Batch>(*batch);
            ColumnBuilder ends(Physical::Int64);
            auto* out = ends.appendUninitialized<int64_t>(batch->numRows);
            for (size_t row = 0; row < batch->numRows; ++row) {
                out[row] = (batch->columns[0].get<int64_t>(row) / m_size + 1) * m_size;
            }
            result->columns.push_back(ends.finish());
            output.delta.add(std::move(result));
        }
        output.frontier = inputs[0]->frontier;
        return {};
    }
    std::string describe() const override { return "tumble"; }

private:
    int64_t m_size;
};

/// random source -> tumble of one second -> count, emitted when a window closes.
struct WindowCircuit {
    Circuit circuit;
    NodeId counts = 0;

    explicit WindowCircuit(int64_t rowsPerSecond)
    {
        const NodeId source = circuit.add(std::make_unique<RandomSource>(rowsPerSecond), {});
        const NodeId tumble = circuit.add(std::make_unique<Tumble>(1'000'000), {source});
        AggregateOptions options;
        options.keyColumns = {2};
        options.keyTypes = {SqlType::of(TypeId::Timestamp, false)};
        options.isAppendOnly = true;
        options.emitMode = EmitMode::OnClose;
        options.windowEndKey = 0;
        AggregateSpec count;
        count.resultType = SqlType::of(TypeId::BigInt, false);
        options.aggregates = {count};
        counts = circuit.add(std::make_unique<AggregateOperator>(options), {tumble});
    }

    ZSetModel stepAt(TimestampMicros now)
    {
        const bool ok = circuit.evaluate(StepContext{0, now}).ok();
        ZSetModel result = ok ? modelOf(circuit.output(counts).delta) : ZSetModel{{"failed", 1}};
        circuit.commit();
        return result;
    }
};

size_t numThreads()
{
    size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
        ++count;
    }
    return count;
}

} // namespace

class TestCircuit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void windowsCountExactlyAndCloseOnce()
    {
        WindowCircuit windows(1000);
        ZSetModel counts;
        // Steps come at odd times; the counts must not care.
        for (TimestampMicros now = 0; now < 20'500'000; now += 1 + (now * 7919) % 93'000) {
            for (const auto& [row, weight] : windows.stepAt(now)) {
                add(counts, row, weight);
            }
        }
        windows.stepAt(20'500'000);
        for (int64_t second = 1; second <= 19; ++second) {
            QCOMPARE(counts[std::to_string(second * 1'000'000) + "|1000"], int64_t{1});
        }
        QVERIFY(counts.size() <= 20);
    }

    void aRolledBackStepIsDoneAgainInFull()
    {
        WindowCircuit windows(1000);
        ZSetModel counts;
        for (int step = 1; step <= 400; ++step) {
            const TimestampMicros now = step * 25'000;
            if (step % 3 == 0) {
                QVERIFY(windows.circuit.evaluate(StepContext{0, now}).ok());
                windows.circuit.rollback();
            }
            for (const auto& [row, weight] : windows.stepAt(now)) {
                add(counts, row, weight);
            }
        }
        QCOMPARE(counts.size(), size_t{10});
        for (const auto& [row, weight] : counts) {
            QVERIFY2(row.ends_with("|1000") && weight == 1, row.c_str());
        }
    }

    void memoryStaysFlatAtAMillionRowsASecond()
    {
        WindowCircuit windows(1'000'000);
        uint64_t atStart = 0;
        size_t heapAtStart = 0;
        int64_t closed = 0;
        for (int step = 1; step <= 1'000; ++step) { // ten seconds of events, 10,000 rows a step
            for (const auto& [row, weight] : windows.stepAt(step * 10'000)) {
                QVERIFY2(row.ends_with("|1000000"), row.c_str());
                closed += weight;
            }
            if (step == 200) {
                atStart = windows.circuit.stateBytes();
                heapAtStart = mallinfo2().uordblks;
            }
        }
        QCOMPARE(closed, int64_t{10});
        QCOMPARE(windows.circuit.stateBytes(), atStart);
        QVERIFY(mallinfo2().uordblks < heapAtStart + 100'000);
    }

    void aThousandCircuitsComeAndGo()
    {
        const auto makeAndRun = [](int count) {
            for (int i = 0; i < count; ++i) {
                WindowCircuit windows(1000);
                windows.stepAt(1'500'000);
            }
        };
        makeAndRun(10); // whatever is made once is made now
        const size_t threads = numThreads();
        const size_t heap = mallinfo2().uordblks;
        makeAndRun(1000);
        QCOMPARE(numThreads(), threads);
        QVERIFY(mallinfo2().uordblks <= heap + 4096);
    }

    void onlyOperatorsWithSomethingToDoAreVisited()
    {
        Circuit circuit;
        auto firstOwner = std::make_unique<DeltaSource>();
        DeltaSource& first = *firstOwner;
        const NodeId firstSource = circuit.add(std::move(firstOwner), {});
        const NodeId secondSource = circuit.add(std::make_unique<DeltaSource>(), {});
        const NodeId firstTumble = circuit.add(std::make_unique<Tumble>(10), {firstSource});
        const NodeId secondTumble = circuit.add(std::make_unique<Tumble>(10), {secondSource});
        Delta delta;
        delta.add(batchOf(std::vector{Physical::Int64}, {{Value(int64_t{5})}}));
        first.set(delta);
        circuit.markDirty(firstSource);
        QVERIFY(circuit.evaluate({}).ok());
        circuit.commit();
        QCOMPARE(circuit.stats(firstTumble).numEvaluations, uint64_t{1});
        QCOMPARE(circuit.stats(firstTumble).rowsIn, uint64_t{1});
        QCOMPARE(circuit.stats(secondTumble).numEvaluations, uint64_t{0});
        QVERIFY(circuit.evaluate({}).ok());
        QVERIFY(circuit.output(firstTumble).delta.empty());
        circuit.commit();
        QCOMPARE(circuit.stats(firstTumble).numEvaluations, uint64_t{1});
    }
};

QTEST_APPLESS_MAIN(TestCircuit)
#include "test_circuit.moc"
