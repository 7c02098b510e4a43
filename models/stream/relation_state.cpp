// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/relation_state.h"

#include "engine/api/row_keys.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace millrace::models {

namespace {

constexpr size_t kMaxQueuedRows = 4'000'000;
constexpr uint64_t kCompactFromRows = 65'536;

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
    , m_columns(std::move(key))
{
    if (m_columns.empty()) {
        m_columns.resize(relation.schema.numColumns());
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
        lock.unlock();
        StreamChunk chunk = m_subscription->take();
        m_state.numDropped += chunk.droppedRows;
        for (const StepChange& change : chunk.changes) {
            fold(change);
        }
        m_state.hasEnded = m_state.hasEnded || chunk.isEnd;
        const bool isNews = !chunk.changes.empty() || chunk.isEnd || chunk.droppedRows > 0 || m_state.number == 0;
        if (isNews) {
            publish();
        }
        lock.lock();
        if (isNews) { // what comes meanwhile waits in the subscription
            m_wake.wait_for(lock, stop, std::chrono::milliseconds(kMinGapMs), [] { return false; });
        }
    }
}

void RelationState::fold(const StepChange& change)
{
    std::vector<uint64_t> hashes;
    m_state.step = std::max(m_state.step, change.step);
    for (const BatchPtr& batch : change.delta.batches) {
        if (m_columns.empty() || batch->columns.size() <= static_cast<size_t>(m_columns.back())) {
            continue; // made for other columns
        }
        m_pinnedRows += batch->numRows;
        hashColumns(*batch, m_columns, hashes);
        // Deletes first: where the key of a row is known, what comes replaces what goes.
        for (const bool isInsert : {false, true}) {
            for (uint32_t row = 0; row < batch->numRows; ++row) {
                if ((batch->weight(row) > 0) == isInsert) {
                    foldRow(batch, row, hashes[row], change.step);
                }
            }
        }
    }
}

void RelationState::foldRow(const BatchPtr& batch, uint32_t row, uint64_t hash, uint64_t step)
{
    const Weight weight = batch->weight(row);
    const auto [first, last] = m_byHash.equal_range(hash);
    for (auto at = first; at != last; ++at) {
        StateRow& known = m_state.rows[at->second];
        if (!rowsEqual(*batch, m_columns, row, *known.batch, m_columns, known.row)) {
            continue;
        }
        known.weight += weight;
        known.lastStep = step;
        ++known.numChanges;
        known.changedAt = m_state.number + 1;
        if (weight > 0) {
            known.batch = batch;
            known.row = row;
        }
        return;
    }
    if (m_state.rows.size() >= kMaxRows) {
        m_state.numBeyond += weight > 0 ? 1 : 0;
        return;
    }
    m_byHash.emplace(hash, m_state.rows.size());
    m_hashes.push_back(hash);
    m_state.rows.push_back({batch, row, weight, step, 1, m_state.number + 1});
}

/// The last row takes the place, so that only one other moves.
void RelationState::removeRow(size_t position, uint64_t hash)
{
    const auto forget = [this](uint64_t ofHash, size_t index) {
        const auto [first, last] = m_byHash.equal_range(ofHash);
        m_byHash.erase(std::find_if(first, last, [index](const auto& entry) { return entry.second == index; }));
    };
    forget(hash, position);
    const size_t end = m_state.rows.size() - 1;
    if (position != end) {
        forget(m_hashes[end], end);
        m_byHash.emplace(m_hashes[end], position);
        m_state.rows[position] = std::move(m_state.rows[end]);
        m_hashes[position] = m_hashes[end];
    }
    m_state.rows.pop_back();
    m_hashes.pop_back();
}

void RelationState::publish()
{
    for (size_t position = m_state.rows.size(); position-- > 0;) {
        if (m_state.rows[position].weight == 0) {
            removeRow(position, m_hashes[position]);
        }
    }
    compact();
    ++m_state.number;
    auto snapshot = std::make_shared<const StateSnapshot>(m_state);
    {
        const std::lock_guard lock(m_mutex);
        m_published = std::move(snapshot);
    }
    m_clock.requestFromAnyThread();
}

/// Lets go of batches that are kept for few of their rows.
void RelationState::compact()
{
    if (m_pinnedRows < kCompactFromRows || m_pinnedRows < 4 * m_state.rows.size()) {
        return;
    }
    std::unordered_map<const Batch*, std::vector<size_t>> byBatch;
    for (size_t position = 0; position < m_state.rows.size(); ++position) {
        byBatch[m_state.rows[position].batch.get()].push_back(position);
    }
    for (auto& [batch, positions] : byBatch) {
        std::vector<uint32_t> rows;
        for (const size_t position : positions) {
            rows.push_back(m_state.rows[position].row);
        }
        const BatchPtr gathered = gatherBatch(*batch, rows);
        for (size_t i = 0; i < positions.size(); ++i) {
            m_state.rows[positions[i]].batch = gathered;
            m_state.rows[positions[i]].row = static_cast<uint32_t>(i);
        }
    }
    m_pinnedRows = m_state.rows.size();
}

} // namespace millrace::models
