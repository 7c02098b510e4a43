// SPDX-License-Identifier: GPL-3.0-or-later
// GROUP BY count and sum through SQL beside the hand-written loop.
#include "tests/bench/bench_rows.h"
#include "tests/bench/floors.h"
#include "tests/support/sql_harness.h"

#include <benchmark/benchmark.h>

namespace millrace::bench {

namespace {

constexpr size_t kRows = 10'000'000;
constexpr const char* kProgram = "CREATE TABLE t (k BIGINT NOT NULL, v BIGINT NOT NULL);\n"
                                 "CREATE VIEW g AS SELECT k, COUNT(*) AS c, SUM(v) AS s FROM t GROUP BY k;\n";

/// Loads 10M rows in steps of a million; rows are in batches before the clock starts.
void groupBy(benchmark::State& state)
{
    const auto groups = static_cast<size_t>(state.range(0));
    const auto stepRows = static_cast<size_t>(state.range(1));
    const std::vector<int64_t> keys = spreadKeys(kRows, groups, 5);
    std::vector<int64_t> values(kRows);
    for (size_t i = 0; i < kRows; ++i) {
        values[i] = static_cast<int64_t>(i & 1023);
    }
    const std::vector<BatchPtr> batches = batchesOf({&keys, &values}, stepRows);
    double engineSeconds = 0;
    double floorSeconds = 0;
    bool isWarm = false; // the first load pays for fresh pages and is not counted
    for ([[maybe_unused]] auto iteration : state) {
        auto harness = test::SqlHarness::create(kProgram);
        size_t rowsOut = 0;
        double seconds = 0;
        for (size_t first = 0; first < batches.size();) {
            size_t rows = 0;
            for (; first < batches.size() && rows < stepRows; ++first) {
                rows += batches[first]->numRows;
                InputBatch input;
                input.rows = batches[first];
                (*harness)->push("t", std::move(input));
            }
            Circuit& circuit = (*harness)->plan().circuit;
            seconds += secondsOf([&] {
                if (!circuit.evaluate(StepContext{}).ok()) {
                    state.SkipWithError("step failed");
                }
                rowsOut += circuit.output((*harness)->plan().relations[1].node).delta.numRows();
                circuit.commit();
            });
        }
        if (!isWarm) {
            isWarm = true;
            state.counters["cold_ns_per_row"] = seconds * 1e9 / kRows;
            state.SetIterationTime(seconds);
            continue;
        }
        engineSeconds += seconds;
        state.SetIterationTime(seconds);
        GroupFloor floor(groups);
        floorSeconds += secondsOf([&] {
            for (size_t first = 0; first < kRows; first += stepRows) {
                floor.add(keys.data() + first, values.data() + first, std::min(stepRows, kRows - first));
            }
        });
        benchmark::DoNotOptimize(floor.checksum());
        state.counters["rows_out"] = static_cast<double>(rowsOut);
    }
    reportRatio(state, engineSeconds, floorSeconds, kRows * static_cast<size_t>(state.iterations() - 1));
}

BENCHMARK(groupBy)
    ->Name("group_by_count_sum")
    ->ArgNames({"groups", "step"})
    ->Args({100'000, 1'000'000})
    ->Args({10'000'000, 1'000'000})
    ->Args({100'000, 10'000})
    ->Iterations(4)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace millrace::bench
