// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/egress_group.h"

#include "engine/pipeline/delta_pieces.h"

#include <algorithm>
#include <utility>

namespace millrace {

namespace {

/// Chunks encoded before the pool's other work comes first.
constexpr int kChunksPerTurn = 16;

} // namespace

EgressGroup::EgressGroup(Shape shape, std::unique_ptr<Encoder> encoder, std::shared_ptr<WorkPool> pool,
                         std::shared_ptr<Wakeup> advanced)
    : PooledTask(std::move(pool))
    , m_shape(std::move(shape))
    , m_advanced(std::move(advanced))
    , m_encoder(std::move(encoder))
{
}

std::vector<EgressChunk> EgressGroup::take(EgressListener& listener, size_t maxBytes)
{
    std::vector<EgressChunk> chunks;
    listener.isAnnounced.store(false);
    bool hasAdvanced = false;
    {
        std::lock_guard lock(m_mutex);
        if (listener.stage != EgressListener::Stage::Listening) {
            return chunks;
        }
        forget(listener);
        size_t numBytes = 0;
        while (listener.snapshot && (chunks.empty() || numBytes < maxBytes)) {
            if (std::optional<EgressChunk> chunk = listener.snapshot->take()) {
                numBytes += chunk->data->size();
                noteTaken(listener, chunks, std::move(*chunk));
            } else if (listener.snapshot->isDone()) {
                listener.snapshotErrors += listener.snapshot->numErrors();
                listener.snapshot.reset();
            } else {
                break;
            }
        }
        const uint64_t first = firstChunk();
        if (!listener.snapshot && listener.next < first) {
            listener.droppedChunks += first - listener.next;
            listener.nextSequence += first - listener.next;
            listener.next = first;
        }
        while (!listener.snapshot && listener.next < m_endChunk) {
            const EgressChunk& chunk = m_kept[listener.next - first].chunk;
            if (!chunks.empty() && numBytes + chunk.data->size() > maxBytes) {
                break;
            }
            numBytes += chunk.data->size();
            noteTaken(listener, chunks, chunk);
            ++listener.next;
        }
        remember(listener);
        hasAdvanced = settle();
    }
    if (hasAdvanced) {
        m_advanced->call();
    }
    return chunks;
}

void EgressGroup::noteTaken(EgressListener& listener, std::vector<EgressChunk>& chunks, EgressChunk chunk)
{
    chunk.sequence = listener.nextSequence++;
    listener.taken.push_back({chunk.sequence, listener.next, chunk.numRecords, chunk.data->size()});
    chunks.push_back(std::move(chunk));
}

void EgressGroup::delivered(EgressListener& listener, uint64_t sequence)
{
    bool hasAdvanced = false;
    {
        std::lock_guard lock(m_mutex);
        if (listener.stage != EgressListener::Stage::Listening) {
            return;
        }
        forget(listener);
        while (!listener.taken.empty() && listener.taken.front().sequence <= sequence) {
            listener.transmittedRecords += listener.taken.front().numRecords;
            listener.transmittedBytes += listener.taken.front().numBytes;
            listener.taken.pop_front();
        }
        remember(listener);
        hasAdvanced = settle();
    }
    if (hasAdvanced) {
        m_advanced->call();
    }
}

bool EgressGroup::settle()
{
    if (!m_nexts.empty()) {
        dropBefore(m_nexts.least());
    }
    if (m_isBlocked && hasRoom()) {
        m_isBlocked = false;
        schedule();
    }
    return updateProgress();
}

uint64_t EgressGroup::takeSequence(EgressListener& listener)
{
    std::lock_guard lock(m_mutex);
    return listener.nextSequence++;
}

bool EgressGroup::isEnded(const EgressListener& listener) const
{
    std::lock_guard lock(m_mutex);
    return m_isEnded || listener.stage == EgressListener::Stage::Gone;
}

void EgressGroup::setWakeup(EgressListener& listener, std::function<void()> wakeup)
{
    listener.wakeup.set(std::move(wakeup));
    bool hasNews = false;
    {
        std::lock_guard lock(m_mutex);
        hasNews = m_isEnded || listener.snapshot ||
                  (listener.stage == EgressListener::Stage::Listening && listener.next < m_endChunk);
    }
    if (hasNews) {
        listener.isAnnounced.store(false);
        wake(listener);
    }
}

void EgressGroup::wake(EgressListener& listener)
{
    if (!listener.isAnnounced.exchange(true)) {
        listener.wakeup.call();
    }
}

void EgressGroup::begin(StepProgress progress)
{
    std::lock_guard lock(m_mutex);
    m_progress = progress;
}

void EgressGroup::join(std::shared_ptr<EgressListener> listener, StepProgress progress,
                       std::optional<RowHeapSnapshot> rows)
{
    {
        std::lock_guard lock(m_mutex);
        ++m_numJoining;
        Item item;
        item.step = progress.steps;
        item.progress = progress;
        item.joining = std::move(listener);
        item.rows = std::move(rows);
        m_items.push_back(std::move(item));
    }
    schedule();
}

bool EgressGroup::leave(EgressListener& listener)
{
    bool hasAdvanced = false;
    bool isEmpty = false;
    {
        std::lock_guard lock(m_mutex);
        const bool wasListening = listener.stage == EgressListener::Stage::Listening;
        listener.stage = EgressListener::Stage::Gone;
        if (listener.snapshot) {
            listener.snapshot->cancel();
            listener.snapshot.reset();
        }
        if (wasListening) {
            forget(listener);
            std::erase_if(m_listeners, [&](const auto& each) { return each.get() == &listener; });
        }
        for (Item& item : m_items) {
            if (item.joining.get() == &listener) {
                item.joining.reset();
                item.rows.reset();
                --m_numJoining;
            }
        }
        isEmpty = m_listeners.empty() && m_numJoining == 0;
        if (isEmpty) {
            ++m_epoch;
            m_items.clear();
            m_current.reset();
            m_pieces.clear();
            m_kept.clear();
            m_ends.clear();
            m_queuedRecords = 0;
            m_isBlocked = false;
        } else {
            hasAdvanced = settle();
        }
    }
    if (hasAdvanced) {
        m_advanced->call();
    }
    return isEmpty;
}

void EgressGroup::enqueue(StepProgress progress, const Delta& delta)
{
    {
        std::lock_guard lock(m_mutex);
        if (m_isEnded || (m_listeners.empty() && m_numJoining == 0)) {
            return; // about to be removed
        }
        if (delta.empty()) {
            // Nothing to write: the step is delivered with what stands before it.
            if (!m_items.empty()) {
                m_items.back().progress = progress;
            } else if (m_current) {
                m_current->progress = progress;
            } else if (!m_ends.empty()) {
                m_ends.back().progress = progress;
            } else {
                m_progress = progress;
            }
            return;
        }
        m_queuedRecords += delta.numRows();
        Item item;
        item.step = progress.steps;
        item.progress = progress;
        item.delta = delta;
        m_items.push_back(std::move(item));
    }
    schedule();
}

bool EgressGroup::isFull() const
{
    std::lock_guard lock(m_mutex);
    return m_queuedRecords >= kMaxQueuedRecords;
}

StepProgress EgressGroup::delivered() const
{
    std::lock_guard lock(m_mutex);
    return m_progress;
}

std::string EgressGroup::slowestEndpoint() const
{
    std::lock_guard lock(m_mutex);
    const auto slowest = std::min_element(m_listeners.begin(), m_listeners.end(), [](const auto& a, const auto& b) {
        return a->firstOpen() < b->firstOpen();
    });
    return slowest == m_listeners.end() ? m_shape.relationName + ".api" : (*slowest)->endpoint;
}

uint64_t EgressGroup::numErrors() const
{
    std::lock_guard lock(m_mutex);
    return m_numErrors;
}

void EgressGroup::appendStatus(std::vector<OutputStatus>& outputs) const
{
    std::lock_guard lock(m_mutex);
    for (const std::shared_ptr<EgressListener>& listener : m_listeners) {
        OutputStatus status;
        status.relation = m_shape.relationName;
        status.name = listener->name;
        status.endpoint = listener->endpoint;
        status.isEgress = true;
        status.transport = "http_output";
        status.configJson = m_shape.configJson;
        status.transmittedRecords = listener->transmittedRecords;
        status.transmittedBytes = listener->transmittedBytes;
        const uint64_t next = std::max(listener->next, firstChunk());
        status.queuedRecords = m_queuedRecords + m_numRecords - recordsBefore(next);
        status.queuedBatches = m_items.size() + (m_current ? 1 : 0) + (m_endChunk - next);
        status.memoryBytes = next >= m_endChunk ? 0 : m_numBytes - m_kept[next - firstChunk()].bytesBefore;
        status.droppedBatches = listener->droppedChunks + next - listener->next;
        status.numEncodeErrors = m_numErrors + listener->snapshotErrors;
        status.deliveredStep = m_progress.steps;
        status.deliveredRecords = m_progress.records;
        outputs.push_back(std::move(status));
    }
}

void EgressGroup::stop()
{
    std::vector<std::shared_ptr<EgressListener>> listeners;
    {
        std::lock_guard lock(m_mutex);
        if (std::exchange(m_isEnded, true)) {
            return;
        }
        listeners = m_listeners;
        for (const Item& item : m_items) {
            if (item.joining) {
                listeners.push_back(item.joining);
            }
        }
    }
    for (const std::shared_ptr<EgressListener>& listener : listeners) {
        listener->isAnnounced.store(false);
        wake(*listener);
    }
}

uint64_t EgressGroup::recordsBefore(uint64_t chunk) const
{
    return chunk >= m_endChunk ? m_numRecords : m_kept[chunk - firstChunk()].recordsBefore;
}

void EgressGroup::work()
{
    for (int i = 0; i < kChunksPerTurn; ++i) {
        Delta piece;
        uint64_t epoch = 0;
        {
            std::unique_lock lock(m_mutex);
            Turn turn = Turn::Again;
            while (turn == Turn::Again) {
                turn = nextTurn(lock, piece);
            }
            epoch = m_epoch;
            const bool hasAdvanced = updateProgress();
            lock.unlock();
            if (hasAdvanced) {
                m_advanced->call();
            }
            if (turn == Turn::Wait) {
                return;
            }
        }
        Result<EgressChunk> chunk = encodeChunk(*m_encoder, piece, 0);
        std::vector<std::shared_ptr<EgressListener>> listeners;
        {
            std::lock_guard lock(m_mutex);
            if (epoch != m_epoch || !m_current) {
                continue;
            }
            keep(std::move(chunk));
            listeners = takeUnannounced();
        }
        for (const std::shared_ptr<EgressListener>& listener : listeners) {
            wake(*listener);
        }
    }
    schedule();
}

EgressGroup::Turn EgressGroup::nextTurn(std::unique_lock<std::mutex>& lock, Delta& piece)
{
    if (!m_pieces.empty()) {
        if (!hasRoom()) {
            m_isBlocked = true;
            return Turn::Wait;
        }
        piece = std::move(m_pieces.front());
        m_pieces.pop_front();
        return Turn::Encode;
    }
    if (m_current) {
        m_queuedRecords -= m_current->delta.numRows();
        m_ends.push_back({m_endChunk, m_current->progress});
        m_current.reset();
        return Turn::Again;
    }
    if (m_items.empty()) {
        return Turn::Wait;
    }
    m_current = std::move(m_items.front());
    m_items.pop_front();
    if (m_current->joining) {
        listen(*m_current);
        return Turn::Again;
    }
    const uint64_t epoch = m_epoch;
    const Delta delta = m_current->delta;
    lock.unlock();
    std::deque<Delta> pieces = piecesOf(delta, m_shape.maxRecordsPerChunk);
    lock.lock();
    if (epoch == m_epoch && m_current) {
        m_pieces = std::move(pieces);
    }
    return Turn::Again;
}

void EgressGroup::listen(Item& item)
{
    const std::shared_ptr<EgressListener> listener = std::move(item.joining);
    --m_numJoining;
    listener->stage = EgressListener::Stage::Listening;
    listener->next = m_endChunk;
    m_listeners.push_back(listener);
    remember(*listener);
    if (item.rows) {
        startSnapshot(listener, std::move(*item.rows), item.step);
        item.rows.reset();
    }
}

void EgressGroup::startSnapshot(const std::shared_ptr<EgressListener>& listener, RowHeapSnapshot rows, uint64_t step)
{
    Result<std::unique_ptr<Encoder>> encoder = m_shape.makeEncoder();
    if (!encoder.ok()) { // it worked when the group was made
        ++listener->snapshotErrors;
        return;
    }
    listener->snapshot = std::make_shared<EgressSnapshot>(pool(), std::move(rows), step, std::move(encoder).value(),
                                                          m_shape.maxRecordsPerChunk,
                                                          [weak = std::weak_ptr(listener)] {
                                                              if (const auto listening = weak.lock()) {
                                                                  wake(*listening);
                                                              }
                                                          });
    listener->snapshot->schedule();
}

void EgressGroup::keep(Result<EgressChunk> chunk)
{
    if (!chunk.ok()) {
        ++m_numErrors;
        return;
    }
    Kept kept{std::move(chunk).value(), m_numRecords, m_numBytes};
    kept.chunk.step = m_current->step;
    m_numRecords += kept.chunk.numRecords;
    m_numBytes += kept.chunk.data->size();
    m_kept.push_back(std::move(kept));
    ++m_endChunk;
    const auto isTooMuch = [this] {
        return m_kept.size() > Egress::kMaxQueuedChunks ||
               (m_numBytes - m_kept.front().bytesBefore > kMaxChunkBytes && m_kept.size() > 1);
    };
    while (isTooMuch() && (m_mustKeep.empty() || firstChunk() < m_mustKeep.least())) {
        m_kept.pop_front();
    }
}

/// Whether one more chunk can be kept without dropping what somebody must get.
bool EgressGroup::hasRoom() const
{
    if (m_mustKeep.empty() || m_mustKeep.least() >= m_endChunk) {
        return true;
    }
    const uint64_t least = m_mustKeep.least();
    return m_endChunk - least < Egress::kMaxQueuedChunks &&
           m_numBytes - m_kept[least - firstChunk()].bytesBefore < kMaxChunkBytes;
}

void EgressGroup::dropBefore(uint64_t chunk)
{
    while (!m_kept.empty() && firstChunk() < chunk) {
        m_kept.pop_front();
    }
}

void EgressGroup::forget(const EgressListener& listener)
{
    m_nexts.remove(listener.next);
    if (listener.hasBackpressure) {
        m_mustKeep.remove(listener.next);
    }
    (listener.isDroppable() ? m_droppable : m_open).remove(listener.firstOpen());
}

void EgressGroup::remember(const EgressListener& listener)
{
    m_nexts.add(listener.next);
    if (listener.hasBackpressure) {
        m_mustKeep.add(listener.next);
    }
    (listener.isDroppable() ? m_droppable : m_open).add(listener.firstOpen());
}

bool EgressGroup::updateProgress()
{
    uint64_t done = m_endChunk;
    if (!m_open.empty()) {
        done = std::min(done, m_open.least());
    }
    if (!m_droppable.empty()) {
        done = std::min(done, std::max(m_droppable.least(), firstChunk()));
    }
    bool hasMoved = false;
    while (!m_ends.empty() && m_ends.front().chunk <= done) {
        m_progress = m_ends.front().progress;
        m_ends.pop_front();
        hasMoved = true;
    }
    return hasMoved;
}

std::vector<std::shared_ptr<EgressListener>> EgressGroup::takeUnannounced()
{
    std::vector<std::shared_ptr<EgressListener>> listeners;
    for (const std::shared_ptr<EgressListener>& listener : m_listeners) {
        if (!listener->isAnnounced.load()) {
            listeners.push_back(listener);
        }
    }
    return listeners;
}

} // namespace millrace
