// SPDX-License-Identifier: GPL-3.0-or-later
// What a second worker brings: the Nexmark queries that cost enough, by one worker and by two in turns.
#include "tests/bench/nexmark/engine_run.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace millrace::bench {

namespace {

constexpr size_t kRuns = 7;
constexpr size_t kSteps = 60; ///< at most, of the events

/// The best time of each step over several runs: what else runs on the machine delays some steps of each run.
struct StepTimes {
    std::vector<double> seconds;
    std::vector<uint64_t> checksums;

    double total() const
    {
        double sum = 0;
        for (const double step : seconds) {
            sum += step;
        }
        return sum;
    }
};

/// One run from an empty state; wall time, because that is what workers are for.
Status runSteps(const NexmarkQuery& query, const NexmarkEvents& events, const Parallelism& parallelism,
                StepTimes& best)
{
    MR_TRY(EngineRun run, EngineRun::create(query, parallelism));
    const bool isFirst = best.seconds.empty();
    const size_t numSteps = std::min(events.steps.size(), kSteps);
    for (size_t step = 0; step < numSteps; ++step) {
        const auto start = std::chrono::steady_clock::now();
        MR_CHECK(run.step(events.steps[step]));
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (isFirst) {
            best.seconds.push_back(seconds);
            best.checksums.push_back(checksumOf(run.change()));
        } else {
            best.seconds[step] = std::min(best.seconds[step], seconds);
        }
    }
    return {};
}

void compareWorkers(benchmark::State& state, const NexmarkQuery& query)
{
    const NexmarkEvents& events = nexmarkEvents();
    for ([[maybe_unused]] auto iteration : state) {
        StepTimes one;
        StepTimes two;
        for (size_t run = 0; run < kRuns; ++run) {
            const Status first = runSteps(query, events, {}, one);
            const Status second = runSteps(query, events, {2, 2}, two);
            if (!first.ok() || !second.ok()) {
                state.SkipWithError((first.ok() ? second : first).error().toString().c_str());
                return;
            }
        }
        if (one.checksums != two.checksums) {
            state.SkipWithError("one worker and two make different changes");
            return;
        }
        const double perEvent = 1e9 / static_cast<double>(events.numEvents) * static_cast<double>(events.steps.size())
            / static_cast<double>(one.seconds.size());
        state.SetIterationTime(two.total());
        state.counters["speed_up"] = one.total() / two.total();
        state.counters["ns_per_event_1"] = one.total() * perEvent;
        state.counters["ns_per_event_2"] = two.total() * perEvent;
    }
}

const bool kRegistered = [] {
    for (const NexmarkQuery& query : nexmarkQueries()) {
        const std::string name = "workers/" + std::string(query.name) + "/" + std::string(query.shape);
        benchmark::RegisterBenchmark(name.c_str(), [&query](benchmark::State& state) { compareWorkers(state, query); })
            ->Iterations(1)
            ->UseManualTime()
            ->Unit(benchmark::kMillisecond);
    }
    return true;
}();

} // namespace

} // namespace millrace::bench
