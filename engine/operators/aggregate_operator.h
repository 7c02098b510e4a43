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
    Keeps keeps() const override { return Keeps::Groups; }
    uint64_t stateRows() const override { return m_table->numGroups(); }
    uint64_t stateBytes() const override;
    ShardRule shardRule() const override;
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override;
    int outputColumn(size_t input, int column) const override;
    /// Rows dropped because their window had closed.
    uint64_t numLateRows() const { return m_numLate; }

private:
    /// Rows of an output batch in the making.
    struct EmittedGroups {
        std::vector<const std::byte*> groups; ///< slots or images
        std::vector<Weight> weights;
        std::vector<uint8_t> isPair; ///< 1 where a group's old state stands before its new one
        bool hasPairs = false;

        void reserve(size_t rows)
        {
            groups.reserve(rows);
            weights.reserve(rows);
            isPair.reserve(rows);
        }
        void clear()
        {
            groups.clear();
            weights.clear();
            isPair.clear();
            hasPairs = false;
        }
        void add(const std::byte* group, Weight weight, bool startsPair)
        {
            groups.push_back(group);
            weights.push_back(weight);
            isPair.push_back(startsPair ? 1 : 0);
            hasPairs = hasPairs || startsPair;
        }
    };

    bool isGlobal() const { return m_options.keyColumns.empty(); }
    const GroupLayout& layout() const { return m_table->layout(); }
    GroupLayout layoutFor(SumWidth width) const;
    Status evaluateStep(const StepContext& context, const Stream& input, Stream& output);
    void makeGlobalGroup();
    Status accumulateBatch(const Batch& batch);
    void keepOldExtremes(size_t firstTouched);
    void widenSums();
    BatchPtr withoutLateRows(const BatchPtr& batch);
    Status emitChanges(Delta& out);
    Status emitClosed(Frontier frontier, Delta& out);
    Status emitGroups(EmittedGroups& emitted, Delta& out);
    bool isPresent(const std::byte* group) const;
    bool mayDiffer(const std::byte* before, const std::byte* after) const;
    void dropUnchanged(Batch& batch, EmittedGroups& emitted) const;
    void restore(std::byte* slot, const std::byte* image);
    void freeMultisets(std::byte* slot);
    void removeGroups();

    AggregateOptions m_options;
    std::unique_ptr<GroupTable> m_table;
    bool m_hasMultisets = false;
    bool m_mayRound = false;             ///< different states may give equal results
    bool m_isOut = false;                ///< global aggregates: the first row was committed
    bool m_willBeOut = false;
    Frontier m_frontier = kNoFrontier;   ///< committed: windows up to here are closed
    Frontier m_newFrontier = kNoFrontier;
    uint64_t m_numLate = 0;
    uint64_t m_newlyLate = 0;
    int64_t m_multisetValues = 0;        ///< entries of all multisets, about
    std::vector<MultisetChange> m_undo;
    StringArena m_oldStrings;            ///< old string extremes of touched groups, for the step
    std::vector<std::byte*> m_emptied; ///< groups to remove at commit: without rows, or closed
    // Scratch.
    std::vector<uint64_t> m_hashes;
    KeyEncoder m_keys;
    std::vector<std::byte*> m_slots;
};

} // namespace millrace
