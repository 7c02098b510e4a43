// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/sharded_operator.h"

#include <algorithm>

namespace millrace {

namespace {

/// The part of an input for one shard; nothing where the input has not had anything to do yet.
const Stream& partOf(const Stream& input, size_t shard)
{
    static const Stream kNothing;
    return input.shards.empty() ? kNothing : input.shards[shard];
}

} // namespace

ShardedOperator::ShardedOperator(std::vector<std::unique_ptr<Operator>> shards, Output known)
    : m_shards(std::move(shards))
    , m_known(known)
{
}

size_t ShardedOperator::start(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    m_context = &context;
    m_inputs = inputs;
    m_output = &output;
    Frontier frontier = std::numeric_limits<Frontier>::max();
    for (const Stream* input : inputs) {
        frontier = std::min(frontier, input->frontier);
    }
    m_parts.clear();
    for (size_t shard = 0; shard < m_shards.size(); ++shard) {
        const bool hasRows = std::any_of(inputs.begin(), inputs.end(), [shard](const Stream* input) {
            return !partOf(*input, shard).delta.empty();
        });
        if (hasRows || frontier != output.frontier) {
            m_parts.push_back({shard, {}});
        }
    }
    output.frontier = frontier;
    output.shards.resize(m_shards.size());
    return m_parts.size();
}

void ShardedOperator::evaluatePart(size_t part)
{
    const size_t shard = m_parts[part].shard;
    std::vector<const Stream*> inputs;
    inputs.reserve(m_inputs.size());
    for (const Stream* input : m_inputs) {
        inputs.push_back(&partOf(*input, shard));
    }
    m_parts[part].status = m_shards[shard]->evaluate(*m_context, inputs, m_output->shards[shard]);
}

Status ShardedOperator::finish(Stream& output)
{
    bool isDistinct = m_known == Output::DisjointRows;
    for (Part& part : m_parts) {
        MR_CHECK(std::move(part.status));
        const Delta& delta = output.shards[part.shard].delta;
        for (const BatchPtr& batch : delta.batches) {
            output.delta.add(batch);
        }
        isDistinct = isDistinct && delta.isConsolidated();
    }
    output.delta.hasDistinctRows = isDistinct;
    return {};
}

void ShardedOperator::rollback()
{
    for (const Part& part : m_parts) {
        m_shards[part.shard]->rollback();
    }
}

uint64_t ShardedOperator::stateRows() const
{
    uint64_t rows = 0;
    for (const auto& shard : m_shards) {
        rows += shard->stateRows();
    }
    return rows;
}

uint64_t ShardedOperator::stateBytes() const
{
    uint64_t bytes = 0;
    for (const auto& shard : m_shards) {
        bytes += shard->stateBytes();
    }
    return bytes;
}

} // namespace millrace
