// SPDX-License-Identifier: GPL-3.0-or-later
// State that grows: the longest step, and what a group takes.
#include "engine/zset/hash.h"
#include "tests/bench/bench_rows.h"
#include "tests/support/sql_harness.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>

namespace millrace::bench {

namespace {

constexpr size_t kStepRows = 1'000;

/// New groups in steps of a thousand rows; the longest step tells whether growing stalls. Memory is fresh, as it is in
/// a program that grows.
void growth(benchmark::State& state)
{
    const auto groups = static_cast<size_t>(state.range(0));
    for ([[maybe_unused]] auto iteration : state) {
        auto harness = test::SqlHarness::create(
            "CREATE TABLE t (k BIGINT NOT NULL, v BIGINT NOT NULL);\n"
            "CREATE VIEW g AS SELECT k, COUNT(*) AS c, SUM(v) AS s FROM t GROUP BY k;\n");
        plan::IncrementalPlan& plan = (*harness)->plan();
        double total = 0;
        double longest = 0;
        bool ok = true;
        std::vector<int64_t> keys(kStepRows);
        for (size_t first = 0; first < groups; first += kStepRows) {
            for (size_t i = 0; i < kStepRows; ++i) {
                keys[i] = static_cast<int64_t>(mixHash(first + i) >> 1);
            }
            InputBatch input;
            input.rows = batchesOf({&keys, &keys}, kStepRows)[0];
            (*harness)->push("t", std::move(input));
            const double seconds = secondsOf([&] {
                ok = ok && plan.circuit.evaluate(StepContext{}).ok();
                plan.circuit.commit();
            });
            total += seconds;
            longest = std::max(longest, seconds);
        }
        if (!ok) {
            state.SkipWithError("step failed");
        }
        state.SetIterationTime(total);
        state.counters["longest_step_ms"] = longest * 1e3;
        state.counters["ns_per_row"] = total * 1e9 / static_cast<double>(groups);
        state.counters["bytes_per_group"] =
            static_cast<double>(plan.circuit.stateBytes()) / static_cast<double>(groups);
    }
}

/// MILLRACE_GROWTH_GROUPS names a larger number; 100 million need 5 GB.
const bool kGrowthIsRegistered = [] {
    const char* groups = std::getenv("MILLRACE_GROWTH_GROUPS");
    benchmark::RegisterBenchmark("growth", growth)
        ->Arg(groups == nullptr ? 10'000'000 : std::atoll(groups))
        ->Iterations(1)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
    return true;
}();

std::string thousandViews()
{
    std::string program;
    for (int table = 0; table < 10; ++table) {
        program += "CREATE TABLE t" + std::to_string(table)
            + " (k BIGINT NOT NULL, v BIGINT, s VARCHAR, p DECIMAL(10, 2));\n";
    }
    for (int view = 0; view < 1000; ++view) {
        const std::string number = std::to_string(view);
        const std::string left = "t" + std::to_string(view % 10);
        const std::string right = "t" + std::to_string((view / 10 + view + 1) % 10);
        program += "CREATE VIEW v" + number + " AS ";
        switch (view % 4) {
        case 0: program += "SELECT k, v + " + number + " AS w, UPPER(s) AS s FROM " + left + " WHERE p > 1;\n"; break;
        case 1:
            program += "SELECT s, COUNT(*) AS c, SUM(v) AS total, MAX(p) AS m FROM " + left + " GROUP BY s;\n";
            break;
        case 2:
            program += "SELECT a.k, a.s, b.p FROM " + left + " a JOIN " + right + " b ON a.k = b.k;\n";
            break;
        default:
            program += "SELECT a.k, SUM(b.v) AS total FROM " + left + " a LEFT JOIN " + right
                + " b ON a.k = b.k WHERE a.v IS NOT NULL GROUP BY a.k HAVING COUNT(*) > 0;\n";
        }
    }
    return program;
}

/// A thousand views of different shapes over ten tables, from text to the first result of each.
void manyViews(benchmark::State& state)
{
    const std::string program = thousandViews();
    for ([[maybe_unused]] auto iteration : state) {
        auto harness = test::SqlHarness::create(program);
        if (!harness.ok()) {
            state.SkipWithError(harness.error().toString().c_str());
            return;
        }
        bool ok = true;
        for (int table = 0; table < 10; ++table) {
            const std::string name = "t" + std::to_string(table);
            ok = ok && (*harness)->push(name, RecordOp::Insert, R"({"k":1,"v":2,"s":"a","p":3})").ok();
        }
        if (!ok || !(*harness)->plan().circuit.evaluate(StepContext{}).ok()) {
            state.SkipWithError("step failed");
            return;
        }
        (*harness)->plan().circuit.commit();
    }
}

BENCHMARK(manyViews)->Name("thousand_views_to_first_result")->Iterations(3)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace millrace::bench
