// SPDX-License-Identifier: GPL-3.0-or-later
// The thread of the server, and a few more for calls that may block.
#pragma once

#include <QThread>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <mutex>

namespace millrace::server {

/// Owns the server's thread. All sockets, exchanges and handlers live on it; work that may block goes to a small pool
/// and its result comes back by post(). Any thread, but for start() and stop().
class ServerLoop {
public:
    /// Threads for blocking calls; what is more waits, bounded by the connections that are allowed.
    static constexpr int kNumWorkers = 4;

    ServerLoop();
    ~ServerLoop();
    ServerLoop(const ServerLoop&) = delete;
    ServerLoop& operator=(const ServerLoop&) = delete;

    void start();
    /// Ends both: what was posted is done, what is posted later is dropped.
    void stop();

    /// Calls on the server's thread, in the order of the posts.
    void post(std::function<void()> call);
    /// post() as a value that may outlive the loop, for wakeups that other threads hold.
    std::function<void(std::function<void()>)> poster() const;
    /// The same, and waits for it. Not from the server's thread.
    void call(const std::function<void()>& call);
    /// Calls on one of the workers.
    void runInWorker(std::function<void()> call);

private:
    struct Mailbox;

    std::shared_ptr<Mailbox> m_mailbox; ///< outlives the loop in posters
    QThread m_thread;
    QThreadPool m_workers;
};

} // namespace millrace::server
