// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/join_operator.h"

#include "engine/zset/consolidate.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <bit>
#include <type_traits>

namespace millrace {

namespace {

constexpr size_t kEmitRows = 16384;       ///< rows of an output batch at most
constexpr size_t kMaxMatches = 1'000'000; ///< looked up before they are put out, but for those of the last row

/// Of the first key column.
Physical keyType(const JoinSide& side)
{
    return side.store->columns()[static_cast<size_t>(side.keyColumns[0])];
}

} // namespace

ShardRule joinShardRule(const JoinSide& left, const JoinSide& right)
{
    const auto kind = left.keyColumns.empty() ? ShardRule::Kind::Whole : ShardRule::Kind::ByKeys;
    return {kind, {{left.keyColumns, left.store.get()}, {right.keyColumns, right.store.get()}}};
}

JoinSide sideOfShard(const JoinSide& whole, const StoreOfShard& storeOf)
{
    return {storeOf(whole.store), whole.index, whole.keyColumns};
}

JoinOperator::JoinOperator(JoinSide left, JoinSide right, std::vector<JoinColumn> output, ExprPtr residual,
                           Output known)
    : m_left(std::move(left))
    , m_right(std::move(right))
    , m_output(std::move(output))
    , m_residualExpr(std::move(residual))
    , m_known(known)
    , m_hashIsKey(m_left.keyColumns.size() == 1 && isHashExact(keyType(m_left)) && isHashExact(keyType(m_right)))
{
    if (m_residualExpr) {
        collectColumns(*m_residualExpr, m_residualColumns);
        std::sort(m_residualColumns.begin(), m_residualColumns.end());
        m_residualColumns.erase(std::unique(m_residualColumns.begin(), m_residualColumns.end()),
                                m_residualColumns.end());
        std::vector<int> mapping(m_output.size(), -1);
        for (size_t i = 0; i < m_residualColumns.size(); ++i) {
            mapping[static_cast<size_t>(m_residualColumns[i])] = static_cast<int>(i);
        }
        m_residual.emplace(std::vector<ExprPtr>{remapColumns(m_residualExpr, mapping)});
    }
}

Status JoinOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    m_context = &context;
    const Delta& left = inputs[0]->delta;
    const Delta& right = inputs[1]->delta;
    output.frontier = std::min(inputs[0]->frontier, inputs[1]->frontier);
    if (m_right.store->numRows() != 0) {
        for (const BatchPtr& batch : left.batches) {
            MR_CHECK(probeStore(batch, Probing::Left, output.delta));
        }
    }
    if (m_left.store->numRows() != 0) {
        for (const BatchPtr& batch : right.batches) {
            MR_CHECK(probeStore(batch, Probing::Right, output.delta));
        }
    }
    if (!left.empty() && !right.empty()) {
        MR_CHECK(joinDeltas(left, right, output.delta));
        // The three terms pair old with new rows, which cancel out. A store by the key must not see them: they have
        // the key of a row that is there.
        if (m_known == Output::HasKey && !output.delta.isInsertOnly) {
            output.delta = consolidated(output.delta);
        }
    }
    return {};
}

void JoinOperator::hashKeys(const Batch& batch, const JoinSide& side)
{
    hashColumns(batch, side.keyColumns, m_hashes, &m_nullKeys);
}

Status JoinOperator::probeStore(const BatchPtr& batch, Probing probing, Delta& out)
{
    const JoinSide& mine = probing == Probing::Left ? m_left : m_right;
    const JoinSide& other = probing == Probing::Left ? m_right : m_left;
    hashKeys(*batch, mine);
    ProbeKeys keys{batch.get(), mine.keyColumns, m_hashes, m_nullKeys.data()};
    while (keys.firstRow < batch->numRows) {
        m_matches.clear();
        keys.firstRow = other.store->probe(other.index, keys, m_matches, kMaxMatches);
        for (size_t first = 0; first < m_matches.size(); first += kEmitRows) {
            MR_CHECK(emitFromStore(*batch, probing, first, std::min(first + kEmitRows, m_matches.size()), out));
        }
    }
    return m_context->passed();
}

