// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/relation_state.h"

#include "engine/api/row_keys.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>
#include <utility>

namespace millrace::models {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxQueuedRows = RelationState::kMaxRows + 4'000'000; ///< a snapshot and what comes meanwhile
constexpr uint32_t kSharedFromRows = 4'096; ///< batches of fewer rows are copied together: each costs memory
constexpr uint64_t kCompactFromRows = 65'536;
constexpr size_t kCompactFromBatches = 4'096;
/// Publishing takes at most this part of the time.
constexpr int kPublishShare = 8;

} // namespace

Result<std::unique_ptr<RelationState>> RelationState::open(api::Pipeline& pipeline, const RelationInfo& relation,
                                                           std::vector<int> key, FrameClock& clock)
{
    SubscribeOptions options;
    options.withSnapshot = relation.isMaterialized;
    options.maxRows = kMaxQueuedRows;
    MR_TRY(std::shared_ptr<Subscription> subscription, pipeline.subscribe(relation.name, options));
    return std::unique_ptr<RelationState>(new RelationState(std::move(subscription), relation, std::move(key), clock));
}

RelationState::RelationState(std::shared_ptr<Subscription> subscription, const RelationInfo& relation,
                             std::vector<int> key, FrameClock& clock)
    : m_clock(clock)
    , m_subscription(std::move(subscription))
    , m_schema(relation.schema)
    , m_columns(std::move(key))
    , m_copier(relation.schema)
{
    if (m_columns.empty()) {
        m_columns.resize(m_schema.numColumns());
        std::iota(m_columns.begin(), m_columns.end(), 0);
    }
    m_state.beganWithSnapshot = relation.isMaterialized;
    m_subscription->setWakeup([this] {
        {
            const std::lock_guard lock(m_mutex);
            m_hasNews = true;
        }
        m_wake.notify_one();
    });
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

RelationState::~RelationState()
{
    m_subscription->setWakeup(nullptr);
    m_thread.request_stop();
    m_wake.notify_all();
    m_thread.join();
}

void RelationState::setOrder(std::optional<StateOrder> order)
{
    const std::lock_guard lock(m_mutex);
    m_order = order;
    lookAgain();
}

void RelationState::setFilter(std::unique_ptr<StateFilter> filter)
{
    const std::lock_guard lock(m_mutex);
    m_newFilter = std::move(filter);
    lookAgain();
}

/// At the same rows. With the mutex locked.
void RelationState::lookAgain()
{
    m_hasNewRules = true;
    m_hasNews = true;
    m_wake.notify_one();
}

std::shared_ptr<const StateSnapshot> RelationState::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return m_published;
}

void RelationState::run(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return m_hasNews; })) {
        m_hasNews = false;
        const bool hasNewRules = std::exchange(m_hasNewRules, false);
        const std::optional<StateOrder> order = m_order;
        if (m_newFilter) {
            m_filter = *std::exchange(m_newFilter, std::nullopt);
        }
        lock.unlock();
        const bool isNews = takeNews() || hasNewRules;
        const Clock::time_point begin = Clock::now();
        if (isNews) {
            publish(order);
        }
        const Clock::duration gap =
            std::max<Clock::duration>(std::chrono::milliseconds(kMinGapMs), (Clock::now() - begin) * kPublishShare);
        lock.lock();
        if (isNews) { // what comes meanwhile waits in the subscription
            m_wake.wait_for(lock, stop, gap, [this] { return m_hasNewRules; });
        }
    }
}

bool RelationState::takeNews()
{
    const StreamChunk chunk = m_subscription->take();
    m_state.numDropped += chunk.droppedRows;
    for (const StepChange& change : chunk.changes) {
        fold(change);
    }
    foldCopied();
    m_state.hasEnded = m_state.hasEnded || chunk.isEnd;
    return !chunk.changes.empty() || chunk.isEnd || chunk.droppedRows > 0 || m_state.number == 0;
}

void RelationState::fold(const StepChange& change)
{
    m_state.step = std::max(m_state.step, change.step);
    m_state.beganAfter = change.isSnapshot ? change.step : m_state.beganAfter;
    const uint64_t step = change.isSnapshot ? 0 : change.step; // nobody knows when they came
    for (const BatchPtr& batch : change.delta.batches) {
        if (batch->columns.size() != m_schema.numColumns()) {
            continue; // made for other columns
        }
        if (batch->numRows < kSharedFromRows) {
            m_small.push_back({batch, step});
            m_numSmallRows += batch->numRows;
            if (m_numSmallRows >= Batch::kMaxRows - kSharedFromRows) {
                foldCopied();
            }
            continue;
        }
        foldCopied(); // in order
        m_state.batches.push_back(batch);
        foldRows(*batch, static_cast<uint32_t>(m_state.batches.size() - 1), 0, step);
    }
}

/// Folds what has been collected in m_small, out of a batch of its own.
void RelationState::foldCopied()
{
    if (m_small.empty()) {
        return;
    }
    for (const Piece& piece : m_small) {
        for (size_t row = 0; row < piece.batch->numRows; ++row) {
            m_copier.add(*piece.batch, row);
        }
    }
    m_state.batches.push_back(m_copier.build());
    uint32_t firstRow = 0;
    for (const Piece& piece : m_small) {
        foldRows(*piece.batch, static_cast<uint32_t>(m_state.batches.size() - 1), firstRow, piece.step);
        firstRow += static_cast<uint32_t>(piece.batch->numRows);
    }
    m_small.clear();
    m_numSmallRows = 0;
}

