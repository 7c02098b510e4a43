// SPDX-License-Identifier: GPL-3.0-or-later
// Rows in batches for benchmarks, and how their figures are told.
#pragma once

#include "engine/zset/batch_builder.h"

#include <benchmark/benchmark.h>

#include <cstring>
#include <ctime>
#include <vector>

namespace millrace::bench {

/// Columns of BIGINT cut into batches of at most Batch::kMaxRows rows that do not cross a step.
inline std::vector<BatchPtr> batchesOf(const std::vector<const std::vector<int64_t>*>& columns, size_t stepRows)
{
    const size_t rows = columns[0]->size();
    std::vector<BatchPtr> batches;
    for (size_t first = 0; first < rows;) {
        const size_t stepEnd = (first / stepRows + 1) * stepRows;
        const size_t count = std::min({Batch::kMaxRows, rows - first, stepEnd - first});
        BatchBuilder builder(std::vector<Physical>(columns.size(), Physical::Int64));
        for (size_t i = 0; i < columns.size(); ++i) {
            auto* out = builder.column(i).appendUninitialized<int64_t>(count);
            std::memcpy(out, columns[i]->data() + first, count * sizeof(int64_t));
        }
        batches.push_back(builder.build());
        first += count;
    }
    return batches;
}

/// Processor time of this thread, so that a busy machine does not blur the figures of single-threaded work.
template <typename F>
double secondsOf(F&& work)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    const double start = now();
    work();
    return now() - start;
}

/// ns a row of both over `rows` rows in all, and the ratio of the two: the figure to quote.
inline void reportRatio(benchmark::State& state, double engineSeconds, double floorSeconds, size_t rows)
{
    const auto total = static_cast<double>(rows);
    state.counters["ns_per_row"] = engineSeconds * 1e9 / total;
    state.counters["floor_ns_per_row"] = floorSeconds * 1e9 / total;
    state.counters["times_floor"] = engineSeconds / floorSeconds;
}

} // namespace millrace::bench
