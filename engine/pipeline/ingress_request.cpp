// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ingress_request.h"

#include <algorithm>

namespace millrace {

namespace {

/// Bytes decoded before looking whether the endpoint still admits it.
constexpr size_t kSliceBytes = size_t{256} << 10;
/// Bytes decoded before the other requests come first.
constexpr size_t kTurnBytes = size_t{4} << 20;

} // namespace

void IngressCounter::beginPiece()
{
    m_numBefore = m_endpoint->input().numSeen() - m_numRecords - m_numErrors;
}

void IngressCounter::received(InputBatch records, uint64_t bytes)
{
    m_numRecords += records.numRows();
    m_endpoint->input().received(std::move(records), bytes);
}

void IngressCounter::recordErrors(std::vector<RecordError> errors, uint64_t numErrors)
{
    m_numErrors += numErrors;
    for (RecordError& error : errors) {
        error.recordNumber += m_numBefore;
        m_errorBytes += error.raw.size() + error.detail.size();
        m_errors.push_back(error);
    }
    while (m_errors.size() > IngressOutcome::kMaxErrors || (m_errorBytes > kMaxErrorBytes && m_errors.size() > 1)) {
        m_errorBytes -= m_errors.front().raw.size() + m_errors.front().detail.size();
        m_errors.pop_front();
    }
    m_endpoint->input().recordErrors(std::move(errors), numErrors);
}

IngressOutcome IngressCounter::takeOutcome()
{
    IngressOutcome outcome;
    outcome.numRecords = m_numRecords;
    outcome.numErrors = m_numErrors;
    outcome.errors.assign(std::make_move_iterator(m_errors.begin()), std::make_move_iterator(m_errors.end()));
    m_errors.clear();
    return outcome;
}

IngressRequest::IngressRequest(std::shared_ptr<IngressRun> run, std::shared_ptr<IngressEndpoint> endpoint,
                               std::unique_ptr<Decoder> decoder, bool isForced)
    : PooledTask(run->pool)
    , m_run(std::move(run))
    , m_endpoint(std::move(endpoint))
    , m_isForced(isForced)
    , m_counter(std::make_shared<IngressCounter>(m_endpoint))
    , m_feed(std::move(decoder), m_counter)
{
}

IngressRequest::~IngressRequest()
{
    m_run->queuedBytes.fetch_sub(m_queuedBytes.load());
}

bool IngressRequest::hasRoom() const
{
    m_isRoomWanted.store(true); // before looking, so that what changes meanwhile is told
    if (!hasRoomBelow(Ingress::kMaxQueuedBytes)) {
        return false;
    }
    m_isRoomWanted.store(false);
    return true;
}

bool IngressRequest::hasRoomBelow(size_t bytes) const
{
    if (!m_endpoint->admits(m_isForced) || m_queuedBytes.load() >= bytes) {
        return false;
    }
    if (m_queuedBytes.load() == 0 || m_run->queuedBytes.load() < IngressRun::kMaxQueuedBytes) {
        return true;
    }
    m_run->isCrowded.store(true);
    return m_run->queuedBytes.load() < IngressRun::kMaxQueuedBytes;
}

void IngressRequest::write(std::string bytes)
{
    if (bytes.empty()) {
        return;
    }
    const size_t numBytes = bytes.size();
    {
        std::lock_guard lock(m_mutex);
        if (m_end || m_isFinished) {
            return;
        }
        m_queue.push_back(std::move(bytes));
        m_queuedBytes.fetch_add(numBytes);
        m_run->queuedBytes.fetch_add(numBytes);
    }
    schedule();
}

void IngressRequest::finish()
{
    {
        std::lock_guard lock(m_mutex);
        m_isFinished = true;
    }
    schedule();
}

std::optional<Result<IngressOutcome>> IngressRequest::outcome() const
{
    std::lock_guard lock(m_mutex);
    if (m_end) {
        return Result<IngressOutcome>(*m_end);
    }
    return m_outcome ? std::optional(Result<IngressOutcome>(*m_outcome)) : std::nullopt;
}

bool IngressRequest::isConcluded() const
{
    std::lock_guard lock(m_mutex);
    return m_outcome || m_end;
}

void IngressRequest::setWakeup(std::function<void()> wakeup)
{
    m_wakeup.set(std::move(wakeup));
    if (isConcluded()) {
        m_wakeup.call();
    }
}

void IngressRequest::look()
{
    schedule();
    wakeIfRoom();
}

void IngressRequest::wakeIfRoom()
{
    if (m_isRoomWanted.load() && hasRoomBelow(Ingress::kMaxQueuedBytes / 2) && m_isRoomWanted.exchange(false)) {
        m_wakeup.call();
    }
}

void IngressRequest::abandon()
{
    m_isAbandoned.store(true);
    m_isDiscarded.store(!m_endpoint->admits(m_isForced));
    schedule();
}

void IngressRequest::end(const Error& error)
{
    {
        std::lock_guard lock(m_mutex);
        if (m_outcome) {
            return;
        }
        m_end = error;
    }
    discard();
    m_wakeup.call();
}

void IngressRequest::work()
{
    size_t numDecoded = 0;
    while (!m_isDiscarded.load() && m_endpoint->admits(m_isForced)) {
        const size_t before = m_queuedBytes.load();
        if (!decodeSome()) {
            conclude();
            return;
        }
        numDecoded += before - std::min(before, m_queuedBytes.load());
        wakeIfRoom();
        if (numDecoded >= kTurnBytes) {
            schedule();
            return;
        }
    }
    if (m_isAbandoned.load()) {
        discard();
    } else if (m_hasDecoded && m_pieceBegin == m_piece.size()) {
        conclude(); // a pause came behind the last byte, by a step that fails on these very records say
    }
}

bool IngressRequest::decodeSome()
{
    if (!hasPiece()) {
        return false;
    }
    const std::string_view slice = std::string_view(m_piece).substr(m_pieceBegin, kSliceBytes);
    m_counter->beginPiece();
    m_feed.feed(slice);
    m_pieceBegin += slice.size();
    m_hasDecoded = true;
    countDecoded(slice.size());
    return true;
}

bool IngressRequest::hasPiece()
{
    if (m_pieceBegin < m_piece.size()) {
        return true;
    }
    std::lock_guard lock(m_mutex);
    if (m_queue.empty()) {
        return false;
    }
    m_piece = std::move(m_queue.front());
    m_pieceBegin = 0;
    m_queue.pop_front();
    return true;
}

void IngressRequest::countDecoded(size_t numBytes)
{
    m_queuedBytes.fetch_sub(numBytes);
    const size_t left = m_run->queuedBytes.fetch_sub(numBytes) - numBytes;
    if (left < IngressRun::kMaxQueuedBytes / 2 && m_run->isCrowded.exchange(false)) {
        m_run->roomAgain();
    }
}

/// Everything there was is decoded.
void IngressRequest::conclude()
{
    {
        std::lock_guard lock(m_mutex);
        if (m_outcome || !m_isFinished || !m_queue.empty()) {
            return;
        }
    }
    m_counter->beginPiece();
    m_feed.finish();
    IngressOutcome outcome = m_counter->takeOutcome();
    outcome.endpoint = m_endpoint->input().endpointName();
    outcome.token = m_run->issueToken(m_endpoint->position());
    {
        std::lock_guard lock(m_mutex);
        m_outcome = std::move(outcome);
    }
    m_wakeup.call();
}

void IngressRequest::discard()
{
    std::lock_guard lock(m_mutex);
    m_queue.clear();
    m_piece.clear();
    m_pieceBegin = 0;
    m_run->queuedBytes.fetch_sub(m_queuedBytes.exchange(0));
}

} // namespace millrace
