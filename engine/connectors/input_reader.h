// SPDX-License-Identifier: GPL-3.0-or-later
// The two sides of an input connector: the reader that fetches, the consumer that receives.
#pragma once

#include "engine/base/clock.h"
#include "engine/connectors/connector_spec.h"
#include "engine/formats/config_reader.h"
#include "engine/formats/decoder.h"
#include "engine/operators/input_table.h"

#include <memory>
#include <stop_token>
#include <string>

namespace millrace {

/// What a reader reports to; implemented by the pipeline. Any thread; never blocks for long.
class InputConsumer {
public:
    virtual ~InputConsumer() = default;
    /// Records were received; from now on they count, and a step may take them. `bytes` of the source, read since
    /// the last call; at the end of the input there may be bytes without records (no rows).
    virtual void received(InputBatch records, uint64_t bytes) = 0;
    /// Records that could not be decoded; `numErrors` may exceed what is described.
    virtual void recordErrors(std::vector<RecordError> errors, uint64_t numErrors) = 0;
    /// No record will follow. Idempotent; after all received().
    virtual void endOfInput() = 0;
    /// The reader goes on (or tries again) after a fault of the transport.
    virtual void transportError(Error error) = 0;
    /// The reader has given up; it stays alive until destroyed, and tries again at the next extend().
    virtual void failed(Error error) = 0;
    /// Whether the source is currently well ("connecting, attempt 3").
    virtual void health(bool isHealthy, std::string description) = 0;
};

/// Fetches records from a source on a thread of its own. Made paused: nothing is read before extend().
/// Commands return at once; a pause takes effect at the reader's next look (a few records may follow).
/// The destructor stops the thread and joins it within 200 ms, also when the source hangs; the stop token of its
/// context stops the thread before, so that many readers stop side by side.
class InputReader {
public:
    virtual ~InputReader() = default;
    virtual void extend() = 0;
    virtual void pause() = 0;
};

/// Everything a transport needs to open a reader.
struct InputContext {
    const ConnectorSpec* spec = nullptr;
    DecoderTarget target;
    std::shared_ptr<InputConsumer> consumer; ///< outlives the reader
    const Clock* clock = &Clock::system();
    std::stop_token stop; ///< of the run: ends an opening under way, and the reader
};

/// What is fixed about an input transport.
struct InputTransportInfo {
    std::string name;
    bool needsFormat = true; ///< false: makes typed records itself, a format is forbidden unless takesFormat
    bool takesFormat = true;
    bool isBuilt = true; ///< false: known, but not in this build; a connector then shows failed
    // In words, as the manual has them; empty where the transport is not built.
    std::string ends = {};    ///< when its input is at its end
    std::string resumes = {}; ///< where it goes on after a fault or a pause
    std::string pauses = {};  ///< what a pause does
};

/// Opens a reader; returns within 200 ms of a stop. What the source lacks right now (missing file,
/// unreachable host) is an error (kConnectorOpen …) without side effects, so that it can be tried again.
Result<std::unique_ptr<InputReader>> openInput(const InputContext& context);

/// The input transports this build knows, built in or not.
const std::vector<InputTransportInfo>& inputTransports();
/// Checks the transport's config without touching the source: unknown or wrong keys, at JSON pointers
/// inside the transport config.
std::vector<ConfigProblem> checkInputConfig(const ConnectorSpec& spec, const Schema& table);

} // namespace millrace