/// `weights` are those of the rows that stand in the batch from `firstRow` on.
void RelationState::foldRows(const Batch& weights, uint32_t batch, uint32_t firstRow, uint64_t step)
{
    const auto numRows = static_cast<uint32_t>(weights.numRows);
    m_numBatchRows += numRows;
    hashColumns(weights, m_columns, m_hashes);
    // Deletes first: where the key of a row is known, what comes replaces what goes.
    for (const bool isInsert : {false, true}) {
        for (uint32_t row = 0; row < numRows; ++row) {
            if ((weights.weight(row) > 0) == isInsert) {
                foldRow(batch, firstRow + row, weights.weight(row), m_hashes[row], step);
            }
        }
    }
}

void RelationState::foldRow(uint32_t batch, uint32_t row, Weight weight, uint64_t hash, uint64_t step)
{
    const auto changedAt = static_cast<uint32_t>(m_state.number + 1);
    const uint32_t position = m_index.find(hash, [&](uint32_t candidate) {
        const StateRow& known = m_state.rows[candidate];
        return rowsEqual(*m_state.batches[batch], m_columns, row, m_state.batchOf(known), m_columns, known.row);
    });
    if (position == StateIndex::kNone) {
        if (m_index.size() >= kMaxRows) {
            m_state.numBeyond += weight > 0 ? 1 : 0;
            return;
        }
        m_index.push(hash);
        m_state.rows.push({batch, row, weight, step, 1, changedAt});
        return;
    }
    StateRow& known = m_state.rows.writable(position);
    known.weight += weight;
    known.lastStep = step;
    known.numChanges += known.numChanges != UINT32_MAX ? 1 : 0;
    known.changedAt = changedAt;
    if (weight > 0) {
        known.batch = batch;
        known.row = row;
    }
    if (known.weight == 0) {
        m_gone.push_back(position);
    }
}

/// The last row takes the place, so that only one other moves.
void RelationState::removeRow(uint32_t position)
{
    m_index.removeBySwap(position);
    const size_t end = m_state.rows.size() - 1;
    if (position != end) {
        m_state.rows.writable(position) = m_state.rows[end];
    }
    m_state.rows.pop();
}

void RelationState::publish(const std::optional<StateOrder>& order)
{
    // From the end: the last row, which moves, is then one that stays.
    std::sort(m_gone.begin(), m_gone.end(), std::greater<>());
    m_gone.erase(std::unique(m_gone.begin(), m_gone.end()), m_gone.end());
    for (const uint32_t position : m_gone) {
        if (m_state.rows[position].weight == 0) {
            removeRow(position);
        }
    }
    m_gone.clear();
    compact();
    ++m_state.number;
    auto snapshot = std::make_shared<StateSnapshot>();
    snapshot->rows = m_state.rows.share();
    snapshot->batches = m_state.batches;
    snapshot->number = m_state.number;
    snapshot->step = m_state.step;
    snapshot->beganAfter = m_state.beganAfter;
    snapshot->numDropped = m_state.numDropped;
    snapshot->numBeyond = m_state.numBeyond;
    snapshot->hasEnded = m_state.hasEnded;
    snapshot->beganWithSnapshot = m_state.beganWithSnapshot;
    choose(order, *snapshot);
    {
        const std::lock_guard lock(m_mutex);
        m_published = std::move(snapshot);
    }
    m_clock.requestFromAnyThread();
}

/// The rows that are shown, where these are not all as they came.
void RelationState::choose(const std::optional<StateOrder>& order, StateSnapshot& snapshot)
{
    snapshot.numPassing = m_state.rows.size();
    snapshot.isChosen = order || m_filter != nullptr;
    if (m_filter != nullptr) {
        snapshot.numPassing = 0;
        if (const Status status = m_filter->look(m_state.batches, m_state.rows); !status.ok()) {
            snapshot.filterError = status.error();
            return;
        }
        for (uint32_t position = 0; position < m_state.rows.size(); ++position) {
            if (!m_filter->passes(m_state.rows[position])) {
                continue;
            }
            ++snapshot.numPassing;
            if (!order) {
                snapshot.chosen.push_back(position);
            }
        }
    }
    if (order) {
        snapshot.chosen = firstInOrder(m_state.rows, m_state.batches, *order, m_filter.get(), kMaxSorted);
    }
}

/// Lets go of batches that are kept for few of their rows, and of texts that nobody refers to.
void RelationState::compact()
{
    const size_t numRows = m_state.rows.size();
    const bool isSparse = m_numBatchRows >= kCompactFromRows && m_numBatchRows >= 4 * numRows;
    const bool isScattered = m_state.batches.size() >= kCompactFromBatches + numRows / kSharedFromRows;
    if (!isSparse && !isScattered) {
        return;
    }
    std::vector<BatchPtr> compacted;
    for (size_t position = 0; position < numRows; ++position) {
        StateRow& row = m_state.rows.writable(position);
        m_copier.add(m_state.batchOf(row), row.row);
        row.batch = static_cast<uint32_t>(compacted.size());
        row.row = static_cast<uint32_t>(m_copier.numRows() - 1);
        if (m_copier.numRows() == Batch::kMaxRows) {
            compacted.push_back(m_copier.build());
        }
    }
    if (m_copier.numRows() > 0) {
        compacted.push_back(m_copier.build());
    }
    m_state.batches = std::move(compacted);
    m_numBatchRows = numRows;
}

} // namespace millrace::models
