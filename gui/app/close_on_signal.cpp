// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/app/close_on_signal.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>

#include <sys/eventfd.h>
#include <unistd.h>

namespace millrace::gui {

namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
int g_descriptor = -1; // a handler of signals knows nothing but globals

void onSignal(int number)
{
    std::signal(number, SIG_DFL); // the second one ends the process
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(g_descriptor, &one, sizeof one);
}

} // namespace

CloseOnSignal::CloseOnSignal(QObject* parent)
    : QObject(parent)
{
    g_descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    auto* notifier = new QSocketNotifier(g_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        uint64_t count = 0;
        [[maybe_unused]] const ssize_t size = ::read(g_descriptor, &count, sizeof count);
        Q_EMIT requested();
    });
    for (const int number : kSignals) {
        std::signal(number, &onSignal);
    }
}

CloseOnSignal::~CloseOnSignal()
{
    for (const int number : kSignals) {
        std::signal(number, SIG_DFL);
    }
    ::close(g_descriptor);
    g_descriptor = -1;
}

} // namespace millrace::gui
