// SPDX-License-Identifier: GPL-3.0-or-later
// GROUP BY: linear aggregates in place, MIN and MAX that survive deletes, windows that close.
#pragma once

#include "engine/operators/accumulators.h"
#include "engine/operators/group_table.h"
#include "engine/operators/operator.h"
#include "engine/zset/string_arena.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace {

/// When an aggregation says what it knows.
enum class EmitMode : uint8_t {
    Changes, ///< every step: the old row of a changed group leaves, the new one comes
    OnClose, ///< once, when the frontier passes the group's window end; later rows of it are dropped and counted
};

struct AggregateOptions {
    std::vector<int> keyColumns;
    std::vector<SqlType> keyTypes;
    std::vector<AggregateSpec> aggregates;
    bool isAppendOnly = false;          ///< the input never takes rows away
    EmitMode emitMode = EmitMode::Changes;
    int windowEndKey = -1;              ///< OnClose: position in keyColumns of the window's end (Int64 event time)
};

/// Output z-set: one row (keys, aggregates) a group with rows; without keys always exactly one row.
/// COUNT, SUM and AVG are linear: a group's accumulators take the weighted values in place, and touched groups are
/// emitted as -old, +new at the end of the step (DBSP's incremental aggregation, without re-reading the group).
/// MIN and MAX keep the group's values in order, or just the best one when the input is append-only.
/// DISTINCT is the aggregation without aggregates. State: one slot a group. Cost: a hash probe a row.
class AggregateOperator final : public Operator {
public:
    explicit AggregateOperator(AggregateOptions options);
    ~AggregateOperator() override;

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void commit() override;
    void rollback() override;
    bool isTimed() const override { return isGlobal(); }
    bool wantsStep(const StepContext&) const override { return isGlobal() && !m_isOut; }
    std::string describe() const override;
    uint64_t stateRows() const override { return m_table.numGroups(); }
    uint64_t stateBytes() const override;
    /// Rows dropped because their window had closed.
    uint64_t numLateRows() const { return m_numLate; }

private:
    bool isGlobal() const { return m_options.keyColumns.empty(); }
    Status accumulateBatch(const Batch& batch);
    Status accumulatePending(const Batch& batch, size_t first, std::span<std::byte* const> slots);
    void touch(std::byte* slot);
    BatchPtr withoutLateRows(const BatchPtr& batch);
    Status emitChanges(Delta& out);
    Status emitClosed(Frontier frontier, Delta& out);
    Status emitGroups(std::span<const std::byte* const> groups, std::span<const Weight> weights, Delta& out);
    bool isPresent(const std::byte* group) const;
    bool resultsMayDiffer(const std::byte* before, const std::byte* after) const;
    void restore(std::byte* slot, const std::byte* image);
    void freeMultisets(std::byte* slot);
    void removeGroups(const std::vector<GroupTable::Removal>& removals);

    AggregateOptions m_options;
    GroupLayout m_layout;
    GroupTable m_table;
    bool m_hasMultisets = false;
    bool m_isOut = false;                ///< global aggregates: the first row was committed
    bool m_willBeOut = false;
    Frontier m_frontier = kNoFrontier;   ///< committed: windows up to here are closed
    Frontier m_newFrontier = kNoFrontier;
    uint64_t m_numLate = 0;
    uint64_t m_newlyLate = 0;
    int64_t m_multisetValues = 0;        ///< entries of all multisets, about
    std::vector<MultisetChange> m_undo;
    StringArena m_oldStrings;            ///< old string extremes of touched groups, for the step
    std::vector<GroupTable::Removal> m_emptied; ///< groups to remove at commit: without rows, or closed
    // Scratch.
    std::vector<uint64_t> m_hashes;
    std::vector<std::byte> m_keys;
    std::vector<std::byte*> m_slots;
};

} // namespace millrace
