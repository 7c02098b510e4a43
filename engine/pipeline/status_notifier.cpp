// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/status_notifier.h"

#include "engine/base/background_thread.h"

#include <condition_variable>
#include <thread>
#include <vector>

namespace millrace {

/// The thread of the process that tells, and the notifiers that wait for it, by time. Its thread starts with the first.
class StatusNotifier::Teller {
public:
    static Teller& shared()
    {
        static Teller teller;
        return teller;
    }

    void schedule(StatusNotifier& notifier);
    /// It is not told from now on, nor is it being told when this returns (unless by the caller).
    void forget(StatusNotifier& notifier);
    bool isThisThread() const { return m_caller.load() == std::this_thread::get_id(); }

private:
    using SteadyClock = std::chrono::steady_clock;

    void run(const std::stop_token& stop);

    std::mutex m_mutex;
    std::condition_variable_any m_scheduled;
    std::condition_variable m_told;
    std::multimap<SteadyClock::time_point, StatusNotifier*> m_due;
    StatusNotifier* m_current = nullptr;
    std::atomic<std::thread::id> m_caller;
    std::jthread m_thread; ///< last: goes first
};

void StatusNotifier::Teller::schedule(StatusNotifier& notifier)
{
    {
        std::lock_guard lock(m_mutex);
        if (!m_thread.joinable()) {
            const Status started = startThread(m_thread, [this](const std::stop_token& stop) { run(stop); });
            if (!started.ok()) {
                notifier.m_isRaised.store(false); // tried again with the next change
                return;
            }
        }
        m_due.emplace(std::max(SteadyClock::now(), notifier.m_nextTelling), &notifier);
    }
    m_scheduled.notify_one();
}

void StatusNotifier::Teller::forget(StatusNotifier& notifier)
{
    std::unique_lock lock(m_mutex);
    std::erase_if(m_due, [&](const auto& each) { return each.second == &notifier; });
    if (!isThisThread()) {
        m_told.wait(lock, [&] { return m_current != &notifier; });
    }
}

void StatusNotifier::Teller::run(const std::stop_token& stop)
{
    enterBackgroundThread("mr-status");
    m_caller.store(std::this_thread::get_id());
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (m_due.empty()) {
            m_scheduled.wait(lock, stop, [this] { return !m_due.empty(); });
            continue;
        }
        const SteadyClock::time_point first = m_due.begin()->first;
        if (first > SteadyClock::now()) {
            m_scheduled.wait_until(lock, stop, first, [&] { return m_due.empty() || m_due.begin()->first < first; });
            continue;
        }
        m_current = m_due.begin()->second;
        m_due.erase(m_due.begin());
        m_current->m_nextTelling = SteadyClock::now() + std::chrono::milliseconds(kMinGapMs);
        m_current->m_isRaised.store(false); // before telling: what changes from now on is told again
        lock.unlock();
        m_current->tellAll();
        lock.lock();
        m_current = nullptr;
        m_told.notify_all();
    }
}

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
    {
        std::lock_guard lock(m_mutex);
        m_listeners.clear();
        m_hasListeners.store(false);
        m_isStopped = true;
    }
    Teller::shared().forget(*this);
}

int StatusNotifier::add(std::function<void()> listener)
{
    Teller::shared(); // lives longer than whoever has listeners, also where both are static
    std::lock_guard lock(m_mutex);
    const int id = m_nextId++;
    if (!m_isStopped) {
        m_listeners.emplace(id, std::make_shared<std::function<void()>>(std::move(listener)));
        m_hasListeners.store(true);
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
    if (!Teller::shared().isThisThread()) {
        std::lock_guard waitForCalls(m_callMutex);
    }
}

void StatusNotifier::changed()
{
    if (m_hasListeners.load() && !m_isRaised.exchange(true)) {
        Teller::shared().schedule(*this);
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
