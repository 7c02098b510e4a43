// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/nexmark/nexmark_input.h"

#include "engine/base/background_thread.h"
#include "engine/connectors/nexmark/nexmark_options.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace millrace {

namespace {

constexpr size_t kNumTables = 3;

/// One batch of the table, cut to the columns that the table of the program has.
InputBatch inputOf(const BatchPtr& batch, size_t numColumns)
{
    InputBatch input;
    if (numColumns == batch->columns.size()) {
        input.rows = batch;
        return input;
    }
    auto part = std::make_shared<Batch>(*batch);
    part->columns.resize(numColumns);
    input.rows = std::move(part);
    return input;
}

/// The generator of a run and its threads. Threads take ranges of events in turn and hand them over in that order, so
/// that what comes does not depend on their number. Any thread.
class NexmarkRun {
public:
    explicit NexmarkRun(const NexmarkOptions& options)
        : m_options(options)
    {
    }

    /// Joins; with the third table the threads start. False when the table is there already.
    bool join(NexmarkTable table, std::shared_ptr<InputConsumer> consumer, size_t numColumns)
    {
        std::lock_guard lock(m_mutex);
        Table& place = m_tables[static_cast<size_t>(table)];
        if (place.consumer != nullptr) {
            return false;
        }
        place.consumer = std::move(consumer);
        place.numColumns = numColumns;
        const bool isWhole = std::all_of(m_tables.begin(), m_tables.end(),
                                         [](const Table& each) { return each.consumer != nullptr; });
        for (uint64_t i = 0; isWhole && i < m_options.threads; ++i) {
            m_threads.emplace_back([this] { work(); });
        }
        return true;
    }

    void setRunning(NexmarkTable table, bool isRunning)
    {
        {
            std::lock_guard lock(m_mutex);
            m_tables[static_cast<size_t>(table)].isRunning = isRunning;
        }
        m_changed.notify_all();
    }

    void requestStop()
    {
        {
            std::lock_guard lock(m_mutex);
            m_isStopping = true;
        }
        m_changed.notify_all();
    }

    /// Ends the threads and waits for them.
    void stop()
    {
        requestStop();
        std::call_once(m_joined, [this] {
            for (std::thread& thread : m_threads) {
                thread.join();
            }
        });
    }

    bool isFor(const NexmarkOptions& options, NexmarkTable table) const
    {
        std::lock_guard lock(m_mutex);
        return !m_isStopping && m_options == options && m_tables[static_cast<size_t>(table)].consumer == nullptr;
    }

private:
    struct Table {
        std::shared_ptr<InputConsumer> consumer;
        size_t numColumns = 0;
        bool isRunning = false;
    };

    bool areAllRunning() const
    {
        return std::all_of(m_tables.begin(), m_tables.end(), [](const Table& table) { return table.isRunning; });
    }

    void work()
    {
        enterBackgroundThread("mr-nexmark");
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_isStopping || areAllRunning(); });
            if (m_isStopping || m_nextEvent >= m_options.events) {
                break;
            }
            const uint64_t first = m_nextEvent;
            const uint64_t last = first + std::min(m_options.batchSizePerThread, m_options.events - first);
            m_nextEvent = last;
            lock.unlock();
            const NexmarkBatches batches = m_generator.make(first, last);
            lock.lock();
            m_changed.wait(lock, [&] { return m_isStopping || m_handedOver == first; });
            if (m_isStopping) {
                return;
            }
            lock.unlock();
            handOver(batches); // by this thread alone: it is its turn
            lock.lock();
            m_handedOver = last;
            m_changed.notify_all();
        }
        if (!m_isStopping && m_handedOver == m_options.events) {
            lock.unlock();
            for (const Table& table : m_tables) {
                table.consumer->endOfInput(); // idempotent
            }
        }
    }

    void handOver(const NexmarkBatches& batches)
    {
        for (const NexmarkTable each : {NexmarkTable::Person, NexmarkTable::Auction, NexmarkTable::Bid}) {
            const Table& table = m_tables[static_cast<size_t>(each)];
            InputBatch input = inputOf(batches.of(each), table.numColumns);
            if (input.numRows() != 0) {
                const uint64_t bytes = input.rows->byteSize();
                table.consumer->received(std::move(input), bytes);
            }
        }
    }

    const NexmarkOptions m_options;
    const NexmarkGenerator m_generator;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::array<Table, kNumTables> m_tables; ///< consumers stay once they are there
    uint64_t m_nextEvent = 0;
    uint64_t m_handedOver = 0;
    bool m_isStopping = false;
    std::once_flag m_joined;
    std::vector<std::thread> m_threads;
};

/// The run that a reader belongs to: readers of a pipeline's run have the same stop token.
std::shared_ptr<NexmarkRun> runFor(const std::stop_token& stop, const NexmarkConfig& config)
{
    struct Entry {
        std::stop_token stop;
        std::weak_ptr<NexmarkRun> run;
    };
    static std::mutex mutex;
    static std::vector<Entry> entries;
    std::lock_guard lock(mutex);
    std::erase_if(entries, [](const Entry& entry) { return entry.run.expired(); });
    for (const Entry& entry : entries) {
        const std::shared_ptr<NexmarkRun> run = entry.run.lock();
        if (run != nullptr && entry.stop == stop && run->isFor(config.options, config.table)) {
            return run;
        }
    }
    auto run = std::make_shared<NexmarkRun>(config.options);
    entries.push_back({stop, run});
    return run;
}

class NexmarkReader final : public InputReader {
public:
    NexmarkReader(std::shared_ptr<NexmarkRun> run, NexmarkTable table, const std::stop_token& stop)
        : m_run(std::move(run))
        , m_table(table)
        , m_onStop(stop, Stop{m_run.get()})
    {
    }
    ~NexmarkReader() override { m_run->stop(); }

    void extend() override { m_run->setRunning(m_table, true); }
    void pause() override { m_run->setRunning(m_table, false); }

private:
    struct Stop {
        NexmarkRun* run;
        void operator()() const { run->requestStop(); }
    };

    const std::shared_ptr<NexmarkRun> m_run;
    const NexmarkTable m_table;
    std::stop_callback<Stop> m_onStop;
};

} // namespace

Result<std::unique_ptr<InputReader>> openNexmark(const InputContext& context)
{
    const Schema& schema = context.target.schema;
    MR_TRY(const NexmarkConfig config, readConfig(readNexmarkConfig, context.spec->transportConfig, schema));
    std::shared_ptr<NexmarkRun> run = runFor(context.stop, config);
    if (!run->join(config.table, context.consumer, schema.numColumns())) {
        return makeError(ErrorCode::kConnectorOpen,
                         "There is another connector for Nexmark's table '" +
                             std::string(nexmarkTableName(config.table)) + "'");
    }
    return std::unique_ptr<InputReader>(std::make_unique<NexmarkReader>(std::move(run), config.table, context.stop));
}

} // namespace millrace
