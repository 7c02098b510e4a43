// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/datagen_input.h"

#include "engine/connectors/datagen/datagen_plan.h"
#include "engine/connectors/datagen/rate_limiter.h"
#include "engine/connectors/reader_control.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>
#include <thread>

namespace millrace {

namespace {

/// Rows of a batch while nothing limits the rate: large enough to be cheap, small enough to pause soon.
constexpr uint64_t kRowsPerBatch = 4096;

/// Consecutive rows of one plan, for one worker.
struct Chunk {
    size_t plan = 0;
    uint64_t first = 0;
    uint64_t count = 0;
};

/// Hands out the rows of all plans, in order.
class ChunkDealer {
public:
    explicit ChunkDealer(const std::vector<DatagenPlan>& plans)
        : m_plans(plans)
    {
    }

    /// Nothing when every row has been dealt.
    std::optional<Chunk> next()
    {
        std::lock_guard lock(m_mutex);
        while (m_plan < m_plans.size()) {
            const DatagenPlan& plan = m_plans[m_plan];
            if (m_next < plan.limit) {
                const Chunk chunk{m_plan, m_next, std::min(plan.chunkSize, plan.limit - m_next)};
                m_next += chunk.count;
                return chunk;
            }
            ++m_plan;
            m_next = 0;
        }
        return std::nullopt;
    }

private:
    const std::vector<DatagenPlan>& m_plans;
    std::mutex m_mutex;
    size_t m_plan = 0;
    uint64_t m_next = 0;
};

class DatagenInput final : public InputReader {
public:
    DatagenInput(DatagenConfig config, const InputContext& context)
        : m_config(std::move(config))
        , m_seed(m_config.seed ? *m_config.seed : (uint64_t{std::random_device()()} << 32) ^ std::random_device()())
        , m_physicals(context.target.schema.physicals())
        , m_consumer(context.consumer)
        , m_dealer(m_config.plans)
        , m_numWorking(m_config.numWorkers)
    {
        for (const DatagenPlan& plan : m_config.plans) {
            m_limiters.push_back(std::make_unique<RateLimiter>(plan.rate, *context.clock));
        }
        for (uint64_t i = 0; i < m_config.numWorkers; ++i) {
            m_threads.emplace_back([this](std::stop_token stop) { work(stop); });
        }
    }

    ~DatagenInput() override
    {
        for (std::jthread& thread : m_threads) {
            thread.request_stop(); // all at once, before the first is waited for
        }
    }

    void extend() override
    {
        if (!m_control.isRunning()) {
            for (const auto& limiter : m_limiters) {
                limiter->restart();
            }
        }
        m_control.extend();
    }
    void pause() override { m_control.pause(); }

private:
    void work(std::stop_token stop)
    {
        BatchBuilder builder(m_physicals);
        while (m_control.awaitRunning(stop)) {
            const std::optional<Chunk> chunk = m_dealer.next();
            if (!chunk) {
                if (m_numWorking.fetch_sub(1) == 1) {
                    m_consumer->endOfInput(); // the last worker: nothing is in flight any more
                }
                m_control.awaitStop(stop);
                return;
            }
            if (!make(*chunk, builder, stop)) {
                return;
            }
        }
    }

    /// Makes and hands over a chunk as fast as its plan allows; false on a stop.
    bool make(Chunk chunk, BatchBuilder& builder, std::stop_token stop)
    {
        RateLimiter& limiter = *m_limiters[chunk.plan];
        while (chunk.count > 0) {
            if (!m_control.awaitRunning(stop)) {
                return false;
            }
            const uint64_t rows = limiter.take(std::min(chunk.count, kRowsPerBatch));
            if (rows == 0) {
                m_control.sleepWhileRunning(stop, limiter.delay());
                continue;
            }
            m_config.plans[chunk.plan].appendRows(m_seed, chunk.first, rows, builder);
            InputBatch batch;
            batch.rows = builder.build();
            const uint64_t bytes = batch.rows->byteSize();
            m_consumer->received(std::move(batch), bytes);
            chunk.first += rows;
            chunk.count -= rows;
        }
        return true;
    }

    DatagenConfig m_config;
    uint64_t m_seed;
    std::vector<Physical> m_physicals;
    std::shared_ptr<InputConsumer> m_consumer;
    ChunkDealer m_dealer;
    std::vector<std::unique_ptr<RateLimiter>> m_limiters; ///< by plan
    std::atomic<uint64_t> m_numWorking;
    ReaderControl m_control;
    std::vector<std::jthread> m_threads; ///< last: stop before what they use goes
};

} // namespace

std::vector<ConfigProblem> checkDatagen(const ConnectorSpec& spec, const Schema& table)
{
    std::vector<ConfigProblem> problems;
    readDatagenConfig(spec.transportConfig, table, problems);
    return problems;
}

Result<std::unique_ptr<InputReader>> openDatagen(const InputContext& context)
{
    std::vector<ConfigProblem> problems;
    DatagenConfig config = readDatagenConfig(context.spec->transportConfig, context.target.schema, problems);
    if (const ConfigProblem* problem = firstError(problems)) {
        return Error(problem->error);
    }
    return std::unique_ptr<InputReader>(std::make_unique<DatagenInput>(std::move(config), context));
}

} // namespace millrace
