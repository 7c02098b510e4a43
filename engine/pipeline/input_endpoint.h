// SPDX-License-Identifier: GPL-3.0-or-later
// An input connector in a running pipeline: its bounded buffer, its counters and its switches.
#pragma once

#include "engine/connectors/input_reader.h"
#include "engine/pipeline/error_ring.h"
#include "engine/pipeline/latency_window.h"
#include "engine/pipeline/orchestration.h"
#include "engine/pipeline/run_signals.h"

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

/// Records at the front of a buffer, offered to a step. They stay in the buffer until drop().
struct BufferedPiece {
    InputBatch records; ///< rows are null where records were set aside: `numRecords` places without rows
    size_t numRecords = 0;
    size_t position = 0;  ///< of the first record, from the front of the buffer
    uint64_t arrival = 0; ///< orders the pieces of all endpoints
};

/// Where a reader's records wait for a step. A step looks at the front (peek), and only when it is committed
/// the records leave (drop): so a failing step needs no undoing here, and a record counts as buffered until
/// it is in the circuit. A record set aside leaves a hole that passes like a record, so that counts and
/// completion tokens stay exact. Any thread; peek(), drop(), setAside(): the controller's.
class InputEndpoint final : public InputConsumer {
public:
    /// `ingressName`: of an endpoint that requests push into, made at run time; empty for a connector of the program.
    InputEndpoint(ConnectorSpec spec, size_t relation, std::shared_ptr<RunSignals> signals, const Clock& clock,
                  std::string ingressName = {});

    const ConnectorSpec& spec() const { return m_spec; }
    /// Position of the table in the program.
    size_t relation() const { return m_relation; }
    const std::string& endpointName() const { return m_endpointName; }
    bool isIngress() const { return m_isIngress; }

    void received(InputBatch records, uint64_t bytes) override;
    void recordErrors(std::vector<RecordError> errors, uint64_t numErrors) override;
    void endOfInput() override;
    void transportError(Error error) override;
    void failed(Error error) override;
    void health(bool isHealthy, std::string description) override;

    /// Appends up to `maxRecords` from the front.
    void peek(size_t maxRecords, std::vector<BufferedPiece>& pieces) const;
    /// Takes `numRecords` from the front: they are in the circuit now.
    void drop(size_t numRecords);
    /// Replaces the record at `position` by a hole, counts it, and keeps it in the error list.
    void setAside(size_t position, Error error, std::string record);

    uint64_t totalRecords() const;
    uint64_t bufferedRecords() const;
    bool isFull() const;
    /// Records received and records that could not be decoded.
    uint64_t numSeen() const;
    uint64_t numSetAside() const;
    /// Records that left the buffer, holes included.
    uint64_t enteredRecords() const;

    /// Switches; true when something changed.
    bool start();
    bool pause();
    /// The labels that it waited for are finished.
    void release();
    /// Forgets a failure so that it can be tried again; false when it has not failed.
    bool clearFailure();

    /// The reader is there (or its opening failed, see failed()).
    void setOpening(bool isOpening);
    /// The reader was told to read, or to stop reading. True when that is new.
    bool setReading(bool isReading);

    InputActivity activity() const;
    /// All but `reason`.
    InputStatus status() const;

private:
    struct Item {
        InputBatch records; ///< rows null = holes
        size_t numRecords = 0;
        size_t from = 0;    ///< records before it have left
        uint64_t bytes = 0; ///< of the records left
        uint64_t arrival = 0;
        int64_t receivedAt = 0; ///< steady
        size_t numLeft() const { return numRecords - from; }
    };

    /// Whether the buffer filled up or drained past its marks. With the mutex held.
    bool updateFull();
    ConnectorError entryOf(Error error) const;
    /// A line for the log, at most one a second; empty in between. With the mutex held.
    std::string parseErrorLine(const std::vector<RecordError>& errors);
    void wakeConductor();

    const ConnectorSpec m_spec;
    const std::string m_configJson;
    const size_t m_relation;
    const std::string m_endpointName;
    const bool m_isIngress;
    const std::shared_ptr<RunSignals> m_signals;
    const Clock& m_clock;

    mutable std::mutex m_mutex; ///< a leaf: nothing is called with it held
    std::deque<Item> m_buffer;
    uint64_t m_totalRecords = 0;
    uint64_t m_totalBytes = 0;
    uint64_t m_bufferedRecords = 0;
    uint64_t m_bufferedBytes = 0;
    LatencyWindow m_latency;
    bool m_isFull = false;
    bool m_endOfInput = false;
    std::optional<Error> m_failure;
    bool m_isHealthy = true;
    std::string m_healthText;
    uint64_t m_numParseErrors = 0;
    int64_t m_parseErrorsLoggedAt = 0; ///< steady; 0 = never
    uint64_t m_numTransportErrors = 0;
    uint64_t m_numSetAside = 0;
    ErrorRing m_errors;
    PauseCause m_pause = PauseCause::None;
    bool m_isOpening = true;
    bool m_isReading = false;
};

/// The connector object of a declaration as indented JSON, with the attributes that differ from their defaults.
std::string connectorJson(const ConnectorSpec& spec);

} // namespace millrace
