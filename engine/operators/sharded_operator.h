// SPDX-License-Identifier: GPL-3.0-or-later
// An operator as several of its kind, each with a shard of the rows.
#pragma once

#include "engine/operators/parted_operator.h"

#include <memory>
#include <vector>

namespace millrace {

/// Its parts are the shards that something came for; all of them when the frontier moves, which is the least one of the
/// inputs. The inputs have shards; those of the output are the shards' outputs, its change is their sum. State is the
/// sum over the shards.
class ShardedOperator final : public PartedOperator {
public:
    /// What is known of rows of different shards' outputs.
    enum class Output : uint8_t { AnyRows, DisjointRows };

    ShardedOperator(std::vector<std::unique_ptr<Operator>> shards, Output known);

    size_t start(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void evaluatePart(size_t part) override;
    Status finish(Stream& output) override;
    size_t numCommitParts() const override { return m_parts.size(); }
    void commitPart(size_t part) override { m_shards[m_parts[part].shard]->commit(); }
    void rollback() override;
    std::string describe() const override { return m_shards[0]->describe(); }
    Keeps keeps() const override { return m_shards[0]->keeps(); }
    const RelationStore* keptRows() const override { return m_shards[0]->keptRows(); }
    uint64_t stateRows() const override;
    uint64_t stateBytes() const override;

private:
    /// A shard that takes part in the step.
    struct Part {
        size_t shard;
        Status status;
    };

    std::vector<std::unique_ptr<Operator>> m_shards;
    Output m_known;
    std::vector<Part> m_parts; ///< of the current step, by shard
    // Of the evaluation.
    const StepContext* m_context = nullptr;
    std::span<const Stream* const> m_inputs;
    Stream* m_output = nullptr;
};

} // namespace millrace
