// SPDX-License-Identifier: GPL-3.0-or-later
// The followers of a run's relations.
#pragma once

#include "engine/pipeline/subscription_queue.h"

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

class StepRunner;

/// A follower added by any thread joins between two steps, with a snapshot if it asked for one; so it sees
/// every step from then on and nothing twice. Followers are held weakly: dropping one ends it.
class SubscriptionHub {
public:
    SubscriptionHub(size_t numRelations, std::shared_ptr<WakeSignal> stepSignal);

    /// Any thread. After finish() the follower ends at once.
    void add(size_t relation, const std::shared_ptr<SubscriptionQueue>& follower);
    /// Lets those added join after `step`. Controller thread, between two steps.
    void join(const StepRunner& runner, uint64_t step, TimestampMicros now);
    bool hasFollowers(size_t relation) const { return !m_followers[relation].empty(); } ///< controller thread
    /// Hands out changes; asks for those that somebody follows. Controller thread.
    void publish(const StepRunner& runner, const std::function<const Delta&(size_t relation)>& changeOf, uint64_t step,
                 TimestampMicros now);
    /// A follower that must not lose anything has no room. Controller thread.
    bool isBlocked();
    /// The run has ended. Controller thread.
    void finish();

private:
    struct Joining {
        size_t relation = 0;
        std::weak_ptr<SubscriptionQueue> follower;
    };

    const std::shared_ptr<WakeSignal> m_stepSignal;
    std::vector<std::vector<std::weak_ptr<SubscriptionQueue>>> m_followers; ///< by relation; controller thread's own
    std::mutex m_mutex;
    std::vector<Joining> m_joining;
    bool m_isFinished = false;
};

} // namespace millrace
