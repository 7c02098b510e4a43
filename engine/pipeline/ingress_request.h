// SPDX-License-Identifier: GPL-3.0-or-later
// One request that pushes bytes into a table: its queue, its decoder, its outcome.
#pragma once

#include "engine/connectors/record_feed.h"
#include "engine/pipeline/ingress.h"
#include "engine/pipeline/ingress_endpoint.h"
#include "engine/pipeline/pooled_task.h"
#include "engine/pipeline/wakeup.h"

#include <deque>
#include <functional>

namespace millrace {

/// What all requests of a run share.
struct IngressRun {
    /// Bytes that may wait in all requests together before hasRoom() is false for those that have some waiting.
    static constexpr size_t kMaxQueuedBytes = size_t{64} << 20;

    std::shared_ptr<WorkPool> pool;
    std::function<std::string(size_t input)> issueToken; ///< not called after the pool was closed
    std::function<void()> roomAgain;                     ///< lets all requests look; as issueToken
    std::atomic<size_t> queuedBytes = 0;
    std::atomic<bool> isCrowded = false; ///< somebody was refused for the sum
};

/// Passes on what a request's decoder makes, and counts it. Belongs to the thread that decodes.
class IngressCounter final : public InputConsumer {
public:
    explicit IngressCounter(std::shared_ptr<IngressEndpoint> endpoint)
        : m_endpoint(std::move(endpoint))
    {
    }
    /// Before bytes are decoded: their records are numbered behind what the endpoint has had until now.
    void beginPiece();

    void received(InputBatch records, uint64_t bytes) override;
    void recordErrors(std::vector<RecordError> errors, uint64_t numErrors) override;
    // The source's affairs: a request has none of them.
    void endOfInput() override {}
    void transportError(Error) override {}
    void failed(Error) override {}
    void health(bool, std::string) override {}

    /// What there was, but for endpoint and token; the errors are moved out.
    IngressOutcome takeOutcome();

private:
    /// Of the errors' texts together; older ones go.
    static constexpr size_t kMaxErrorBytes = size_t{1} << 20;

    const std::shared_ptr<IngressEndpoint> m_endpoint;
    uint64_t m_numBefore = 0; ///< records of the endpoint that are not of this request
    uint64_t m_numRecords = 0;
    uint64_t m_numErrors = 0;
    std::deque<RecordError> m_errors;
    size_t m_errorBytes = 0;
};

/// Bytes wait in a queue until a thread of the pool decodes them, piece by piece, while the endpoint admits it. The
/// contract of Ingress, but for the end: who gives it up says so by abandon().
class IngressRequest final : public PooledTask {
public:
    IngressRequest(std::shared_ptr<IngressRun> run, std::shared_ptr<IngressEndpoint> endpoint,
                   std::unique_ptr<Decoder> decoder, bool isForced);
    ~IngressRequest() override;

    bool hasRoom() const;
    void write(std::string bytes);
    void finish();
    std::optional<Result<IngressOutcome>> outcome() const;
    void setWakeup(std::function<void()> wakeup);

    /// What the endpoint admits may have changed, or there may be room again.
    void look();
    /// The connection is gone: what is queued is decoded as far as that is possible now, the rest discarded.
    void abandon();
    /// The run has ended. After the pool was closed.
    void end(const Error& error);

private:
    void work() override;
    /// Decodes a part of what waits; false when nothing does.
    bool decodeSome();
    bool hasPiece();
    void conclude();
    void discard();
    void countDecoded(size_t numBytes);
    bool hasRoomBelow(size_t bytes) const;
    void wakeIfRoom();
    bool isConcluded() const;

    const std::shared_ptr<IngressRun> m_run;
    const std::shared_ptr<IngressEndpoint> m_endpoint;
    const bool m_isForced;

    // The decoding thread's own.
    const std::shared_ptr<IngressCounter> m_counter;
    RecordFeed m_feed;
    std::string m_piece;
    size_t m_pieceBegin = 0;
    bool m_hasDecoded = false;

    mutable std::mutex m_mutex;
    std::deque<std::string> m_queue;
    bool m_isFinished = false;
    std::optional<IngressOutcome> m_outcome;
    std::optional<Error> m_end; ///< of the run, before there was an outcome

    std::atomic<size_t> m_queuedBytes = 0; ///< those of the piece under way included
    std::atomic<bool> m_isAbandoned = false;
    std::atomic<bool> m_isDiscarded = false; ///< given up while nothing was admitted
    mutable std::atomic<bool> m_isRoomWanted = false;
    Wakeup m_wakeup;
};

} // namespace millrace
