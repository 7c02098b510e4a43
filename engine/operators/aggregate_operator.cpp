// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/aggregate_operator.h"

#include "engine/zset/hash.h"

#include <algorithm>
#include <utility>

namespace millrace {

namespace {

constexpr size_t kChunkRows = GroupTable::kMaxRows;
constexpr size_t kPrefetchAhead = 16;
constexpr size_t kEmitGroups = 8192;     ///< rows of an output batch; their slots stay in the second-level cache

/// Clears the mark of rows whose value differs from the next row's; NULL equals NULL, NaN equals NaN.
void clearWhereNextDiffers(const Column& column, std::vector<uint8_t>& marks)
{
    withPhysical(column.physical, [&](auto tag) {
        using T = decltype(tag);
        const T* values = column.as<T>();
        for (size_t row = 0; row + 1 < marks.size(); ++row) {
            const bool sameNull = column.nulls == nullptr || column.nulls[row] == column.nulls[row + 1];
            if (marks[row] != 0 && !(sameNull && valuesEqual(values[row], values[row + 1]))) {
                marks[row] = 0;
            }
        }
    });
}

} // namespace

AggregateOperator::AggregateOperator(AggregateOptions options)
    : m_options(std::move(options))
    , m_table(std::make_unique<GroupTable>(layoutFor(SumWidth::Narrow)))
{
    for (const AggregateState& state : layout().aggregates) {
        m_hasMultisets = m_hasMultisets || state.multisetOffset != 0;
        m_mayRound = m_mayRound || differentStatesMayAgree(state);
    }
}

GroupLayout AggregateOperator::layoutFor(SumWidth width) const
{
    return {m_options.keyColumns, m_options.keyTypes, m_options.aggregates, m_options.isAppendOnly, width};
}

AggregateOperator::~AggregateOperator()
{
    if (m_hasMultisets) {
        m_table->forEach([this](std::byte* slot) { freeMultisets(slot); });
    }
}

void AggregateOperator::freeMultisets(std::byte* slot)
{
    for (const AggregateState& state : layout().aggregates) {
        if (state.multisetOffset != 0) {
            delete loadField<ValueMultiset*>(slot, state.multisetOffset);
            storeField<ValueMultiset*>(slot, state.multisetOffset, nullptr);
        }
    }
}

Status AggregateOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    Status done = evaluateStep(context, *inputs[0], output);
    const bool hasOutgrown = !done.ok() && done.error().code == ErrorCode::kEvalOverflow && layout().hasExactSums
        && layout().sumWidth == SumWidth::Narrow;
    if (hasOutgrown) {
        rollback();
        widenSums();
        output.delta.clear();
        done = evaluateStep(context, *inputs[0], output);
    }
    return done;
}

void AggregateOperator::widenSums()
{
    m_table = GroupTable::widened(*m_table, layoutFor(SumWidth::Wide));
}

Status AggregateOperator::evaluateStep(const StepContext& context, const Stream& input, Stream& output)
{
    m_newFrontier = input.frontier;
    m_newlyLate = 0;
    output.frontier = m_newFrontier;
    if (isGlobal()) {
        makeGlobalGroup();
    }
    for (const BatchPtr& batch : input.delta.batches) {
        const BatchPtr timely = m_options.emitMode == EmitMode::OnClose ? withoutLateRows(batch) : batch;
        if (timely->numRows != 0) {
            MR_CHECK(accumulateBatch(*timely));
        }
        MR_CHECK(context.passed());
    }
    if (m_hasMultisets) {
        for (size_t i = 0; i < m_table->numTouched(); ++i) {
            for (const AggregateState& state : layout().aggregates) {
                if (state.multisetOffset != 0) {
                    refreshExtreme(state, m_table->touchedSlot(i));
                }
            }
        }
    }
    output.delta.hasDistinctRows = true;
    return m_options.emitMode == EmitMode::OnClose ? emitClosed(m_newFrontier, output.delta)
                                                   : emitChanges(output.delta);
}

/// The only group of a global aggregate is there from the start, with or without rows.
void AggregateOperator::makeGlobalGroup()
{
    if (m_table->numGroups() == 0) {
        const std::byte noKey{};
        const uint64_t hash = mixHash(1); // what hashColumns() gives rows without key columns
        const Weight none = 0;
        std::byte* slot = nullptr;
        m_table->resolve({&hash, {&noKey, nullptr}, &none, 1}, &slot);
    }
    if (!m_isOut) {
        m_table->forEach([this](std::byte* slot) { m_table->touch(slot); });
        m_willBeOut = true;
    }
}

BatchPtr AggregateOperator::withoutLateRows(const BatchPtr& batch)
{
    const auto windowEnd = static_cast<size_t>(m_options.keyColumns[static_cast<size_t>(m_options.windowEndKey)]);
    const Column& column = batch->columns[windowEnd];
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < batch->numRows; ++row) {
        if (!column.isNull(row) && column.get<int64_t>(row) > m_frontier) {
            rows.push_back(row);
        }
    }
    if (rows.size() == batch->numRows) {
        return batch;
    }
    m_newlyLate += batch->numRows - rows.size();
    return gatherBatch(*batch, rows);
}

