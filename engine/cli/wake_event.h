// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line waits for: engine threads, signals, time.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

namespace millrace::cli {

/// Wakes one waiting thread. raise() may be called from any thread and from a signal handler.
class WakeEvent {
public:
    WakeEvent();
    ~WakeEvent();
    WakeEvent(const WakeEvent&) = delete;
    WakeEvent& operator=(const WakeEvent&) = delete;

    void raise() const;
    /// Returns when raised (once for any number of raises) or after `atMost`.
    void wait(std::optional<std::chrono::milliseconds> atMost) const;

private:
    int m_descriptor;
};

/// Catches SIGINT and SIGTERM while it lives: the first one is noted and raises the event, a second one ends the
/// process at once. Ignores SIGPIPE and SIGXFSZ, so that a reader who went away and a limit of the size of files show
/// as write errors. One at a time.
class InterruptWatch {
public:
    explicit InterruptWatch(const WakeEvent& event);
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    bool isInterrupted() const;

private:
    struct Previous;
    std::unique_ptr<Previous> m_previous;
};

} // namespace millrace::cli
