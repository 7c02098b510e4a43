// SPDX-License-Identifier: GPL-3.0-or-later
// The Nexmark queries through SQL, each beside a hand-written loop over the same events.
#include "tests/bench/bench_rows.h"
#include "tests/bench/nexmark/engine_run.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

namespace millrace::bench {

namespace {

constexpr size_t kMostRuns = 5;
constexpr double kEnoughSeconds = 0.8; ///< no further run when the measured ones took so long together

/// What each step of a run put out: equal for two runs that did the same.
struct RunRecord {
    std::vector<uint64_t> checksums;
    size_t rowsOut = 0;
};

/// Seconds of one run from an empty state; `record`, when given, is filled outside the clock.
Result<double> engineSeconds(const NexmarkQuery& query, const NexmarkEvents& events, RunRecord* record)
{
    MR_TRY(EngineRun run, EngineRun::create(query));
    double seconds = 0;
    for (const EventStep& step : events.steps) {
        Status status;
        seconds += secondsOf([&] { status = run.step(step); });
        MR_CHECK(std::move(status));
        if (record != nullptr) {
            record->checksums.push_back(checksumOf(run.change()));
            record->rowsOut += run.change().numRows();
        }
    }
    return seconds;
}

double floorSeconds(const NexmarkQuery& query, const NexmarkEvents& events, RunRecord* record)
{
    const FloorPtr floor = query.makeFloor(events);
    double seconds = 0;
    for (const EventStep& step : events.steps) {
        OutputRows* change = nullptr;
        seconds += secondsOf([&] { change = &floor->step(step); });
        benchmark::DoNotOptimize(change);
        benchmark::ClobberMemory();
        if (record != nullptr) {
            record->checksums.push_back(checksumOf(change->asBatch()));
            record->rowsOut += change->numRows();
        }
    }
    return seconds;
}

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Empty when both runs put out the same change in every step.
std::string differenceOf(const RunRecord& engine, const RunRecord& floor)
{
    for (size_t step = 0; step < engine.checksums.size(); ++step) {
        if (engine.checksums[step] != floor.checksums[step]) {
            return "the change of step " + std::to_string(step) + " differs from the floor's; rows of the run: "
                + std::to_string(engine.rowsOut) + " and " + std::to_string(floor.rowsOut);
        }
    }
    return {};
}

/// The first run of each warms up the memory, and is the one that is checked. Then they take turns.
void runQuery(benchmark::State& state, const NexmarkQuery& query)
{
    const NexmarkEvents& events = nexmarkEvents();
    for ([[maybe_unused]] auto iteration : state) {
        RunRecord engineRecord;
        RunRecord floorRecord;
        const Result<double> warm = engineSeconds(query, events, &engineRecord);
        if (!warm.ok()) {
            state.SkipWithError(warm.error().toString().c_str());
            return;
        }
        floorSeconds(query, events, &floorRecord);
        const std::string difference = differenceOf(engineRecord, floorRecord);
        if (!difference.empty()) {
            state.SkipWithError(difference.c_str());
            return;
        }
        std::vector<double> engine;
        std::vector<double> floor;
        for (double spent = 0; engine.size() < kMostRuns && (engine.empty() || spent < kEnoughSeconds);) {
            const Result<double> seconds = engineSeconds(query, events, nullptr);
            if (!seconds.ok()) {
                state.SkipWithError(seconds.error().toString().c_str());
                return;
            }
            engine.push_back(*seconds);
            floor.push_back(floorSeconds(query, events, nullptr));
            spent += engine.back() + floor.back();
        }
        const auto numEvents = static_cast<double>(events.numEvents);
        const double seconds = medianOf(engine);
        state.SetIterationTime(seconds);
        state.counters["floor_share"] = medianOf(floor) / seconds;
        state.counters["events_per_second"] = numEvents / seconds;
        state.counters["ns_per_event"] = seconds * 1e9 / numEvents;
        state.counters["floor_ns_per_event"] = medianOf(floor) * 1e9 / numEvents;
        state.counters["rows_out"] = static_cast<double>(floorRecord.rowsOut);
    }
}

const bool kRegistered = [] {
    for (const NexmarkQuery& query : nexmarkQueries()) {
        const std::string name = "nexmark/" + std::string(query.name) + "/" + std::string(query.shape);
        benchmark::RegisterBenchmark(name.c_str(), [&query](benchmark::State& state) { runQuery(state, query); })
            ->Iterations(1)
            ->UseManualTime()
            ->Unit(benchmark::kMillisecond);
    }
    return true;
}();

} // namespace

} // namespace millrace::bench
