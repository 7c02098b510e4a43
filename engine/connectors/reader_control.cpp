// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/reader_control.h"

namespace millrace {

void ReaderControl::extend()
{
    {
        std::lock_guard lock(m_mutex);
        m_isRunning.store(true, std::memory_order_release);
        ++m_numExtends;
    }
    m_changed.notify_all();
}

void ReaderControl::pause()
{
    {
        std::lock_guard lock(m_mutex);
        m_isRunning.store(false, std::memory_order_release);
    }
    m_changed.notify_all();
}

bool ReaderControl::awaitRunning(std::stop_token stop)
{
    if (isRunning() && !stop.stop_requested()) {
        return true;
    }
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return isRunning(); });
    return !stop.stop_requested();
}

bool ReaderControl::awaitRunningFor(std::stop_token stop, std::chrono::milliseconds longest)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, stop, longest, [this] { return isRunning(); }) && !stop.stop_requested();
}

bool ReaderControl::sleepWhileRunning(std::stop_token stop, std::chrono::milliseconds duration)
{
    std::unique_lock lock(m_mutex);
    const bool wasPaused = m_changed.wait_for(lock, stop, duration, [this] { return !isRunning(); });
    return !wasPaused && !stop.stop_requested();
}

uint64_t ReaderControl::numExtends() const
{
    std::lock_guard lock(m_mutex);
    return m_numExtends;
}

bool ReaderControl::awaitExtend(std::stop_token stop, uint64_t before)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [&] { return m_numExtends != before; });
    return !stop.stop_requested();
}

} // namespace millrace
