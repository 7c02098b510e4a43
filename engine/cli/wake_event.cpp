// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/wake_event.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace millrace::cli {

namespace {

// A signal handler can reach nothing but globals.
std::atomic<const WakeEvent*> g_event = nullptr;
std::atomic<bool> g_isInterrupted = false;

void onInterrupt(int signal)
{
    const int savedError = errno;
    if (g_isInterrupted.exchange(true)) {
        _exit(128 + signal);
    }
    if (const WakeEvent* event = g_event.load()) {
        event->raise();
    }
    errno = savedError;
}

} // namespace

WakeEvent::WakeEvent()
    : m_descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    MR_ASSERT(m_descriptor >= 0);
}

WakeEvent::~WakeEvent()
{
    close(m_descriptor);
}

void WakeEvent::raise() const
{
    const uint64_t one = 1;
    // Fails only when the counter is full, and then the event is raised already.
    [[maybe_unused]] const ssize_t written = write(m_descriptor, &one, sizeof(one));
}

void WakeEvent::wait(std::optional<std::chrono::milliseconds> atMost) const
{
    pollfd waited{m_descriptor, POLLIN, 0};
    const int timeout = atMost ? static_cast<int>(std::clamp<int64_t>(atMost->count(), 0, 3'600'000)) : -1;
    if (poll(&waited, 1, timeout) > 0) {
        uint64_t raised = 0;
        [[maybe_unused]] const ssize_t taken = read(m_descriptor, &raised, sizeof(raised));
    }
}

struct InterruptWatch::Previous {
    struct sigaction interrupt = {};
    struct sigaction terminate = {};
    struct sigaction pipe = {};
    struct sigaction fileSize = {};
};

InterruptWatch::InterruptWatch(const WakeEvent& event)
    : m_previous(std::make_unique<Previous>())
{
    g_isInterrupted = false;
    g_event = &event;
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &m_previous->interrupt);
    sigaction(SIGTERM, &action, &m_previous->terminate);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, &m_previous->pipe);
    sigaction(SIGXFSZ, &action, &m_previous->fileSize);
}

InterruptWatch::~InterruptWatch()
{
    sigaction(SIGINT, &m_previous->interrupt, nullptr);
    sigaction(SIGTERM, &m_previous->terminate, nullptr);
    sigaction(SIGPIPE, &m_previous->pipe, nullptr);
    sigaction(SIGXFSZ, &m_previous->fileSize, nullptr);
    g_event = nullptr;
}

bool InterruptWatch::isInterrupted() const
{
    return g_isInterrupted;
}

} // namespace millrace::cli
