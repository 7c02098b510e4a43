// SPDX-License-Identifier: GPL-3.0-or-later
// Settings of a pipeline's run.
#pragma once

#include "engine/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace millrace {

class PipelineLog;

/// What happens when a step fails on a record.
enum class StepErrorPolicy : uint8_t {
    Hold,     ///< the pipeline waits for the user
    SetAside, ///< the record is left out, counted and listed; the step runs again
};

/// What may be changed while a pipeline runs; holds from the next step on.
struct RunLimits {
    uint64_t memoryLimitBytes = 0; ///< of the circuit's state; 0 = half of the machine's memory
    StepErrorPolicy onStepError = StepErrorPolicy::Hold;
    uint64_t minBatchRecords = 0; ///< a step waits until more than these are buffered, but not longer than:
    uint64_t maxBufferingDelayMicros = 0;
};

struct ControllerOptions {
    const Clock* clock = &Clock::system();
    RunLimits limits;
    std::string baseFolder;          ///< absolute; for resolveConnectorPaths(), may be empty
    size_t maxParallelOpenings = 10; ///< connectors opened at the same time
    size_t workers = 0;              ///< threads that work on a large step; 0 = one a processor, up to 2
    std::shared_ptr<PipelineLog> log; ///< may be null
};

} // namespace millrace
