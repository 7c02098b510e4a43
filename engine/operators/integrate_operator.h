// SPDX-License-Identifier: GPL-3.0-or-later
// Integration: keeps the rows of a stream, arranged for those who look them up.
#pragma once

#include "engine/operators/operator.h"
#include "engine/zset/relation_store.h"

namespace millrace {

/// Adds the committed changes of its input to a store that joins, snapshots and queries share. Has no output.
/// Readers that run in the same step see the rows of the steps before: the delayed integral z^-1(I(s)) of DBSP
/// (Budiu et al., VLDB 2023, §3). State: the rows and their indexes.
class IntegrateOperator final : public Operator {
public:
    explicit IntegrateOperator(std::shared_ptr<RelationStore> store)
        : m_store(std::move(store))
    {
    }

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void commit() override;
    void rollback() override { m_pending.clear(); }
    std::string describe() const override { return "integrate"; }
    Keeps keeps() const override { return Keeps::Rows; }
    const RelationStore* keptRows() const override { return m_store.get(); }
    uint64_t stateRows() const override { return m_store->numRows(); }
    uint64_t stateBytes() const override { return m_store->byteSize(); }
    /// By what others look its rows up by, which they have to tell.
    ShardRule shardRule() const override { return {ShardRule::Kind::ByKeys, {{{}, m_store.get()}}}; }
    std::unique_ptr<Operator> makeShard(const StoreOfShard& storeOf) const override
    {
        return std::make_unique<IntegrateOperator>(storeOf(m_store));
    }

private:
    std::shared_ptr<RelationStore> m_store;
    Delta m_pending;
};

} // namespace millrace
