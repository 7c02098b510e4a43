// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/call_scheduler.h"

#include "engine/base/background_thread.h"
#include "engine/base/block_pool.h"

#include <algorithm>
#include <chrono>
#include <malloc.h>

namespace millrace::descriptive {

namespace {

/// Encoded bytes that are handed over together.
constexpr size_t kPieceBytes = size_t{48} << 10;
/// Rows asked for at a time, so that a call gives way to the others after a millisecond or so.
constexpr size_t kMaxRows = 4096;
/// The wall clock may be set meanwhile: nobody sleeps longer than this.
constexpr std::chrono::microseconds kLongestSleep = std::chrono::seconds(1);
/// Of malloc's memory, so much may lie free when nobody calls.
constexpr size_t kMaxFreeBytes = size_t{64} << 20;

/// What calls of many groups have used goes back to the system once nobody calls.
void giveMemoryBack()
{
    releaseFreeBlocks();
    if (mallinfo2().fordblks > kMaxFreeBytes) {
        malloc_trim(0);
    }
}

} // namespace

struct CallScheduler::Entry {
    Entry(std::unique_ptr<StreamCall> ofStream, const RowFormat& format)
        : stream(std::move(ofStream))
        , encoder(stream->columns(), format)
    {
    }

    uint64_t id = 0;
    std::unique_ptr<StreamCall> stream; ///< of the thread that runs the entry
    RowEncoder encoder;
    size_t rowBytes = 100; ///< of the last rows, about
    std::weak_ptr<LiveCall> client;

    // --- under the scheduler's mutex
    std::optional<Instant> dueAt; ///< in m_due; others of the same id there are out of date
    uint64_t order = 0;
    bool isRunning = false;
    bool isDropped = false;
    bool isWoken = false; ///< while it ran
};

CallScheduler::CallScheduler(const SchedulerLimits& limits, const Clock& clock)
    : m_limits(limits)
    , m_clock(clock)
{
}

CallScheduler::~CallScheduler()
{
    stop();
}

Result<std::shared_ptr<LiveCall>> CallScheduler::start(std::unique_ptr<StreamCall> call, const RowFormat& format,
                                                       CallOrigin origin)
{
    auto entry = std::make_shared<Entry>(std::move(call), format);
    StreamCall& stream = *entry->stream;
    std::shared_ptr<LiveCall> client;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isStopped) {
            return makeError(ErrorCode::kPipelineState, "No calls are taken any more");
        }
        if (m_entries.size() >= m_limits.maxCalls) {
            return makeError(ErrorCode::kQueryLimit,
                             "As many calls run as may (try again later): " + std::to_string(m_limits.maxCalls));
        }
        MR_CHECK(startThreadsLocked());
        const uint64_t id = m_nextId++;
        client = std::make_shared<LiveCall>(weak_from_this(), id, std::move(origin), m_clock.now());
        entry->client = client;
        entry->id = id;
        entry->isRunning = true; // until all is set up
        m_entries.emplace(id, entry);
    }
    stream.setWakeup([self = weak_from_this(), id = client->id()] {
        if (const std::shared_ptr<CallScheduler> scheduler = self.lock()) {
            scheduler->wake(id);
        }
    });
    std::string head;
    entry->encoder.appendHead(head);
    if (!head.empty()) {
        client->push({std::make_shared<const std::string>(std::move(head))}, 0);
    }
    const std::lock_guard lock(m_mutex);
    entry->isRunning = false;
    scheduleLocked(*entry, m_clock.now());
    return client;
}

Status CallScheduler::startThreadsLocked()
{
    while (m_threads.size() < m_limits.numThreads) {
        std::thread thread;
        Status started = startThread(thread, [this] { work(); });
        if (!started.ok()) {
            return m_threads.empty() ? std::move(started) : Status(); // one of them does it
        }
        m_threads.push_back(std::move(thread));
    }
    return {};
}

void CallScheduler::stop()
{
    std::vector<std::thread> threads;
    std::map<uint64_t, std::shared_ptr<Entry>> entries;
    {
        const std::lock_guard lock(m_mutex);
        m_isStopped = true;
        threads.swap(m_threads);
    }
    m_changed.notify_all();
    for (std::thread& thread : threads) {
        thread.join();
    }
    const std::lock_guard lock(m_mutex);
    entries.swap(m_entries); // destroyed after the lock is gone: streams may call back
}

size_t CallScheduler::numCalls() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

std::vector<LiveCallInfo> CallScheduler::calls() const
{
    std::vector<std::shared_ptr<LiveCall>> clients;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, entry] : m_entries) {
            if (std::shared_ptr<LiveCall> client = entry->client.lock()) {
                clients.push_back(std::move(client)); // may be the last reference: dropped without the lock
            }
        }
    }
    std::vector<LiveCallInfo> infos;
    infos.reserve(clients.size());
    for (const std::shared_ptr<LiveCall>& client : clients) {
        infos.push_back(client->info());
    }
    return infos;
}

