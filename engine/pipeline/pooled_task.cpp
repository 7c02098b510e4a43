// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/pooled_task.h"

namespace millrace {

void PooledTask::schedule()
{
    State state = m_state.load();
    for (;;) {
        switch (state) {
        case State::Idle:
            if (m_state.compare_exchange_weak(state, State::Scheduled)) {
                submit();
                return;
            }
            break;
        case State::Working:
            if (m_state.compare_exchange_weak(state, State::WorkingAndScheduled)) {
                return;
            }
            break;
        case State::Scheduled:
        case State::WorkingAndScheduled: return;
        }
    }
}

void PooledTask::submit()
{
    ignoreError(m_pool->submit([self = shared_from_this()] { self->run(); })); // the pool has a thread, it is held
}

void PooledTask::run()
{
    m_state.store(State::Working);
    work();
    State state = State::Working;
    if (!m_state.compare_exchange_strong(state, State::Idle)) {
        m_state.store(State::Scheduled);
        submit();
    }
}

} // namespace millrace
