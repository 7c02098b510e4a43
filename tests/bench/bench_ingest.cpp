// SPDX-License-Identifier: GPL-3.0-or-later
// Text to text: lines of JSON in, a grouped view, its changes as JSON out.
#include "engine/formats/decoder.h"
#include "engine/formats/encoder.h"
#include "tests/bench/bench_rows.h"
#include "tests/bench/nexmark/events.h"
#include "tests/support/sql_harness.h"

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <string>

namespace millrace::bench {

namespace {

constexpr const char* kView = "CREATE VIEW by_auction AS\n"
                              "SELECT auction, COUNT(*) AS bids, SUM(price) AS total, MAX(price) AS highest\n"
                              "FROM bid GROUP BY auction;\n";
constexpr size_t kChunkBytes = size_t{256} << 10;

/// The bids of the Nexmark events as lines of JSON.
std::string bidLines(const sql::Relation& bid, size_t& rows)
{
    const RowWriter writer(bid.schema);
    std::string text;
    rows = 0;
    for (const EventStep& step : nexmarkEvents().steps) {
        for (size_t row = 0; row < step.bids->numRows && rows < 1'000'000; ++row, ++rows) {
            writer.appendJson(*step.bids, row, text);
            text += '\n';
        }
    }
    return text;
}

void jsonToJson(benchmark::State& state)
{
    const std::string program = std::string(nexmarkTables()) + kView;
    auto first = test::SqlHarness::create(program);
    if (!first.ok()) {
        state.SkipWithError(first.error().toString().c_str());
        return;
    }
    size_t rows = 0;
    const std::string text = bidLines((*first)->relation("bid"), rows);
    if (const char* path = std::getenv("MILLRACE_BIDS_FILE")) { // for others to read the same
        std::ofstream(path) << text;
    }
    size_t bytesOut = 0;
    double seconds = 0;
    for ([[maybe_unused]] auto iteration : state) {
        auto harness = test::SqlHarness::create(program);
        const sql::Relation& bid = (*harness)->relation("bid");
        auto decoder = makeDecoder("json", {{"update_format", "raw"}}, {bid.schema, bid.defaults});
        auto encoder = makeEncoder("json", nlohmann::json::object(), (*harness)->relation("by_auction").schema);
        if (!decoder.ok() || !encoder.ok()) {
            state.SkipWithError("no codec");
            return;
        }
        plan::IncrementalPlan& plan = (*harness)->plan();
        const NodeId view = plan.relations.back().node;
        std::string out;
        bytesOut = 0;
        bool ok = true;
        const double elapsed = secondsOf([&] {
            for (size_t at = 0; at < text.size(); at += kChunkBytes) {
                DecodedChunk chunk;
                (*decoder)->decode(std::string_view(text).substr(at, kChunkBytes), chunk);
                ok = ok && chunk.numErrors == 0;
                for (InputBatch& batch : chunk.batches) {
                    (*harness)->push("bid", std::move(batch));
                }
                ok = ok && plan.circuit.evaluate(StepContext{}).ok();
                ok = ok && (*encoder)->encode(plan.circuit.output(view).delta, out).ok();
                plan.circuit.commit();
                bytesOut += out.size();
                out.clear();
            }
        });
        if (!ok) {
            state.SkipWithError("step failed");
        }
        state.SetIterationTime(elapsed);
        seconds += elapsed;
    }
    const auto runs = static_cast<double>(state.iterations());
    state.counters["rows_per_second"] = benchmark::Counter(static_cast<double>(rows) * runs / seconds);
    state.counters["bytes_per_second"] = benchmark::Counter(static_cast<double>(text.size()) * runs / seconds);
    state.counters["bytes_out"] = static_cast<double>(bytesOut);
}

BENCHMARK(jsonToJson)->Name("json_bids_to_json_changes")->Iterations(3)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace millrace::bench
