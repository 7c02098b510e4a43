// SPDX-License-Identifier: GPL-3.0-or-later
// Tells listeners that a status has changed, at most 20 times a second.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace millrace {

/// Changes are coalesced: the first one is told at once, the next not before kMinGapMs later, and the last is
/// never lost. One thread of the process tells for all notifiers, so that a thousand pipelines cost none; it sleeps
/// while nothing changes. Any thread.
class StatusNotifier {
public:
    static constexpr int kMinGapMs = 50;

    /// `aboutToTell` runs before each round of calls, on the thread that tells.
    explicit StatusNotifier(std::function<void()> aboutToTell);
    ~StatusNotifier();
    StatusNotifier(const StatusNotifier&) = delete;
    StatusNotifier& operator=(const StatusNotifier&) = delete;

    /// A listener returns soon: the others wait for it.
    int add(std::function<void()> listener);
    /// When this returns no call of the listener is running (except the caller itself, when called from one).
    void remove(int id);
    /// Returns at once.
    void changed();
    /// Tells nobody any more; no call is running when it returns. Not from a listener.
    void stop();

private:
    class Teller;

    void tellAll();

    const std::function<void()> m_aboutToTell;
    std::atomic<bool> m_hasListeners = false;
    std::atomic<bool> m_isRaised = false;              ///< it waits to be told
    std::chrono::steady_clock::time_point m_nextTelling; ///< not before; the teller's

    std::mutex m_mutex;
    std::map<int, std::shared_ptr<std::function<void()>>> m_listeners;
    int m_nextId = 1;
    bool m_isStopped = false;
    std::mutex m_callMutex; ///< held while listeners run; taken before m_mutex
};

} // namespace millrace
