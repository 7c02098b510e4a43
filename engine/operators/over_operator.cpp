// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/over_operator.h"

#include "engine/operators/over_functions.h"
#include "engine/zset/consolidate.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <unordered_map>

namespace millrace {

namespace {

std::vector<Physical> outputColumns(const std::vector<SqlType>& types, const OverSpec& spec)
{
    std::vector<Physical> columns;
    for (const SqlType& type : types) {
        columns.push_back(physicalOf(type));
    }
    for (const OverCall& call : spec.calls) {
        columns.push_back(physicalOf(call.type));
    }
    return columns;
}

RankSpec orderOf(const OverSpec& spec)
{
    RankSpec rank;
    rank.orderBy = spec.orderBy;
    return rank;
}

} // namespace

OverOperator::OverOperator(OverSpec spec, std::vector<SqlType> types, std::shared_ptr<RelationStore> store,
                           IndexId index, SourceSpan span)
    : m_spec(std::move(spec))
    , m_types(std::move(types))
    , m_store(std::move(store))
    , m_index(index)
    , m_span(span)
    , m_layout(m_types)
    , m_packer(m_layout, m_spec.partitionBy)
    , m_order(m_layout, orderOf(m_spec), m_types)
    , m_output(outputColumns(m_types, m_spec))
{
}

/// Partitions are computed each by itself.
ShardRule OverOperator::shardRule() const
{
    const auto kind = m_spec.partitionBy.empty() ? ShardRule::Kind::Whole : ShardRule::Kind::ByKeys;
    return {kind, {{m_spec.partitionBy, m_store.get()}}};
}

std::unique_ptr<Operator> OverOperator::makeShard(const StoreOfShard& storeOf) const
{
    return std::make_unique<OverOperator>(m_spec, m_types, storeOf(m_store), m_index, m_span);
}

Status OverOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    output.frontier = inputs[0]->frontier;
    if (inputs[0]->delta.empty()) {
        return {};
    }
    m_rows.clear();
    m_memory.clear();
    if (m_output.numRows() != 0) {
        m_output.build(); // of a step that failed
    }
    const BatchPtr change = concatenated(inputs[0]->delta, m_store->columns());
    collectPartitions(*change);
    addRows(*change, m_partitionOfRow);
    const size_t numChanges = m_rows.size();
    const BatchPtr keys = gatherBatch(*change, m_keyRows);
    Matches matches;
    m_store->probe(m_index, ProbeKeys{keys.get(), m_spec.partitionBy, m_keyHashes, nullptr}, matches);
    BatchPtr stored;
    if (matches.size() != 0) {
        auto batch = std::make_shared<Batch>();
        batch->numRows = matches.size();
        for (size_t column = 0; column < m_types.size(); ++column) {
            ColumnBuilder builder(m_store->columns()[column]);
            m_store->heap().gather(column, matches.rows, builder);
            batch->columns.push_back(builder.finish());
        }
        stored = batch;
        addRows(*stored, matches.probeRows);
        for (size_t i = numChanges; i < m_rows.size(); ++i) {
            m_rows[i].before = m_store->weight(matches.rows[i - numChanges]);
            m_rows[i].after = m_rows[i].before;
        }
    }
    mergeEqualRows();
    for (auto first = m_rows.begin(); first != m_rows.end();) {
        const auto last =
            std::find_if(first, m_rows.end(), [&](const Row& row) { return row.partition != first->partition; });
        MR_CHECK(emitPartition(std::span<const Row>(first, last), output.delta));
        MR_CHECK(context.passed());
        first = last;
    }
    flush(output.delta);
    m_memory.clear();
    output.delta = consolidated(output.delta);
    output.delta.hasDistinctRows = true;
    return {};
}

/// Numbers the partitions that the change touches.
void OverOperator::collectPartitions(const Batch& change)
{
    m_keyRows.clear();
    m_keyHashes.clear();
    m_partitionOfRow.resize(change.numRows);
    std::vector<uint64_t> hashes;
    hashColumns(change, m_spec.partitionBy, hashes);
    std::unordered_multimap<uint64_t, uint32_t> known;
    for (uint32_t row = 0; row < change.numRows; ++row) {
        const auto [first, last] = known.equal_range(hashes[row]);
        const auto found = std::find_if(first, last, [&](const auto& entry) {
            return rowsEqual(change, m_spec.partitionBy, m_keyRows[entry.second], change, m_spec.partitionBy, row);
        });
        if (found != last) {
            m_partitionOfRow[row] = found->second;
            continue;
        }
        m_partitionOfRow[row] = static_cast<uint32_t>(m_keyRows.size());
        known.emplace(hashes[row], m_partitionOfRow[row]);
        m_keyRows.push_back(row);
        m_keyHashes.push_back(hashes[row]);
    }
}

