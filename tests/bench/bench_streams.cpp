// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of descriptive pipelines: rows a second of one core from the generator to the batch that an encoder gets.
#include "engine/descriptive/stream_call.h"

#include <benchmark/benchmark.h>

#include <cstdlib>

namespace {

using namespace millrace::descriptive;

constexpr Instant kStart = 1'706'090'400'000'000;
constexpr Instant kTick = 5'000;

const std::string kDevices = "CREATE RANDOM STREAM devices(device string default 'device'||to_string(rand()%4), "
                             "temperature float default rand()%1000/10) SETTINGS eps=";

/// Advances the clock tick by tick, as its owner would.
void runQuery(benchmark::State& state, const std::string& eps, const std::string& query, int64_t rowsPerTick)
{
    StreamCatalog catalog;
    const std::vector<std::string> statements = {kDevices + eps, query};
    const OpenedStreamCall opened = openStreamCall(catalog, statements, kStart);
    if (!opened.ok()) {
        state.SkipWithError(opened.failure.error.detail.c_str());
        return;
    }
    Instant now = kStart;
    size_t numTold = 0;
    for (auto _ : state) {
        for (const millrace::BatchPtr& batch : opened.call->advance(now, static_cast<size_t>(rowsPerTick)).rows) {
            numTold += batch->numRows;
        }
        now += kTick;
    }
    state.SetItemsProcessed(state.iterations() * rowsPerTick);
    state.counters["told"] = static_cast<double>(numTold);
}

constexpr const char* kTail = "SELECT * FROM devices";
constexpr const char* kFilter = "SELECT device, temperature * 2 AS t FROM devices WHERE temperature > 50";
constexpr const char* kCount = "SELECT window_start, count(*) AS count FROM tumble(devices, 1s) GROUP BY window_start";
constexpr const char* kShipped =
    "SELECT window_start, count(*) AS count, min(temperature) AS min, max(temperature) AS max, "
    "p99(temperature) AS p99 FROM tumble(devices, 1s) GROUP BY window_start";
constexpr const char* kGroups = "SELECT window_start, device, avg(temperature) FROM tumble(devices, 1s) "
                                "GROUP BY window_start, device";
constexpr const char* kHop = "SELECT window_start, max(temperature) FROM hop(devices, 1s, 5s) GROUP BY window_start";

void streamTail(benchmark::State& state)
{
    runQuery(state, "1000000", kTail, 5'000);
}
void streamTailSmallTicks(benchmark::State& state)
{
    runQuery(state, "1000", kTail, 5);
}
void streamFilter(benchmark::State& state)
{
    runQuery(state, "1000000", kFilter, 5'000);
}
void streamTumbleCount(benchmark::State& state)
{
    runQuery(state, "1000000", kCount, 5'000);
}
void streamTumbleShipped(benchmark::State& state)
{
    runQuery(state, "1000000", kShipped, 5'000);
}
void streamTumbleGroups(benchmark::State& state)
{
    runQuery(state, "1000000", kGroups, 5'000);
}
void streamHop(benchmark::State& state)
{
    runQuery(state, "1000000", kHop, 5'000);
}

BENCHMARK(streamTail);
BENCHMARK(streamTailSmallTicks);
BENCHMARK(streamFilter);
BENCHMARK(streamTumbleCount);
BENCHMARK(streamTumbleShipped);
BENCHMARK(streamTumbleGroups);
BENCHMARK(streamHop);

/// The sample's second pipeline opened and dropped.
void streamOpen(benchmark::State& state)
{
    StreamCatalog catalog;
    const std::vector<std::string> statements = {"DROP STREAM IF EXISTS devices", kDevices + "1000", kShipped};
    for (auto _ : state) {
        const OpenedStreamCall opened = openStreamCall(catalog, statements, kStart);
        benchmark::DoNotOptimize(opened.call->advance(kStart, 100).rows.size());
    }
}
BENCHMARK(streamOpen);

} // namespace
