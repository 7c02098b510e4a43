// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots of a pipeline's state, as windows and servers show them. Plain values.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/sql/program.h"
#include "engine/types/schema.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

enum class PipelineState : uint8_t {
    Stopped,
    Starting,
    Running,
    Paused,  ///< inputs are paused; what was buffered still flows
    Held,    ///< a step failed and was rolled back; inputs are paused until the user decides
    Stopping,
    Failed,  ///< could not start; `error` says why
};

enum class ConnectorState : uint8_t {
    Paused,
    Running,
    Failed,  ///< gave up; can be retried by start
};

enum class TransactionStage : uint8_t {
    None,
    Open,
    Committing, ///< what was received before the commit is on its way
};

struct RelationInfo {
    std::string name;
    sql::RelationKind kind = sql::RelationKind::Table;
    Schema schema;
    bool isMaterialized = false;
    std::vector<std::string> connectors; ///< names
};

/// One entry of a connector's bounded error list.
struct ConnectorError {
    uint64_t index = 0;            ///< running number; a gap shows what was dropped
    TimestampMicros at = 0;
    std::string kind;              ///< "parse", "transport", "encode", "set-aside"
    Error error;
    uint64_t recordNumber = 0;     ///< 0 = unknown
    uint64_t line = 0;
    std::string raw;               ///< the record's text, if any
};

struct InputStatus {
    std::string relation;
    std::string name;
    std::string endpoint;          ///< "relation.name", or the name of an endpoint that requests push into
    bool isIngress = false;        ///< made by requests; it never ends
    std::string transport;
    ConnectorState requested = ConnectorState::Running;
    bool isActive = false;         ///< really reading right now
    std::string reason;            ///< why it is (not) active: "pipeline paused", "waits for label x of t.c", …
    std::optional<Error> fatalError;
    bool isHealthy = true;
    std::string healthText;
    uint64_t totalRecords = 0;     ///< received from the source
    uint64_t totalBytes = 0;
    uint64_t bufferedRecords = 0;  ///< received and not yet in a step
    uint64_t bufferedBytes = 0;
    uint64_t maxQueuedRecords = 0;
    std::optional<uint64_t> processingLatencyP99Micros; ///< from received to committed, of the latest batches
    bool hasBarrier = false;       ///< cannot be checkpointed now; no input of this build has one
    bool endOfInput = false;
    uint64_t numParseErrors = 0;
    uint64_t numTransportErrors = 0;
    uint64_t numSetAside = 0;
    std::vector<std::string> labels;
    std::vector<std::string> startAfter;
    std::vector<ConnectorError> errors; ///< newest last
    std::string configJson;        ///< the connector object as declared, indented
};

struct OutputStatus {
    std::string relation;
    std::string name;
    std::string endpoint;
    bool isEgress = false;         ///< a listener from outside; it goes when that goes
    std::string transport;
    std::optional<Error> fatalError;
    uint64_t transmittedRecords = 0;
    uint64_t transmittedBytes = 0;
    bool isHealthy = true;
    std::string healthText;
    uint64_t queuedRecords = 0;    ///< made by steps, not handled yet
    uint64_t queuedBatches = 0;
    uint64_t bufferedRecords = 0;  ///< handled, and held in the output buffer
    uint64_t bufferedBatches = 0;
    uint64_t memoryBytes = 0;      ///< of what is queued and buffered, about
    uint64_t droppedBatches = 0;   ///< for which a listener was too slow
    uint64_t numEncodeErrors = 0;
    uint64_t numTransportErrors = 0;
    uint64_t deliveredStep = 0;
    uint64_t deliveredRecords = 0; ///< input records of the steps up to that one
    std::vector<ConnectorError> errors;
    std::string configJson;
};

/// What a table did with the records of all its connectors.
struct TableStatus {
    std::string relation;
    uint64_t numIgnored = 0; ///< deletes and updates whose key was absent
};

/// A step that failed and waits for the user.
struct HeldStep {
    Error error;                ///< names expression and place; span is in the program
    std::string view;
    std::string endpoint;       ///< connector that delivered the record, or empty
    std::string record;         ///< the record as JSON
};

struct PipelineStatus {
    PipelineState state = PipelineState::Stopped;
    std::string incarnation;    ///< uuid of this run
    std::optional<Error> error;
    std::optional<HeldStep> held;
    uint64_t initiatedSteps = 0;
    uint64_t processedSteps = 0;
    uint64_t completedSteps = 0; ///< processed and delivered by every output
    uint64_t totalInputRecords = 0;
    uint64_t totalProcessedRecords = 0;
    uint64_t totalCompletedRecords = 0;
    uint64_t bufferedInputRecords = 0;
    uint64_t totalInputBytes = 0;
    uint64_t totalProcessedBytes = 0;
    uint64_t bufferedInputBytes = 0;
    uint64_t outputStallMicros = 0; ///< time that steps waited for room in outputs and lossless followers
    TransactionStage transactionStage = TransactionStage::None;
    uint64_t transactionId = 0;     ///< 0 = none is open
    TimestampMicros transactionStartedAt = 0;
    uint64_t transactionRecords = 0; ///< input records in its steps so far
    uint64_t numTokens = 0;          ///< listed; of them `numOpenTokens` in progress
    uint64_t numOpenTokens = 0;
    uint64_t totalOutputChanges = 0;
    uint64_t stateBytes = 0;
    uint64_t memoryLimitBytes = 0;
    TimestampMicros startedAt = 0;
    bool isComplete = false;     ///< every input but those of requests has ended, and all was delivered
    std::vector<TableStatus> tables; ///< those that ignored something
    std::vector<InputStatus> inputs;
    std::vector<OutputStatus> outputs;

    const InputStatus* findInput(std::string_view relation, std::string_view name) const
    {
        for (const InputStatus& input : inputs) {
            if (input.relation == relation && input.name == name) {
                return &input;
            }
        }
        return nullptr;
    }
};

enum class TokenState : uint8_t { InProgress, Complete };

/// A completion token: complete when everything the connector had received when it was issued has been
/// processed and delivered by every output.
struct TokenStatus {
    std::string token;          ///< opaque, URL-safe
    std::string relation;
    std::string connector;
    TokenState state = TokenState::InProgress;
    uint64_t count = 0;         ///< records it covers
    uint64_t processedCount = 0; ///< of the connector, so far
    std::optional<uint64_t> step;
    std::string waitsFor;       ///< "12 buffered records", "output v.file", "held step"; empty when complete
    TimestampMicros issuedAt = 0;
    TimestampMicros completedAt = 0; ///< 0 while in progress
    uint64_t errorsSince = 0;   ///< records set aside and batches not delivered between issue and completion
};

} // namespace millrace
