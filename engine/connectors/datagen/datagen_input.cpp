// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/datagen_input.h"

#include "engine/connectors/datagen/datagen_plan.h"
#include "engine/connectors/datagen/rate_limiter.h"
#include "engine/connectors/threaded_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>

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

/// What the workers of a reader share.
class DatagenRun {
public:
    DatagenRun(DatagenConfig datagenConfig, const InputContext& context)
        : config(std::move(datagenConfig))
        , seed(config.seed ? *config.seed : (uint64_t{std::random_device()()} << 32) ^ std::random_device()())
        , physicals(context.target.schema.physicals())
        , consumer(context.consumer)
        , dealer(config.plans)
        , numWorking(config.numWorkers)
    {
        for (const DatagenPlan& plan : config.plans) {
            limiters.push_back(std::make_unique<RateLimiter>(plan.rate, *context.clock));
        }
    }

    /// The time of a pause is not made up for.
    void restartLimiters()
    {
        for (const auto& limiter : limiters) {
            limiter->restart();
        }
    }

    const DatagenConfig config;
    const uint64_t seed;
    const std::vector<Physical> physicals;
    const std::shared_ptr<InputConsumer> consumer;
    ChunkDealer dealer;
    std::vector<std::unique_ptr<RateLimiter>> limiters; ///< by plan
    std::atomic<uint64_t> numWorking;
};

class DatagenWorker final : public ReaderTask {
public:
    explicit DatagenWorker(std::shared_ptr<DatagenRun> run)
        : m_run(std::move(run))
        , m_builder(m_run->physicals)
    {
    }

    void run(ReaderControl& control, const std::stop_token& stop) override
    {
        while (control.awaitRunning(stop)) {
            const std::optional<Chunk> chunk = m_run->dealer.next();
            if (!chunk) {
                if (m_run->numWorking.fetch_sub(1) == 1) {
                    m_run->consumer->endOfInput(); // the last worker: nothing is in flight any more
                }
                return;
            }
            if (!make(*chunk, control, stop)) {
                return;
            }
        }
    }

    void resuming() override { m_run->restartLimiters(); }

private:
    /// Makes and hands over a chunk as fast as its plan allows; false on a stop.
    bool make(Chunk chunk, ReaderControl& control, const std::stop_token& stop)
    {
        RateLimiter& limiter = *m_run->limiters[chunk.plan];
        while (chunk.count > 0) {
            if (!control.awaitRunning(stop)) {
                return false;
            }
            const uint64_t rows = limiter.take(std::min(chunk.count, kRowsPerBatch));
            if (rows == 0) {
                control.sleepWhileRunning(stop, limiter.delay());
                continue;
            }
            m_run->config.plans[chunk.plan].appendRows(m_run->seed, chunk.first, rows, m_builder);
            InputBatch batch;
            batch.rows = m_builder.build();
            const uint64_t bytes = batch.rows->byteSize();
            m_run->consumer->received(std::move(batch), bytes);
            chunk.first += rows;
            chunk.count -= rows;
        }
        return true;
    }

    const std::shared_ptr<DatagenRun> m_run;
    BatchBuilder m_builder;
};

} // namespace

std::vector<ConfigProblem> checkDatagen(const ConnectorSpec& spec, const Schema& table)
{
    return configProblems(readDatagenConfig, spec.transportConfig, table);
}

Result<std::unique_ptr<InputReader>> openDatagen(const InputContext& context)
{
    MR_TRY(DatagenConfig config,
           readConfig(readDatagenConfig, context.spec->transportConfig, context.target.schema));
    const auto run = std::make_shared<DatagenRun>(std::move(config), context);
    std::vector<std::unique_ptr<ReaderTask>> workers;
    for (uint64_t i = 0; i < run->config.numWorkers; ++i) {
        workers.push_back(std::make_unique<DatagenWorker>(run));
    }
    return std::unique_ptr<InputReader>(std::make_unique<ThreadedReader>(std::move(workers), context.stop));
}

} // namespace millrace
