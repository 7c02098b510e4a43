// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the server, and a few more for calls that may block.
#pragma once

#include "engine/base/work_pool.h"
#include "engine/server/lane.h"

#include <QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace millrace::server {

/// Owns the server's thread. All sockets, exchanges and handlers live on it; work that may block goes to a small pool
/// and its result comes back by post(). Any thread, but for start() and stop().
class ServerLoop {
public:
    static constexpr size_t kQuickWorkers = 4; ///< what is more waits, bounded by the connections that are allowed
    static constexpr size_t kLongWorkers = 2;
    static constexpr size_t kMaxLongWaiting = 16; ///< each holds its request's body
    static constexpr size_t kResultWorkers = 2;   ///< bounded by the queries that are allowed

    ServerLoop();
    ~ServerLoop();
    ServerLoop(const ServerLoop&) = delete;
    ServerLoop& operator=(const ServerLoop&) = delete;

    Status start(); ///< kThreadLimit
    /// Ends all threads: what was posted is done, what waits in a lane or is posted later is dropped.
    void stop();

    /// Calls on the server's thread, in the order of the posts.
    void post(std::function<void()> call);
    /// post() as a value that may outlive the loop, for wakeups that other threads hold.
    std::function<void(std::function<void()>)> poster() const;
    /// The same, and waits for it. Not from the server's thread.
    void call(const std::function<void()>& call);
    /// Calls on a worker of the lane. False when too much waits there; the call is dropped then.
    bool run(Lane lane, std::function<void()> call);

private:
    struct Mailbox;

    bool runLong(std::function<void()> call);

    std::shared_ptr<Mailbox> m_mailbox; ///< outlives the loop in posters
    QThread m_thread;
    WorkPool m_quick;
    WorkPool m_long;
    WorkPool m_result;
    std::atomic<size_t> m_numLong = 0; ///< those under way included
};

} // namespace millrace::server