Status AggregateOperator::accumulateBatch(const Batch& batch)
{
    m_slots.resize(kChunkRows);
    for (size_t chunk = 0; chunk < batch.numRows; chunk += kChunkRows) {
        const size_t last = std::min(chunk + kChunkRows, batch.numRows);
        hashColumns(batch, m_options.keyColumns, chunk, last, m_hashes);
        const Weight* weights = batch.weights == nullptr ? nullptr : batch.weights + chunk;
        const size_t numTouched = m_table->numTouched();
        m_table->resolve({m_hashes.data(), m_keys.encode(layout(), batch, chunk, last), weights, last - chunk},
                         m_slots.data());
        if (m_hasMultisets) {
            keepOldExtremes(numTouched);
        }
        for (const AggregateState& state : layout().aggregates) {
            MR_CHECK(accumulate(state, batch, chunk, {m_slots.data(), last - chunk}, m_undo));
        }
    }
    return {};
}

/// The multiset may free the old extreme's bytes during the step; the images of groups touched lately keep a copy.
void AggregateOperator::keepOldExtremes(size_t firstTouched)
{
    for (const AggregateState& state : layout().aggregates) {
        if (state.multisetOffset == 0 || !isString(state.spec.argType.id)) {
            continue;
        }
        for (size_t i = firstTouched; i < m_table->numTouched(); ++i) {
            if (std::byte* image = m_table->image(i); image != nullptr) {
                const auto text = loadField<StringRef>(image, state.offset);
                storeField(image, state.offset, m_oldStrings.store(text.view()));
            }
        }
    }
}

bool AggregateOperator::isPresent(const std::byte* group) const
{
    return rowCountOf(group) > 0;
}

bool AggregateOperator::mayDiffer(const std::byte* before, const std::byte* after) const
{
    for (const AggregateState& state : layout().aggregates) {
        if (resultsMayDiffer(state, before, after)) {
            return true;
        }
    }
    return false;
}

Status AggregateOperator::emitChanges(Delta& out)
{
    EmittedGroups emitted;
    emitted.reserve(std::min(m_table->numTouched() * 2, kEmitGroups + 1));
    for (size_t i = 0; i < m_table->numTouched(); ++i) {
        m_table->prefetchTouched(i + kPrefetchAhead);
        m_table->unmark(i);
        const std::byte* before = m_table->image(i);
        const std::byte* after = m_table->touchedSlot(i);
        const bool wasThere = isGlobal() ? m_isOut : before != nullptr && isPresent(before);
        const bool isThere = isGlobal() || isPresent(after);
        if (!isGlobal() && rowCountOf(after) == 0) {
            m_emptied.push_back(m_table->touchedSlot(i));
        }
        if (wasThere && isThere && !mayDiffer(before, after)) {
            continue;
        }
        if (wasThere) {
            emitted.add(before, -1, isThere);
        }
        if (isThere) {
            emitted.add(after, 1, false);
        }
        if (emitted.groups.size() >= kEmitGroups) {
            MR_CHECK(emitGroups(emitted, out));
        }
    }
    return emitGroups(emitted, out);
}

/// Adds the rows to the output and starts the next batch of them.
Status AggregateOperator::emitGroups(EmittedGroups& emitted, Delta& out)
{
    if (emitted.groups.empty()) {
        return {};
    }
    auto batch = std::make_shared<Batch>();
    batch->numRows = emitted.groups.size();
    batch->columns.reserve(layout().keys.size() + layout().aggregates.size());
    for (const KeyField& field : layout().keys) {
        ColumnBuilder builder(field.physical);
        builder.reserve(batch->numRows);
        appendKeys(layout(), field, emitted.groups, builder);
        batch->columns.push_back(builder.finish());
    }
    for (const AggregateState& state : layout().aggregates) {
        ColumnBuilder builder(physicalOf(state.spec.resultType));
        builder.reserve(batch->numRows);
        MR_CHECK(appendResults(state, emitted.groups, builder));
        batch->columns.push_back(builder.finish());
    }
    if (m_mayRound && emitted.hasPairs) {
        dropUnchanged(*batch, emitted);
    }
    setWeights(*batch, emitted.weights);
    batch->isConsolidated = true;
    out.add(std::move(batch));
    emitted.clear();
    return {};
}

/// Drops pairs of old and new that agree: accumulators may differ while results do not (an average rounds).
void AggregateOperator::dropUnchanged(Batch& batch, EmittedGroups& emitted) const
{
    for (size_t i = layout().keys.size(); i < batch.columns.size(); ++i) {
        clearWhereNextDiffers(batch.columns[i], emitted.isPair);
    }
    if (std::find(emitted.isPair.begin(), emitted.isPair.end(), uint8_t{1}) == emitted.isPair.end()) {
        return;
    }
    std::vector<uint32_t> kept;
    std::vector<Weight> weights;
    for (uint32_t row = 0; row < batch.numRows; ++row) {
        if (emitted.isPair[row] != 0) {
            ++row; // and the new one after it
        } else {
            kept.push_back(row);
            weights.push_back(emitted.weights[row]);
        }
    }
    batch = *gatherBatch(batch, kept);
    emitted.weights = std::move(weights);
}

