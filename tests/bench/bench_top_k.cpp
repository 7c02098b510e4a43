// SPDX-License-Identifier: GPL-3.0-or-later
// The last row and the first ten rows of partitions through SQL, beside hand-written loops: the shapes of Nexmark's
// queries 18 and 19 over four BIGINT columns.
#include "tests/bench/bench_rows.h"
#include "tests/bench/floors.h"
#include "tests/bench/top_k_floors.h"
#include "tests/support/sql_harness.h"

#include <benchmark/benchmark.h>

namespace millrace::bench {

namespace {

constexpr size_t kRows = 6'000'000;
constexpr size_t kStepRows = 10'000;

std::string tableOf(bool isAppendOnly)
{
    return std::string("CREATE TABLE bid (auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, "
                       "time BIGINT NOT NULL)") +
           (isAppendOnly ? " WITH ('append_only' = 'true');\n" : ";\n");
}
constexpr const char* kLast = "CREATE VIEW v AS SELECT auction, bidder, price, time FROM (SELECT *, ROW_NUMBER() OVER "
                              "(PARTITION BY bidder, auction ORDER BY time DESC) AS n FROM bid) WHERE n <= 1;\n";
constexpr const char* kDearest = "CREATE VIEW v AS SELECT * FROM (SELECT *, ROW_NUMBER() OVER "
                                 "(PARTITION BY auction ORDER BY price DESC) AS n FROM bid) WHERE n <= 10;\n";

/// Bids over `partitions` pairs of bidder and auction; about every other one of an auction is of a hot tenth.
struct Bids {
    explicit Bids(size_t partitions)
        : auctions(kRows)
        , bidders(kRows)
        , prices(kRows)
        , times(kRows)
    {
        for (size_t i = 0; i < kRows; ++i) {
            const uint64_t draw = mixHash(i + 99);
            const uint64_t auction = (draw & 1) != 0 ? (draw >> 8) % (partitions / 10) : (draw >> 8) % partitions;
            auctions[i] = static_cast<int64_t>(auction);
            bidders[i] = static_cast<int64_t>(auction * 7 % 1000);
            prices[i] = static_cast<int64_t>(mixHash(i + 7) % 10'000'000);
            times[i] = static_cast<int64_t>(i / 20);
        }
    }
    std::vector<int64_t> auctions;
    std::vector<int64_t> bidders;
    std::vector<int64_t> prices;
    std::vector<int64_t> times;
};

template <typename Floor>
double floorSecondsOf(const Bids& bids, size_t partitions, size_t& rowsOut)
{
    Floor floor(partitions);
    BidChanges changes;
    return secondsOf([&] {
        for (size_t first = 0; first < kRows; first += kStepRows) {
            const int64_t* const columns[4] = {bids.auctions.data() + first, bids.bidders.data() + first,
                                               bids.prices.data() + first, bids.times.data() + first};
            changes.clear();
            floor.step(columns, std::min(kStepRows, kRows - first), changes);
            rowsOut += changes.weights.size();
        }
    });
}

double engineSecondsOf(const std::string& program, const std::vector<BatchPtr>& batches, benchmark::State& state)
{
    auto harness = test::SqlHarness::create(program);
    size_t rowsOut = 0;
    double seconds = 0;
    for (const BatchPtr& batch : batches) {
        InputBatch input;
        input.rows = batch;
        (*harness)->push("bid", std::move(input));
        Circuit& circuit = (*harness)->plan().circuit;
        seconds += secondsOf([&] {
            if (!circuit.evaluate(StepContext{}).ok()) {
                state.SkipWithError("step failed");
            }
            rowsOut += circuit.output((*harness)->plan().relations[1].node).delta.numRows();
            circuit.commit();
        });
    }
    state.counters["rows_out"] = static_cast<double>(rowsOut);
    return seconds;
}

template <typename Floor>
void topK(benchmark::State& state, const std::string& program)
{
    const auto partitions = static_cast<size_t>(state.range(0));
    const Bids bids(partitions);
    const std::vector<BatchPtr> batches =
        batchesOf({&bids.auctions, &bids.bidders, &bids.prices, &bids.times}, kStepRows);
    double engineSeconds = 0;
    double floorSeconds = 0;
    size_t floorRows = 0;
    bool isWarm = false; // the first load pays for fresh pages and is not counted
    for ([[maybe_unused]] auto iteration : state) {
        const double seconds = engineSecondsOf(program, batches, state);
        state.SetIterationTime(seconds);
        engineSeconds += isWarm ? seconds : 0;
        floorSeconds += isWarm ? floorSecondsOf<Floor>(bids, partitions, floorRows) : 0;
        isWarm = true;
    }
    benchmark::DoNotOptimize(floorRows);
    state.counters["floor_rows_out"] = static_cast<double>(floorRows) / static_cast<double>(state.iterations() - 1);
    reportRatio(state, engineSeconds, floorSeconds, kRows * static_cast<size_t>(state.iterations() - 1));
}

void lastBid(benchmark::State& state)
{
    topK<LastBidFloor>(state, tableOf(true) + kLast);
}
void lastBidWithDeletes(benchmark::State& state)
{
    topK<LastBidFloor>(state, tableOf(false) + kLast);
}
void dearestBids(benchmark::State& state)
{
    topK<DearestBidsFloor>(state, tableOf(true) + kDearest);
}
void dearestBidsWithDeletes(benchmark::State& state)
{
    topK<DearestBidsFloor>(state, tableOf(false) + kDearest);
}

#define MR_TOP_K(function, name)                                                                                       \
    BENCHMARK(function)                                                                                                \
        ->Name(name)                                                                                                   \
        ->ArgName("partitions")                                                                                        \
        ->Arg(100'000)                                                                                                 \
        ->Arg(1'000'000)                                                                                               \
        ->Iterations(3)                                                                                                \
        ->UseManualTime()                                                                                              \
        ->Unit(benchmark::kMillisecond)
MR_TOP_K(lastBid, "top_1_append_only");
MR_TOP_K(lastBidWithDeletes, "top_1_with_deletes");
MR_TOP_K(dearestBids, "top_10_append_only");
MR_TOP_K(dearestBidsWithDeletes, "top_10_with_deletes");

} // namespace

} // namespace millrace::bench
