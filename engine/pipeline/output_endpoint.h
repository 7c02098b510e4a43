// SPDX-License-Identifier: GPL-3.0-or-later
// An output connector in a running pipeline: its queue, its thread and its progress.
#pragma once

#include "engine/pipeline/connector_factory.h"
#include "engine/pipeline/error_ring.h"
#include "engine/pipeline/output_port.h"
#include "engine/pipeline/run_signals.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace millrace {

/// Encodes and delivers the changes of one relation, step by step, on a thread of its own. Trouble is counted
/// and listed, the step's change is lost for this output, and progress advances: "complete" says handled, and
/// errors say what was not delivered. The queue is bounded by the controller, which starts no step while
/// isFull(). With an output buffer, the changes of several steps are added up and handled as one, when they are many or
/// the oldest has waited long enough; progress waits for that. Any thread; enqueue() is the controller's.
class OutputEndpoint final : public OutputPort {
public:
    /// `delivered` is called from the output's thread whenever progress has advanced.
    OutputEndpoint(ConnectorSpec spec, size_t relation, Schema schema, const ConnectorFactory& factory,
                   std::shared_ptr<RunSignals> signals, const Clock& clock, std::function<void()> delivered);
    ~OutputEndpoint() override;
    OutputEndpoint(const OutputEndpoint&) = delete;
    OutputEndpoint& operator=(const OutputEndpoint&) = delete;

    const ConnectorSpec& spec() const { return m_spec; }
    size_t relation() const override { return m_relation; }

    /// Opens the transport and delivers from now on. Once.
    void start() override;
    void enqueue(StepProgress progress, const Delta& delta) override;
    bool wantsSnapshot() const override;
    void takeSnapshot(const Delta& rows) override;
    bool isFull() const override;
    StepProgress delivered() const override;
    std::string slowestEndpoint() const override;
    uint64_t numErrors() const override;
    void appendStatus(std::vector<OutputStatus>& outputs) const override { outputs.push_back(status()); }
    /// Opens a failed output again with the next batch; false when it has not failed. One with `send_snapshot` gets the
    /// rows that the view has then, since it has lost changes; another one that broke goes on where it stopped.
    bool retry();

    void requestStop() override;
    /// Abandons what is queued, sends what is under way or buffered, for which an open transport has kStopGrace, and
    /// closes the transport.
    void stop() override;
    static constexpr std::chrono::milliseconds kStopGrace{200};

    OutputStatus status() const;

private:
    struct Item {
        StepProgress progress; ///< reached when the item is handled; later empty steps are added to it
        uint64_t step = 0;
        Delta delta;
        bool isSnapshot = false; ///< holds all that came before
    };
    enum class Stage : uint8_t { Unopened, Open, Failed };

    void deliver(std::stop_token stop);
    /// False when a stop was requested.
    bool waitForWork(const std::stop_token& stop);
    void takeQueued(const std::stop_token& stop);
    void buffer(Item item);
    bool isFlushDue() const;
    void flush();
    void dropBuffer();
    void handle(const Item& item);
    void encodeAndWrite(const Item& item);
    void writeRows(const Item& item);
    /// Opens unless that was done or has failed already; whether it is open.
    bool open();
    std::optional<Error> tryOpen();
    bool setStage(std::optional<Error> failure);
    Status write(const Item& item, std::string_view bytes, uint64_t numRecords);
    void lose(Error error);
    void countError(ConnectorErrorKind kind, Error error);

    const ConnectorSpec m_spec;
    const std::string m_configJson;
    const size_t m_relation;
    const Schema m_schema;
    const ConnectorFactory m_factory;
    const std::shared_ptr<RunSignals> m_signals;
    const Clock& m_clock;
    const std::function<void()> m_delivered;
    WakeSignal m_filled;

    mutable std::mutex m_mutex; ///< a leaf: nothing is called with it held
    std::deque<Item> m_queue;
    bool m_isBusy = false;    ///< an item has left the queue and is not handled yet
    StepProgress m_announced; ///< of the last step handed over
    StepProgress m_progress;
    uint64_t m_queuedRecords = 0; ///< the item under way included
    uint64_t m_bufferedRecords = 0;
    uint64_t m_bufferedBytes = 0;
    uint64_t m_bufferedBatches = 0; ///< steps in the buffer
    StepProgress m_bufferedProgress; ///< of the last of them
    uint64_t m_bufferedStep = 0;
    Stage m_stage = Stage::Unopened;
    std::chrono::steady_clock::time_point m_stopAt; ///< the transport gives up then
    bool m_hasEnded = false;                        ///< the thread is through
    std::condition_variable m_ended;
    bool m_wantsSnapshot = false; ///< nothing is opened or handled until it is there
    std::optional<Error> m_failure;
    uint64_t m_transmittedRecords = 0;
    uint64_t m_transmittedBytes = 0;
    uint64_t m_numEncodeErrors = 0;
    uint64_t m_numTransportErrors = 0;
    ErrorRing m_errors;

    // The output thread's own.
    std::stop_token m_stop;
    ConnectorSpec m_resolved; ///< the spec with its references replaced
    Delta m_buffer;
    std::chrono::steady_clock::time_point m_bufferedSince;
    std::unique_ptr<OutputTransport> m_transport;
    std::unique_ptr<Encoder> m_encoder; ///< null where the transport takes rows

    std::stop_source m_transportStop;
    std::jthread m_thread;
};

} // namespace millrace
