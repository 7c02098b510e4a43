// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/status_notifier.h"

#include "engine/base/background_thread.h"

#include <chrono>
#include <vector>

namespace millrace {

StatusNotifier::StatusNotifier(std::function<void()> aboutToTell)
    : m_aboutToTell(std::move(aboutToTell))
{
}

StatusNotifier::~StatusNotifier()
{
    stop();
}

void StatusNotifier::stop()
{
    std::jthread thread;
    {
        std::lock_guard lock(m_mutex);
        m_listeners.clear();
        m_hasListeners.store(false);
        m_isStopped = true;
        thread.swap(m_thread);
    }
    if (thread.joinable()) {
        thread.request_stop();
        thread.join();
    }
}

int StatusNotifier::add(std::function<void()> listener)
{
    std::lock_guard lock(m_mutex);
    const int id = m_nextId++;
    m_listeners.emplace(id, std::make_shared<std::function<void()>>(std::move(listener)));
    m_hasListeners.store(true);
    if (!m_thread.joinable() && !m_isStopped) {
        m_thread = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
    }
    return id;
}

void StatusNotifier::remove(int id)
{
    {
        std::lock_guard lock(m_mutex);
        m_listeners.erase(id);
        m_hasListeners.store(!m_listeners.empty());
    }
    if (m_caller.load() != std::this_thread::get_id()) {
        std::lock_guard waitForCalls(m_callMutex);
    }
}

void StatusNotifier::changed()
{
    if (m_hasListeners.load()) {
        m_changed.raise();
    }
}

void StatusNotifier::run(std::stop_token stop)
{
    enterBackgroundThread("mr-status");
    m_caller.store(std::this_thread::get_id());
    std::mutex gapMutex;
    std::condition_variable_any gap;
    while (m_changed.wait(stop)) {
        tellAll();
        std::unique_lock lock(gapMutex);
        gap.wait_for(lock, stop, std::chrono::milliseconds(kMinGapMs), [] { return false; });
    }
}

void StatusNotifier::tellAll()
{
    m_aboutToTell();
    std::lock_guard calling(m_callMutex);
    std::vector<int> ids;
    {
        std::lock_guard lock(m_mutex);
        for (const auto& [id, listener] : m_listeners) {
            ids.push_back(id);
        }
    }
    for (const int id : ids) {
        std::shared_ptr<std::function<void()>> listener;
        {
            std::lock_guard lock(m_mutex);
            const auto found = m_listeners.find(id);
            if (found == m_listeners.end()) {
                continue;
            }
            listener = found->second;
        }
        (*listener)();
    }
}

} // namespace millrace