Status JoinOperator::emitFromStore(const Batch& batch, Probing probing, size_t first, size_t last, Delta& out)
{
    const RelationStore& store = probing == Probing::Left ? *m_right.store : *m_left.store;
    const std::span<const uint32_t> probeRows(m_matches.probeRows.data() + first, last - first);
    const std::span<const uint32_t> storeRows(m_matches.rows.data() + first, last - first);
    const auto gather = [&](const JoinColumn& column, const Pairs& pairs) {
        const auto position = static_cast<size_t>(column.column);
        if (column.isRight == (probing == Probing::Right)) {
            return gatherColumn(batch.columns[position], pairs.first);
        }
        ColumnBuilder builder(store.columns()[position]);
        store.heap().gather(position, pairs.second, builder);
        return builder.finish();
    };
    if (batch.weights == nullptr && store.allWeightsAreOne()) {
        return emit({probeRows, storeRows}, gather, nullptr, out);
    }
    const auto weightOf = [&](uint32_t probeRow, RowId row) { return batch.weight(probeRow) * store.weight(row); };
    return emit({probeRows, storeRows}, gather, weightOf, out);
}

/// dL x dR: the smaller side goes into a chained hash table, the other probes it.
Status JoinOperator::joinDeltas(const Delta& left, const Delta& right, Delta& out)
{
    const bool buildRight = right.numRows() <= left.numRows();
    const JoinSide& buildSide = buildRight ? m_right : m_left;
    const JoinSide& probeSide = buildRight ? m_left : m_right;
    const BatchPtr build = concatenated(buildRight ? right : left, buildSide.store->columns());
    hashKeys(*build, buildSide);
    const size_t mask = std::bit_ceil(build->numRows * 2) - 1;
    std::vector<uint32_t> heads(mask + 1, 0); // row + 1; 0 = none
    std::vector<uint32_t> next(build->numRows, 0);
    for (size_t row = build->numRows; row-- > 0;) {
        if (m_nullKeys[row] == 0) {
            uint32_t& head = heads[m_hashes[row] & mask];
            next[row] = head;
            head = static_cast<uint32_t>(row) + 1;
        }
    }
    std::vector<uint64_t> buildHashes;
    buildHashes.swap(m_hashes);
    std::vector<uint32_t> leftRows;
    std::vector<uint32_t> rightRows;
    for (const BatchPtr& probe : (buildRight ? left : right).batches) {
        hashKeys(*probe, probeSide);
        const Batch& leftBatch = buildRight ? *probe : *build;
        const Batch& rightBatch = buildRight ? *build : *probe;
        for (uint32_t row = 0; row < probe->numRows; ++row) {
            if (m_nullKeys[row] != 0) {
                continue;
            }
            for (uint32_t at = heads[m_hashes[row] & mask]; at != 0; at = next[at - 1]) {
                const uint32_t buildRow = at - 1;
                if (buildHashes[buildRow] != m_hashes[row]) {
                    continue;
                }
                if (!m_hashIsKey
                    && !rowsEqual(*build, buildSide.keyColumns, buildRow, *probe, probeSide.keyColumns, row)) {
                    continue;
                }
                leftRows.push_back(buildRight ? row : buildRow);
                rightRows.push_back(buildRight ? buildRow : row);
            }
            if (leftRows.size() >= kEmitRows) {
                MR_CHECK(emitFromBatches(leftBatch, rightBatch, leftRows, rightRows, out));
                leftRows.clear();
                rightRows.clear();
            }
        }
        if (!leftRows.empty()) {
            MR_CHECK(emitFromBatches(leftBatch, rightBatch, leftRows, rightRows, out));
            leftRows.clear();
            rightRows.clear();
        }
    }
    return {};
}

