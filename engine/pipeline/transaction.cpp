// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/transaction.h"

#include "engine/zset/consolidate.h"
#include "engine/zset/relation_store.h"

#include <utility>

namespace millrace {

namespace {

/// Rows that may pile up before the first consolidation.
constexpr size_t kMinRows = 65'536;

} // namespace

Transaction::Transaction(const StepRunner& runner, uint64_t stepBefore, std::vector<bool> isRead)
    : m_stepBefore(stepBefore)
    , m_isRead(std::move(isRead))
    , m_before(runner.numRelations())
    , m_changes(runner.numRelations())
{
    for (size_t i = 0; i < m_before.size(); ++i) {
        if (RelationStore* store = runner.store(i)) {
            m_before[i] = store->sharedSnapshot();
        }
    }
}

void Transaction::add(StepRunner& runner)
{
    for (size_t i = 0; i < m_changes.size(); ++i) {
        if (!m_isRead[i] || runner.numChanges(i) == 0) {
            continue;
        }
        Change& change = m_changes[i];
        change.delta.hasDistinctRows = false;
        for (const BatchPtr& batch : runner.change(i).batches) {
            const uint64_t bytes = batch->byteSize();
            change.bytes += bytes;
            m_bytes += bytes;
            change.delta.add(batch);
        }
        if (change.delta.numRows() > 2 * change.numConsolidated + kMinRows) {
            compact(change);
        }
    }
}

void Transaction::compact(Change& change)
{
    change.delta = consolidated(change.delta);
    change.numConsolidated = change.delta.numRows();
    m_bytes -= change.bytes;
    change.bytes = 0;
    for (const BatchPtr& batch : change.delta.batches) {
        change.bytes += batch->byteSize();
    }
    m_bytes += change.bytes;
}

Delta Transaction::takeChange(size_t relation)
{
    Change& change = m_changes[relation];
    compact(change);
    m_bytes -= std::exchange(change.bytes, 0);
    return std::exchange(change.delta, {});
}

} // namespace millrace
