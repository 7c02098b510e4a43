// SPDX-License-Identifier: GPL-3.0-or-later
// Small things fast: one changed row, and SQL text to first result.
#include "tests/bench/bench_rows.h"
#include "tests/bench/floors.h"
#include "tests/support/sql_harness.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

namespace millrace::bench {

namespace {

/// One changed row against many groups, until the output change is in hand.
void oneRow(benchmark::State& state)
{
    const auto groups = static_cast<size_t>(state.range(0));
    auto harness = test::SqlHarness::create(
        "CREATE TABLE t (k BIGINT NOT NULL, v BIGINT NOT NULL);\n"
        "CREATE VIEW g AS SELECT k, COUNT(*) AS c, SUM(v) AS s FROM t GROUP BY k;\n",
        plan::parallelismFor(static_cast<size_t>(state.range(1))));
    Circuit& circuit = (*harness)->plan().circuit;
    const std::vector<int64_t> keys = spreadKeys(groups, groups, 1);
    for (const BatchPtr& batch : batchesOf({&keys, &keys}, groups)) {
        InputBatch input;
        input.rows = batch;
        (*harness)->push("t", std::move(input));
    }
    bool ok = circuit.evaluate(StepContext{}).ok();
    circuit.commit();
    std::vector<double> nanos;
    size_t row = 0;
    for ([[maybe_unused]] auto iteration : state) {
        const std::vector<int64_t> key = {keys[(row * 7919) % groups]};
        const BatchPtr batch = batchesOf({&key, &key}, 1)[0];
        const auto start = std::chrono::steady_clock::now(); // wall time: this is about latency
        InputBatch input;
        input.rows = batch;
        (*harness)->push("t", std::move(input));
        ok = ok && circuit.evaluate(StepContext{}).ok();
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        circuit.commit();
        nanos.push_back(seconds * 1e9);
        state.SetIterationTime(seconds);
        ++row;
    }
    if (!ok) {
        state.SkipWithError("step failed");
    }
    std::sort(nanos.begin(), nanos.end());
    state.counters["p50_ns"] = nanos[nanos.size() / 2];
    state.counters["p99_ns"] = nanos[nanos.size() * 99 / 100];
}

BENCHMARK(oneRow)
    ->Name("one_row_change")
    ->ArgNames({"groups", "workers"})
    ->Args({1'000'000, 1})
    ->Args({1'000'000, 2})
    ->Args({10'000'000, 1})
    ->Iterations(100'000)
    ->UseManualTime()
    ->Unit(benchmark::kNanosecond);

/// The text of the shipped sample to its first rows, without connectors.
void sampleToFirstResult(benchmark::State& state)
{
    std::ifstream file(MILLRACE_SOURCE_DIR "/resources/samples/supply-chain/program.sql");
    std::stringstream text;
    text << file.rdbuf();
    if (text.str().empty()) {
        state.SkipWithError("the sample is missing");
        return;
    }
    for ([[maybe_unused]] auto iteration : state) {
        auto harness = test::SqlHarness::create(text.str());
        if (!harness.ok()) {
            state.SkipWithError(harness.error().toString().c_str());
            return;
        }
        const bool ok = (*harness)->push("vendor", RecordOp::Insert, R"({"id":1,"name":"Acme"})").ok()
            && (*harness)->push("part", RecordOp::Insert, R"({"id":1,"name":"Flux"})").ok()
            && (*harness)->push("price", RecordOp::Insert, R"({"part":1,"vendor":1,"price":10})").ok();
        auto changes = (*harness)->step();
        if (!ok || !changes.ok() || (*changes)["preferred_vendor"].empty()) {
            state.SkipWithError("no result");
            return;
        }
    }
}

BENCHMARK(sampleToFirstResult)->Name("sample_sql_to_first_result")->Unit(benchmark::kMillisecond);

} // namespace

} // namespace millrace::bench
