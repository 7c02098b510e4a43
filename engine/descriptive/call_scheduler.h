// SPDX-License-Identifier: GPL-3.0-or-later
// Runs all calls on a few threads: each when something of it is due and its client has room.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/descriptive/live_call.h"
#include "engine/descriptive/row_encoder.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

namespace millrace::descriptive {

struct SchedulerLimits {
    size_t numThreads = std::clamp<size_t>(std::thread::hardware_concurrency() / 2, 2, 8);
    size_t maxCalls = 1000;
};

/// A call is a state machine here, not a thread: due at an instant, running, waiting for room or for a wakeup. Owned
/// through a shared pointer, since calls refer to it; call stop() before the last one goes. Any thread.
class CallScheduler : public std::enable_shared_from_this<CallScheduler> {
public:
    explicit CallScheduler(const SchedulerLimits& limits = {}, const Clock& clock = Clock::system());
    ~CallScheduler();
    CallScheduler(const CallScheduler&) = delete;
    CallScheduler& operator=(const CallScheduler&) = delete;

    /// Runs a call until it ends or the reference that is returned is dropped. kQueryLimit, kThreadLimit,
    /// kPipelineState after stop().
    Result<std::shared_ptr<LiveCall>> start(std::unique_ptr<StreamCall> call, const RowFormat& format,
                                            CallOrigin origin);
    /// Calls that take memory: those whose client is there, and those about to go.
    size_t numCalls() const;
    std::vector<LiveCallInfo> calls() const; ///< in the order of their start
    /// Ends all calls and threads; idempotent.
    void stop();

    // --- for LiveCall and what wakes streams
    void wake(uint64_t id);
    void drop(uint64_t id);

private:
    struct Entry;
    struct Due {
        Instant at;
        uint64_t order; ///< first come, first served among those of one instant
        uint64_t id;
        bool operator>(const Due& other) const { return at != other.at ? at > other.at : order > other.order; }
    };
    enum class Outcome : uint8_t { Waits, IsFull, HasEnded };

    Status startThreadsLocked();
    void scheduleLocked(Entry& entry, Instant at);
    void work();
    /// The entry to be run now, marked as running; null when stopped.
    std::shared_ptr<Entry> awaitDue(std::unique_lock<std::mutex>& lock);
    Outcome runOnce(Entry& entry, std::optional<Instant>& wakeAt) const;

    const SchedulerLimits m_limits;
    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<uint64_t, std::shared_ptr<Entry>> m_entries;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    std::vector<std::thread> m_threads;
    uint64_t m_nextId = 1;
    uint64_t m_nextOrder = 1;
    bool m_isStopped = false;
    bool m_hasTimekeeper = false; ///< one thread waits for the next instant, the others for work
};

} // namespace millrace::descriptive
