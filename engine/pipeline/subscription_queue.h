// SPDX-License-Identifier: GPL-3.0-or-later
// The queue between the controller and one follower of a relation.
#pragma once

#include "engine/pipeline/subscription.h"
#include "engine/pipeline/wake_signal.h"

#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace millrace {

/// A Subscription fed by the controller. What is queued is bounded by `maxRows`: with DropOldest the
/// oldest changes go (whole steps; only a single step larger than the bound loses its first batches), with
/// Block isBlocking() tells the controller to start no further step, so at most one step exceeds the bound.
class SubscriptionQueue final : public Subscription {
public:
    explicit SubscriptionQueue(SubscribeOptions options);
    ~SubscriptionQueue() override;

    StreamChunk take() override;
    /// When something is queued already, `wakeup` is called at once, from this call.
    void setWakeup(std::function<void()> wakeup) override;

    const SubscribeOptions& options() const { return m_options; }
    /// The signal raised when a blocking subscription has room again or goes away. Before the first push().
    void setRoomSignal(std::shared_ptr<WakeSignal> signal);
    /// Engine thread. Never waits. An empty change is not queued.
    void push(StepChange change);
    bool isBlocking() const;
    /// Nothing follows. Idempotent.
    void finish();

private:
    void dropOldest();
    void countDropped(uint64_t step, size_t rows);
    /// Calls the wake-up unless it was called since the last take().
    void wake();

    const SubscribeOptions m_options;
    mutable std::mutex m_mutex;
    std::deque<StepChange> m_changes;
    size_t m_rows = 0;
    uint64_t m_droppedRows = 0;
    uint64_t m_droppedFirstStep = 0;
    uint64_t m_droppedLastStep = 0;
    bool m_isFinished = false;
    bool m_isAnnounced = false; ///< the wake-up was called after the last take()
    std::shared_ptr<WakeSignal> m_roomSignal;

    std::mutex m_wakeupMutex; ///< held while the wake-up runs; never taken with m_mutex held
    std::function<void()> m_wakeup;
};

} // namespace millrace
