// SPDX-License-Identifier: GPL-3.0-or-later
// How the parts of a running pipeline wake one another.
#pragma once

#include "engine/pipeline/pipeline_log.h"
#include "engine/pipeline/wake_signal.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace millrace {

/// Shared by the endpoints, the conductor and the controller of one run. Any thread; raise them without
/// holding a lock.
struct RunSignals {
    std::shared_ptr<WakeSignal> step = std::make_shared<WakeSignal>();    ///< the controller looks for work
    std::shared_ptr<WakeSignal> conduct = std::make_shared<WakeSignal>(); ///< the conductor looks at its inputs
    std::function<void()> changed = [] {};                                ///< the status has changed
    std::atomic<uint64_t> arrivals = 0;                                   ///< numbers what inputs receive
    std::function<void(LogLevel, std::string)> log = [](LogLevel, std::string) {}; ///< a line for people
};

} // namespace millrace