void CallScheduler::scheduleLocked(Entry& entry, Instant at)
{
    if (entry.isRunning) {
        entry.isWoken = true;
        return;
    }
    if (entry.dueAt && *entry.dueAt <= at) {
        return;
    }
    entry.dueAt = at;
    entry.order = m_nextOrder++;
    m_due.push({at, entry.order, entry.id});
    m_changed.notify_one();
}

void CallScheduler::wake(uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_entries.find(id); found != m_entries.end()) {
        scheduleLocked(*found->second, m_clock.now());
    }
}

void CallScheduler::drop(uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_entries.find(id); found != m_entries.end()) {
        found->second->isDropped = true; // a thread of ours destroys it: that may take a while
        scheduleLocked(*found->second, 0);
    }
}

std::shared_ptr<CallScheduler::Entry> CallScheduler::awaitDue(std::unique_lock<std::mutex>& lock)
{
    while (!m_isStopped) {
        const Instant now = m_clock.now();
        if (!m_due.empty() && m_due.top().at <= now) {
            const Due due = m_due.top();
            m_due.pop();
            const auto found = m_entries.find(due.id);
            if (found == m_entries.end() || found->second->order != due.order || !found->second->dueAt) {
                continue; // out of date
            }
            found->second->dueAt.reset();
            found->second->isRunning = true;
            if (!m_due.empty()) {
                m_changed.notify_one(); // somebody else looks after the next one
            }
            return found->second;
        }
        if (m_hasTimekeeper || m_due.empty()) {
            m_changed.wait(lock);
            continue;
        }
        m_hasTimekeeper = true;
        m_changed.wait_for(lock, std::min(std::chrono::microseconds(m_due.top().at - now), kLongestSleep));
        m_hasTimekeeper = false;
    }
    return nullptr;
}

void CallScheduler::work()
{
    nameThread("calls");
    std::unique_lock lock(m_mutex);
    while (std::shared_ptr<Entry> entry = awaitDue(lock)) {
        Outcome outcome = Outcome::HasEnded;
        std::optional<Instant> wakeAt;
        bool isIdle = false;
        const bool isDropped = entry->isDropped;
        lock.unlock();
        if (!isDropped) {
            outcome = runOnce(*entry, wakeAt);
        }
        if (outcome == Outcome::HasEnded) {
            entry->stream.reset();
        }
        lock.lock();
        entry->isRunning = false;
        if (outcome == Outcome::HasEnded) {
            m_entries.erase(entry->id);
            isIdle = m_entries.empty();
        } else if (std::exchange(entry->isWoken, false)) {
            scheduleLocked(*entry, m_clock.now());
        } else if (outcome == Outcome::Waits && wakeAt) {
            // Who is behind does not come before those whose time is later, or they would never run.
            scheduleLocked(*entry, std::max(*wakeAt, m_clock.now()));
        }
        lock.unlock();
        entry.reset();
        if (isIdle) {
            giveMemoryBack();
        }
        lock.lock();
    }
}

CallScheduler::Outcome CallScheduler::runOnce(Entry& entry, std::optional<Instant>& wakeAt) const
{
    const std::shared_ptr<LiveCall> client = entry.client.lock();
    if (!client) {
        return Outcome::HasEnded;
    }
    const size_t fitting = std::max<size_t>(client->room() / entry.rowBytes, 1);
    StreamProgress progress = entry.stream->advance(m_clock.now(), std::min(fitting, kMaxRows));
    std::vector<EncodedPiece> pieces;
    std::string piece;
    size_t numRows = 0;
    size_t numBytes = 0;
    const auto finishPiece = [&] {
        numBytes += piece.size();
        if (!piece.empty()) {
            pieces.push_back(std::make_shared<const std::string>(std::exchange(piece, {})));
        }
    };
    for (const BatchPtr& batch : progress.rows) {
        numRows += batch->numRows;
        for (size_t row = 0; row < batch->numRows;) {
            const size_t space = kPieceBytes - std::min(piece.size(), kPieceBytes);
            const size_t count = std::clamp<size_t>(space / entry.rowBytes, 1, batch->numRows - row);
            piece.reserve(std::min(piece.size() + count * entry.rowBytes, kPieceBytes));
            entry.encoder.append(*batch, row, row + count, piece);
            row += count;
            if (piece.size() + entry.rowBytes > kPieceBytes) {
                finishPiece();
            }
        }
    }
    if (progress.isEnd && !progress.error) {
        entry.encoder.appendTail(piece);
    }
    finishPiece();
    if (numRows > 0) {
        entry.rowBytes = std::max<size_t>(numBytes / numRows, 1);
    }
    const bool isFull = !pieces.empty() && client->push(std::move(pieces), numRows);
    if (progress.isEnd) {
        client->end(std::move(progress.error));
        return Outcome::HasEnded;
    }
    wakeAt = progress.wakeAt;
    return isFull ? Outcome::IsFull : Outcome::Waits;
}

} // namespace millrace::descriptive
