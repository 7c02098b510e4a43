// SPDX-License-Identifier: GPL-3.0-or-later
// A join of 10M rows with 1M keyed rows through SQL, beside a hand-written probe loop.
#include "engine/zset/hash.h"
#include "tests/bench/bench_rows.h"
#include "tests/bench/floors.h"
#include "tests/support/sql_harness.h"

#include <benchmark/benchmark.h>

#include <bit>

namespace millrace::bench {

namespace {

constexpr size_t kLeftRows = 10'000'000;
constexpr size_t kRightRows = 1'000'000;
constexpr size_t kStepRows = 100'000;

/// The least a join has to do: probe a table of keys and write the matching rows.
double floorJoin(const std::vector<int64_t>& leftKeys, const std::vector<int64_t>& leftValues,
                 const std::vector<int64_t>& rightKeys, const std::vector<int64_t>& rightValues)
{
    struct Slot {
        int64_t key;
        int64_t value;
    };
    const size_t capacity = std::bit_ceil(kRightRows * 2);
    std::vector<Slot> table(capacity, Slot{-1, 0});
    for (size_t i = 0; i < kRightRows; ++i) {
        size_t at = mixHash(static_cast<uint64_t>(rightKeys[i])) & (capacity - 1);
        while (table[at].key >= 0) {
            at = (at + 1) & (capacity - 1);
        }
        table[at] = {rightKeys[i], rightValues[i]};
    }
    std::vector<int64_t> out(kStepRows * 3);
    return secondsOf([&] {
        for (size_t first = 0; first < kLeftRows; first += kStepRows) {
            size_t written = 0;
            for (size_t i = first; i < first + kStepRows; ++i) {
                if (i + 16 < kLeftRows) {
                    const uint64_t ahead = mixHash(static_cast<uint64_t>(leftKeys[i + 16]));
                    __builtin_prefetch(&table[ahead & (capacity - 1)]);
                }
                size_t at = mixHash(static_cast<uint64_t>(leftKeys[i])) & (capacity - 1);
                while (table[at].key >= 0 && table[at].key != leftKeys[i]) {
                    at = (at + 1) & (capacity - 1);
                }
                if (table[at].key >= 0) {
                    out[written++] = leftKeys[i];
                    out[written++] = leftValues[i];
                    out[written++] = table[at].value;
                }
            }
            benchmark::DoNotOptimize(out.data());
            benchmark::ClobberMemory();
        }
    });
}

void join(benchmark::State& state, const char* leftProperties)
{
    const std::string program = std::string("CREATE TABLE l (k BIGINT NOT NULL, v BIGINT NOT NULL)") + leftProperties
        + ";\nCREATE TABLE r (k BIGINT NOT NULL PRIMARY KEY, w BIGINT NOT NULL);\n"
          "CREATE VIEW j AS SELECT l.k, l.v, r.w FROM l JOIN r ON l.k = r.k;\n";
    const std::vector<int64_t> rightKeys = spreadKeys(kRightRows, kRightRows, 1);
    std::vector<int64_t> leftKeys(kLeftRows);
    std::vector<int64_t> leftValues(kLeftRows);
    for (size_t i = 0; i < kLeftRows; ++i) {
        leftKeys[i] = rightKeys[mixHash(i) % kRightRows];
        leftValues[i] = static_cast<int64_t>(i);
    }
    const std::vector<BatchPtr> right = batchesOf({&rightKeys, &rightKeys}, kRightRows);
    const std::vector<BatchPtr> left = batchesOf({&leftKeys, &leftValues}, kStepRows);
    double engineSeconds = 0;
    double floorSeconds = 0;
    bool isWarm = false; // the first load pays for fresh pages and is not counted
    for ([[maybe_unused]] auto iteration : state) {
        auto harness = test::SqlHarness::create(program);
        Circuit& circuit = (*harness)->plan().circuit;
        size_t rowsOut = 0;
        const auto run = [&] {
            if (!circuit.evaluate(StepContext{}).ok()) {
                state.SkipWithError("step failed");
            }
            rowsOut += circuit.output((*harness)->plan().relations[2].node).delta.numRows();
            circuit.commit();
        };
        for (const BatchPtr& batch : right) {
            InputBatch input;
            input.rows = batch;
            (*harness)->push("r", std::move(input));
        }
        run();
        double seconds = 0;
        size_t pending = 0;
        for (const BatchPtr& batch : left) {
            InputBatch input;
            input.rows = batch;
            (*harness)->push("l", std::move(input));
            pending += batch->numRows;
            if (pending >= kStepRows) {
                seconds += secondsOf(run);
                pending = 0;
            }
        }
        state.SetIterationTime(seconds);
        if (!isWarm) {
            isWarm = true;
            state.counters["cold_ns_per_row"] = seconds * 1e9 / kLeftRows;
            continue;
        }
        engineSeconds += seconds;
        if (rowsOut != kLeftRows) {
            state.SkipWithError("the join lost rows");
        }
        floorSeconds += floorJoin(leftKeys, leftValues, rightKeys, rightKeys);
    }
    reportRatio(state, engineSeconds, floorSeconds, kLeftRows * static_cast<size_t>(state.iterations() - 1));
}

BENCHMARK_CAPTURE(join, append_only_left, " WITH ('append_only' = 'true')")
    ->Iterations(2)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(join, bag_left, "")->Iterations(2)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace millrace::bench