Status AggregateOperator::emitClosed(Frontier frontier, Delta& out)
{
    for (size_t i = 0; i < m_table->numTouched(); ++i) {
        m_table->unmark(i);
    }
    if (frontier <= m_frontier) {
        return {};
    }
    const size_t endOffset = layout().keys[static_cast<size_t>(m_options.windowEndKey)].offset;
    EmittedGroups emitted;
    Status done;
    m_table->forEach([&](std::byte* slot) {
        if (!done.ok() || loadField<int64_t>(slot, endOffset) > frontier) {
            return;
        }
        m_emptied.push_back(slot);
        if (isPresent(slot)) {
            emitted.add(slot, 1, false);
        }
        if (emitted.groups.size() >= kEmitGroups) {
            done = emitGroups(emitted, out);
        }
    });
    MR_CHECK(std::move(done));
    return emitGroups(emitted, out);
}

void AggregateOperator::commit()
{
    m_table->forgetTouched();
    removeGroups();
    for (const MultisetChange& change : m_undo) {
        m_multisetValues += change.weight > 0 ? 1 : -1;
    }
    m_undo.clear();
    m_oldStrings = {};
    m_isOut = m_isOut || m_willBeOut;
    m_frontier = std::max(m_frontier, m_newFrontier);
    m_numLate += m_newlyLate;
}

void AggregateOperator::removeGroups()
{
    for (std::byte* slot : m_emptied) {
        freeMultisets(slot);
        m_table->remove(slot);
    }
    m_emptied.clear();
}

void AggregateOperator::rollback()
{
    for (auto change = m_undo.rbegin(); change != m_undo.rend(); ++change) {
        change->multiset->add(change->value, -change->weight);
    }
    m_undo.clear();
    m_emptied.clear();
    for (size_t i = 0; i < m_table->numTouched(); ++i) {
        m_table->unmark(i);
        restore(m_table->touchedSlot(i), m_table->image(i));
    }
    m_table->forgetTouched();
    removeGroups();
    m_oldStrings = {};
    m_willBeOut = false;
}

/// Puts a group back to its image; one without image had no rows and goes.
void AggregateOperator::restore(std::byte* slot, const std::byte* image)
{
    if (image == nullptr) {
        m_emptied.push_back(slot);
        return;
    }
    for (const AggregateState& state : layout().aggregates) {
        std::memcpy(slot + state.offset, image + state.offset, state.valueBytes);
        if (state.countOffset != GroupLayout::kRowCount) {
            storeField(slot, state.countOffset, loadField<int64_t>(image, state.countOffset));
        }
        if (state.multisetOffset != 0) {
            refreshExtreme(state, slot); // the multiset itself has been undone; a younger, empty one stays
        }
    }
    std::memcpy(slot + GroupLayout::kRowCount, image + GroupLayout::kRowCount, sizeof(int64_t));
}

std::string AggregateOperator::describe() const
{
    static constexpr const char* kNames[] = {"count(*)", "count", "sum", "avg", "min", "max", "some", "every",
                                             "var_pop", "var_samp", "stddev_pop", "stddev_samp"};
    std::string text = m_options.aggregates.empty() ? "distinct (" : "aggregate by (";
    for (size_t i = 0; i < m_options.keyColumns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_options.keyColumns[i]);
    }
    text += ")";
    for (size_t i = 0; i < m_options.aggregates.size(); ++i) {
        const AggregateSpec& spec = m_options.aggregates[i];
        text += i == 0 ? ": " : ", ";
        text += kNames[static_cast<size_t>(spec.kind)];
        text += spec.argColumn >= 0 ? "(#" + std::to_string(spec.argColumn) + ")" : "";
        text += layout().aggregates[i].isFold ? " fold" : "";
    }
    return text + (m_options.isAppendOnly ? " [append-only]" : "");
}

ShardRule AggregateOperator::shardRule() const
{
    return isGlobal() ? ShardRule{} : ShardRule{ShardRule::Kind::ByKeys, {{m_options.keyColumns, nullptr}}};
}

std::unique_ptr<Operator> AggregateOperator::makeShard(const StoreOfShard&) const
{
    return std::make_unique<AggregateOperator>(m_options);
}

int AggregateOperator::outputColumn(size_t, int column) const
{
    const auto found = std::find(m_options.keyColumns.begin(), m_options.keyColumns.end(), column);
    return found == m_options.keyColumns.end() ? -1 : static_cast<int>(found - m_options.keyColumns.begin());
}

uint64_t AggregateOperator::stateBytes() const
{
    constexpr uint64_t kBytesPerValue = 32; // an entry with its share of half-filled blocks
    return m_table->byteSize() + static_cast<uint64_t>(std::max<int64_t>(0, m_multisetValues)) * kBytesPerValue;
}

} // namespace millrace
