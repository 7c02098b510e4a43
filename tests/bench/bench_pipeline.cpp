// SPDX-License-Identifier: GPL-3.0-or-later
// A running pipeline from outside: bytes pushed in, changes taken out, tokens, and what many of them cost.
#include "engine/api/local_pipeline.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace millrace::bench {

namespace {

constexpr const char* kProgram =
    "CREATE TABLE bid (auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR, url VARCHAR, extra VARCHAR);\n"
    "CREATE VIEW some AS SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0;\n"
    "CREATE VIEW bids AS SELECT auction, bidder, price FROM bid;\n";

/// Sleeps until somebody calls; for wake-ups.
class Bell {
public:
    std::function<void()> ringer()
    {
        return [this] {
            {
                std::lock_guard lock(m_mutex);
                m_isRung = true;
            }
            m_changed.notify_one();
        };
    }
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::milliseconds(100), [this] { return m_isRung; });
        m_isRung = false;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isRung = false;
};

std::shared_ptr<api::LocalPipeline> started()
{
    std::shared_ptr<api::LocalPipeline> pipeline = api::makeLocalPipeline("bench", kProgram);
    if (!pipeline->start().ok()) {
        return nullptr;
    }
    pipeline->waitUntilSettled();
    return pipeline;
}

/// A Nexmark bid of about 229 bytes.
std::string bidLine(size_t number)
{
    return "{\"insert\":{\"auction\":" + std::to_string(1000 + number % 1000) +
           ",\"bidder\":" + std::to_string(number % 5000) + ",\"price\":" + std::to_string(number % 100'000) +
           R"(,"channel":"Google","url":"https://www.nexmark.com/googl/item.htm?query=)" + std::to_string(number) +
           R"(","extra":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}})" "\n";
}

std::shared_ptr<Ingress> openBids(api::Pipeline& pipeline)
{
    IngressOptions options;
    options.relation = "bid";
    options.format = "json";
    return *pipeline.openIngress(options);
}

/// Pushes blocks of bids and waits until they are complete.
void push(api::Pipeline& pipeline, const std::string& block, size_t numBlocks)
{
    Bell bell;
    const std::shared_ptr<Ingress> ingress = openBids(pipeline);
    ingress->setWakeup(bell.ringer());
    for (size_t i = 0; i < numBlocks; ++i) {
        while (!ingress->hasRoom()) {
            bell.wait();
        }
        ingress->write(block);
    }
    ingress->finish();
    while (!ingress->outcome()) {
        bell.wait();
    }
    ingress->setWakeup(nullptr);
    const std::string token = (*ingress->outcome())->token;
    while (pipeline.tokenStatus(token)->state != TokenState::Complete) {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
}

std::string blockOfBids()
{
    std::string block;
    for (size_t i = 0; block.size() < size_t{1} << 20; ++i) {
        block += bidLine(i);
    }
    return block;
}

void ingress(benchmark::State& state)
{
    const auto pipeline = started();
    const std::string block = blockOfBids();
    for ([[maybe_unused]] auto iteration : state) {
        push(*pipeline, block, 256);
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * 256 * block.size()));
}

/// One row pushed, until its token is complete.
void tokenRoundTrip(benchmark::State& state)
{
    const auto pipeline = started();
    const std::string line = bidLine(1);
    for ([[maybe_unused]] auto iteration : state) {
        const std::shared_ptr<Ingress> request = openBids(*pipeline);
        request->write(line);
        request->finish();
        while (!request->outcome()) {
            std::this_thread::yield();
        }
        const std::string token = (*request->outcome())->token;
        while (pipeline->tokenStatus(token)->state != TokenState::Complete) {
            std::this_thread::yield();
        }
    }
}

/// All changes of a view, encoded, to one listener with back-pressure.
void egress(benchmark::State& state)
{
    const auto pipeline = started();
    EgressOptions options;
    options.relation = "bids";
    options.format = "json";
    options.backpressure = true;
    Bell bell;
    const std::shared_ptr<Egress> listener = *pipeline->openEgress(options);
    listener->setWakeup(bell.ringer());
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // until it is let in
    const std::string block = blockOfBids();
    const auto perBlock = static_cast<uint64_t>(std::count(block.begin(), block.end(), '\n'));
    for ([[maybe_unused]] auto iteration : state) {
        std::jthread sender([&] { push(*pipeline, block, 64); });
        for (uint64_t taken = 0; taken < 64 * perBlock;) {
            for (const EgressChunk& chunk : listener->take(size_t{8} << 20)) {
                taken += chunk.numRecords;
                listener->delivered(chunk.sequence);
            }
            if (taken < 64 * perBlock) {
                bell.wait();
            }
        }
    }
    listener->setWakeup(nullptr);
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * 64 * perBlock));
}

/// A request of one row while so many tokens are open, because a listener has not reported what it took.
void stepWithOpenTokens(benchmark::State& state)
{
    const auto pipeline = started();
    EgressOptions options;
    options.relation = "bids";
    const std::shared_ptr<Egress> listener = *pipeline->openEgress(options);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const std::string line = bidLine(1);
    const auto one = [&] {
        const std::shared_ptr<Ingress> request = openBids(*pipeline);
        request->write(line);
        request->finish();
        while (!request->outcome()) {
            std::this_thread::yield();
        }
        listener->take(SIZE_MAX);
    };
    for (int64_t i = 0; i < state.range(0); ++i) {
        one();
    }
    for ([[maybe_unused]] auto iteration : state) {
        one();
    }
    state.counters["open"] = static_cast<double>(pipeline->status()->numOpenTokens);
}

BENCHMARK(ingress)->Name("pipeline/ingress")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(tokenRoundTrip)->Name("pipeline/token")->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(egress)->Name("pipeline/egress")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(stepWithOpenTokens)
    ->Name("pipeline/open_tokens")
    ->Arg(0)
    ->Arg(10'000)
    ->Iterations(2000)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace millrace::bench