/// Rows of a batch, which has to live as long as they do; their weight is what comes.
void OverOperator::addRows(const Batch& batch, std::span<const uint32_t> partitions)
{
    std::vector<std::byte>& memory = m_memory.emplace_back(batch.numRows * m_layout.stride);
    m_packer.start(batch);
    for (size_t row = 0; row < batch.numRows; ++row) {
        std::byte* packed = memory.data() + row * m_layout.stride;
        m_packer.pack(row, packed);
        m_rows.push_back(Row{packed, m_order.wordOf(packed), partitions[row], 0, batch.weight(row)});
    }
}

/// Puts the rows of each partition in order and makes one of those that are equal.
void OverOperator::mergeEqualRows()
{
    std::sort(m_rows.begin(), m_rows.end(), [this](const Row& a, const Row& b) {
        if (a.partition != b.partition || a.word != b.word) {
            return a.partition != b.partition ? a.partition < b.partition : a.word < b.word;
        }
        return m_order.compare(a.packed, b.packed) < 0;
    });
    size_t numMerged = 0;
    for (const Row& row : m_rows) {
        const bool isSame = numMerged != 0 && m_rows[numMerged - 1].partition == row.partition &&
                            m_order.compare(m_rows[numMerged - 1].packed, row.packed) == 0;
        if (isSame) {
            m_rows[numMerged - 1].before += row.before;
            m_rows[numMerged - 1].after += row.after;
        } else {
            m_rows[numMerged++] = row;
        }
    }
    m_rows.resize(numMerged);
}

Status OverOperator::compute(Version& version) const
{
    for (const OverCall& call : m_spec.calls) {
        ColumnBuilder builder(physicalOf(call.type));
        MR_CHECK(appendOver(m_spec, call, OrderedPartition{m_layout, m_order, version.rows}, m_span, builder));
        version.results.push_back(builder.finish());
    }
    return {};
}

Status OverOperator::emitPartition(std::span<const Row> rows, Delta& out)
{
    Version before;
    Version after;
    for (const Row& row : rows) {
        before.rows.insert(before.rows.end(), static_cast<size_t>(std::max<Weight>(0, row.before)), row.packed);
        after.rows.insert(after.rows.end(), static_cast<size_t>(std::max<Weight>(0, row.after)), row.packed);
    }
    MR_CHECK(compute(before));
    MR_CHECK(compute(after));
    size_t atBefore = 0;
    size_t atAfter = 0;
    for (const Row& row : rows) {
        const auto numBefore = static_cast<size_t>(std::max<Weight>(0, row.before));
        const auto numAfter = static_cast<size_t>(std::max<Weight>(0, row.after));
        bool isSame = numBefore == numAfter;
        for (size_t i = 0; isSame && i < numBefore; ++i) {
            for (size_t call = 0; isSame && call < m_spec.calls.size(); ++call) {
                isSame = cellsEqual(before.results[call], atBefore + i, after.results[call], atAfter + i);
            }
        }
        for (size_t i = 0; !isSame && i < numBefore; ++i) {
            emit(row, before, atBefore + i, -1);
        }
        for (size_t i = 0; !isSame && i < numAfter; ++i) {
            emit(row, after, atAfter + i, 1);
        }
        atBefore += numBefore;
        atAfter += numAfter;
        if (m_output.numRows() >= Batch::kMaxRows / 2) {
            flush(out);
        }
    }
    return {};
}

void OverOperator::emit(const Row& row, const Version& version, size_t position, Weight weight)
{
    for (size_t column = 0; column < m_types.size(); ++column) {
        appendPacked(m_layout.columns[column], row.packed, m_output.column(column));
    }
    for (size_t call = 0; call < version.results.size(); ++call) {
        const Column& result = version.results[call];
        ColumnBuilder& out = m_output.column(m_types.size() + call);
        if (result.isNull(position)) {
            out.appendNull();
            continue;
        }
        withPhysical(result.physical, [&](auto tag) {
            using T = decltype(tag);
            if constexpr (std::is_same_v<T, StringRef>) {
                out.appendString(result.get<StringRef>(position).view());
            } else {
                out.append(result.get<T>(position));
            }
        });
    }
    m_output.appendWeight(weight);
}

void OverOperator::flush(Delta& out)
{
    if (m_output.numRows() != 0) {
        out.add(m_output.build());
    }
}

std::string OverOperator::describe() const
{
    std::string text = "window by (";
    for (size_t i = 0; i < m_spec.partitionBy.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_spec.partitionBy[i]);
    }
    text += ") order by (";
    for (size_t i = 0; i < m_spec.orderBy.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_spec.orderBy[i].column);
        text += m_spec.orderBy[i].isDescending ? " desc" : "";
    }
    return text + "): " + std::to_string(m_spec.calls.size()) + (m_spec.calls.size() == 1 ? " function" : " functions");
}

} // namespace millrace
