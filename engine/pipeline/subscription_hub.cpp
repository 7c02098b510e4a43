// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/subscription_hub.h"

#include "engine/pipeline/step_runner.h"
#include "engine/zset/key_order.h"
#include "engine/zset/relation_store.h"

#include <optional>

namespace millrace {

SubscriptionHub::SubscriptionHub(size_t numRelations, std::shared_ptr<WakeSignal> stepSignal)
    : m_stepSignal(std::move(stepSignal))
    , m_followers(numRelations)
{
}

void SubscriptionHub::add(size_t relation, const std::shared_ptr<SubscriptionQueue>& follower)
{
    bool isFinished = false;
    {
        std::lock_guard lock(m_mutex);
        isFinished = m_isFinished;
        if (!isFinished) {
            m_joining.push_back({relation, follower});
        }
    }
    if (isFinished) {
        follower->finish();
        return;
    }
    follower->setRoomSignal(m_stepSignal);
    m_stepSignal->raise();
}

void SubscriptionHub::join(const StepRunner& runner, uint64_t step, TimestampMicros now)
{
    std::vector<Joining> joining;
    {
        std::lock_guard lock(m_mutex);
        joining.swap(m_joining);
    }
    for (const Joining& each : joining) {
        const std::shared_ptr<SubscriptionQueue> follower = each.follower.lock();
        if (!follower) {
            continue;
        }
        const RelationStore* store = runner.store(each.relation);
        if (follower->options().withSnapshot && store != nullptr) {
            StepChange snapshot;
            snapshot.step = step;
            snapshot.at = now;
            snapshot.isSnapshot = true;
            for (BatchPtr& batch : store->snapshot()) {
                snapshot.delta.add(std::move(batch));
            }
            follower->push(std::move(snapshot));
        }
        std::vector<std::weak_ptr<SubscriptionQueue>>& followers = m_followers[each.relation];
        std::erase_if(followers, [](const std::weak_ptr<SubscriptionQueue>& other) { return other.expired(); });
        followers.push_back(follower);
    }
}

void SubscriptionHub::publish(const StepRunner& runner, const std::function<const Delta&(size_t relation)>& changeOf,
                              uint64_t step, TimestampMicros now)
{
    for (size_t relation = 0; relation < m_followers.size(); ++relation) {
        std::vector<std::weak_ptr<SubscriptionQueue>>& followers = m_followers[relation];
        std::erase_if(followers, [](const std::weak_ptr<SubscriptionQueue>& each) { return each.expired(); });
        if (followers.empty()) {
            continue;
        }
        const Delta& change = changeOf(relation);
        if (change.empty()) {
            continue;
        }
        const std::vector<int>* key = runner.key(relation);
        std::optional<Delta> ordered; // once for all that want it
        for (const std::weak_ptr<SubscriptionQueue>& each : followers) {
            const std::shared_ptr<SubscriptionQueue> follower = each.lock();
            if (!follower) {
                continue;
            }
            const bool isKeyOrdered = follower->options().isKeyOrdered && key != nullptr;
            if (isKeyOrdered && !ordered) {
                ordered = orderedByKey(change, *key);
            }
            follower->push({step, now, false, isKeyOrdered ? *ordered : change});
        }
    }
}

bool SubscriptionHub::isBlocked()
{
    for (const auto& followers : m_followers) {
        for (const std::weak_ptr<SubscriptionQueue>& each : followers) {
            const std::shared_ptr<SubscriptionQueue> follower = each.lock();
            if (follower && follower->isBlocking()) {
                return true;
            }
        }
    }
    return false;
}

void SubscriptionHub::finish()
{
    std::vector<Joining> joining;
    {
        std::lock_guard lock(m_mutex);
        m_isFinished = true;
        joining.swap(m_joining);
    }
    for (const Joining& each : joining) {
        if (const std::shared_ptr<SubscriptionQueue> follower = each.follower.lock()) {
            follower->finish();
        }
    }
    for (auto& followers : m_followers) {
        for (const std::weak_ptr<SubscriptionQueue>& each : followers) {
            if (const std::shared_ptr<SubscriptionQueue> follower = each.lock()) {
                follower->finish();
            }
        }
        followers.clear();
    }
}

} // namespace millrace