Status JoinOperator::emitFromBatches(const Batch& left, const Batch& right, std::span<const uint32_t> leftRows,
                                     std::span<const uint32_t> rightRows, Delta& out)
{
    const auto gather = [&](const JoinColumn& column, const Pairs& pairs) {
        const auto position = static_cast<size_t>(column.column);
        return column.isRight ? gatherColumn(right.columns[position], pairs.second)
                              : gatherColumn(left.columns[position], pairs.first);
    };
    if (left.weights == nullptr && right.weights == nullptr) {
        return emit({leftRows, rightRows}, gather, nullptr, out);
    }
    const auto weightOf = [&](uint32_t leftRow, uint32_t rightRow) {
        return left.weight(leftRow) * right.weight(rightRow);
    };
    return emit({leftRows, rightRows}, gather, weightOf, out);
}

/// Makes the output rows of pairs. What the residual does not let pass is never copied, but for what it looks at.
template <typename Gather, typename WeightOf>
Status JoinOperator::emit(Pairs pairs, const Gather& gather, const WeightOf& weightOf, Delta& out)
{
    if (m_residual) {
        Batch looked;
        looked.numRows = pairs.first.size();
        for (const int column : m_residualColumns) {
            looked.columns.push_back(gather(m_output[static_cast<size_t>(column)], pairs));
        }
        MR_CHECK(m_context->passed(&looked));
        m_passing.clear();
        if (auto failure = m_residual->select(looked, m_passing)) {
            return std::move(failure->error);
        }
        if (m_passing.size() != looked.numRows) {
            pairs = takePassing(pairs);
        }
        if (pairs.first.empty()) {
            return {};
        }
    }
    auto result = std::make_shared<Batch>();
    result->numRows = pairs.first.size();
    result->columns.reserve(m_output.size());
    for (const JoinColumn& column : m_output) {
        result->columns.push_back(gather(column, pairs));
    }
    MR_CHECK(m_context->passed(result.get()));
    if constexpr (!std::is_same_v<WeightOf, std::nullptr_t>) {
        std::vector<Weight> weights(result->numRows);
        for (size_t i = 0; i < weights.size(); ++i) {
            weights[i] = weightOf(pairs.first[i], pairs.second[i]);
        }
        setWeights(*result, std::move(weights));
    }
    out.add(std::move(result));
    return {};
}

JoinOperator::Pairs JoinOperator::takePassing(const Pairs& pairs)
{
    m_passingFirst.clear();
    m_passingSecond.clear();
    for (const uint32_t pair : m_passing) {
        m_passingFirst.push_back(pairs.first[pair]);
        m_passingSecond.push_back(pairs.second[pair]);
    }
    return {m_passingFirst, m_passingSecond};
}

std::unique_ptr<Operator> JoinOperator::makeShard(const StoreOfShard& storeOf) const
{
    return std::make_unique<JoinOperator>(sideOfShard(m_left, storeOf), sideOfShard(m_right, storeOf), m_output,
                                          m_residualExpr, m_known);
}

/// A key column comes out in the one that it equals, too.
int JoinOperator::outputColumn(size_t input, int column) const
{
    const std::vector<int>& keys = input == 0 ? m_left.keyColumns : m_right.keyColumns;
    const std::vector<int>& others = input == 0 ? m_right.keyColumns : m_left.keyColumns;
    for (size_t i = 0; i < m_output.size(); ++i) {
        if (m_output[i].isRight == (input == 1)) {
            if (m_output[i].column == column) {
                return static_cast<int>(i);
            }
            continue;
        }
        for (size_t k = 0; k < keys.size(); ++k) {
            if (keys[k] == column && others[k] == m_output[i].column) {
                return static_cast<int>(i);
            }
        }
    }
    return -1;
}

std::string JoinOperator::describe() const
{
    std::string text = "join on (";
    for (size_t i = 0; i < m_left.keyColumns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_left.keyColumns[i]);
    }
    text += ") = (";
    for (size_t i = 0; i < m_right.keyColumns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_right.keyColumns[i]);
    }
    text += ")";
    if (m_residualExpr) {
        text += " where " + exprToString(*m_residualExpr);
    }
    return text;
}

} // namespace millrace
