// SPDX-License-Identifier: GPL-3.0-or-later
// Which inputs may read: pause, back-pressure and start_after, as pure functions.
#pragma once

#include "engine/pipeline/status.h"

#include <span>
#include <string>
#include <vector>

namespace millrace {

/// Why a connector is paused by itself, apart from what its pipeline does.
enum class PauseCause : uint8_t {
    None,
    Declared,   ///< "paused": true in its declaration
    StartAfter, ///< waits for labels
    User,
};

/// What decides on an input, at one moment.
struct InputActivity {
    std::string endpoint; ///< "table.connector"
    std::vector<std::string> labels;
    std::vector<std::string> startAfter;
    PauseCause pause = PauseCause::None;
    bool isIngress = false; ///< requests push into it
    bool isOpening = false; ///< no reader yet
    bool isFailed = false;
    std::string failure; ///< detail of the failure
    bool isFull = false; ///< of records or bytes, until half of it is gone
    bool endOfInput = false;
    uint64_t bufferedRecords = 0;
    uint64_t maxQueuedRecords = 0;

    /// Has delivered everything into the circuit. A failed input never has.
    bool isFinished() const { return endOfInput && bufferedRecords == 0 && !isFailed; }
};

/// Whether the reader is to read: only a running pipeline's running connector with room reads.
bool shouldRead(PipelineState pipeline, const InputActivity& input);

/// Which requests may push into an endpoint.
enum class Admission : uint8_t { None, Forced, All };
/// The rule of shouldRead(), but for requests that may come in while the pipeline is paused.
Admission admissionOf(PipelineState pipeline, const InputActivity& input);

/// The inputs that wait for labels and need to wait no longer: every input carrying any of their labels is
/// finished. A label that nobody carries holds nobody. Positions in `inputs`.
std::vector<size_t> releasedInputs(std::span<const InputActivity> inputs);

/// Why the input at `index` reads or does not: "reading", "pipeline paused", "paused by user",
/// "waits for label x of t.c", "blocked by failed t.c (label x)", "buffer full (1,000,000 records)", "end of input",
/// "opening", "failed: …".
std::string activityReason(PipelineState pipeline, std::span<const InputActivity> inputs, size_t index);

/// 1234567 as "1,234,567".
std::string groupedDigits(uint64_t number);

} // namespace millrace
