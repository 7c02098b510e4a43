// SPDX-License-Identifier: GPL-3.0-or-later
// Work of one object that is done on a pool's threads, never twice at once.
#pragma once

#include "engine/base/work_pool.h"

#include <atomic>
#include <memory>

namespace millrace {

/// An object with work that comes in pieces. schedule() says that there is some; work() runs soon after, on one thread
/// at a time, at least once after the last schedule(). Owned by shared pointers; a piece under way keeps it alive. The
/// pool is held by whoever makes such objects.
class PooledTask : public std::enable_shared_from_this<PooledTask> {
public:
    explicit PooledTask(std::shared_ptr<WorkPool> pool)
        : m_pool(std::move(pool))
    {
    }
    virtual ~PooledTask() = default;
    PooledTask(const PooledTask&) = delete;
    PooledTask& operator=(const PooledTask&) = delete;

    /// Any thread, also from work(): then the others in the pool's queue come first.
    void schedule();

protected:
    virtual void work() = 0;
    const std::shared_ptr<WorkPool>& pool() const { return m_pool; }

private:
    enum class State : uint8_t { Idle, Scheduled, Working, WorkingAndScheduled };

    void submit();
    void run();

    const std::shared_ptr<WorkPool> m_pool;
    std::atomic<State> m_state = State::Idle;
};

} // namespace millrace
