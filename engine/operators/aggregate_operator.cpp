// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/aggregate_operator.h"

#include "engine/zset/hash.h"

namespace millrace {

namespace {

constexpr size_t kChunkRows = 512;       ///< slots of a chunk stay in the first-level cache
constexpr size_t kPrefetchAhead = 16;
constexpr size_t kEmitGroups = 8192;     ///< rows of an output batch; their slots stay in the second-level cache


} // namespace

AggregateOperator::AggregateOperator(AggregateOptions options)
    : m_options(std::move(options))
    , m_layout(m_options.keyColumns, m_options.keyTypes, m_options.aggregates, m_options.isAppendOnly)
    , m_table(m_layout)
{
    for (const AggregateState& state : m_layout.aggregates) {
        m_hasMultisets = m_hasMultisets || state.multisetOffset != 0;
    }
}

AggregateOperator::~AggregateOperator()
{
    if (m_hasMultisets) {
        m_table.forEach([this](std::byte* slot) { freeMultisets(slot); });
    }
}

void AggregateOperator::freeMultisets(std::byte* slot)
{
    for (const AggregateState& state : m_layout.aggregates) {
        if (state.multisetOffset != 0) {
            delete loadField<ValueMultiset*>(slot, state.multisetOffset);
            storeField<ValueMultiset*>(slot, state.multisetOffset, nullptr);
        }
    }
}

Status AggregateOperator::evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream& output)
{
    m_newFrontier = inputs[0]->frontier;
    m_newlyLate = 0;
    output.frontier = m_newFrontier;
    if (isGlobal() && m_table.numGroups() == 0) {
        // The only group is there from the start, with or without rows.
        Batch oneRow;
        oneRow.numRows = 1;
        hashColumns(oneRow, {}, m_hashes);
        m_keys.resize(1);
        m_table.findOrInsert(m_hashes[0], m_keys.data());
    }
    if (isGlobal() && !m_isOut) {
        m_table.forEach([this](std::byte* slot) { touch(slot); });
        m_willBeOut = true;
    }
    for (const BatchPtr& batch : inputs[0]->delta.batches) {
        const BatchPtr timely = m_options.emitMode == EmitMode::OnClose ? withoutLateRows(batch) : batch;
        if (timely->numRows != 0) {
            MR_CHECK(accumulateBatch(*timely));
        }
    }
    if (m_hasMultisets) {
        for (size_t i = 0; i < m_table.numTouched(); ++i) {
            for (const AggregateState& state : m_layout.aggregates) {
                if (state.multisetOffset != 0) {
                    refreshExtreme(state, m_table.touchedSlot(i));
                }
            }
        }
    }
    output.delta.hasDistinctRows = true;
    return m_options.emitMode == EmitMode::OnClose ? emitClosed(m_newFrontier, output.delta)
                                                   : emitChanges(output.delta);
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
    hashColumns(batch, m_options.keyColumns, m_hashes);
    m_keys.resize(std::max<size_t>(1, kChunkRows * m_layout.keyBytes));
    m_slots.resize(kChunkRows);
    for (size_t chunk = 0; chunk < batch.numRows; chunk += kChunkRows) {
        const size_t last = std::min(chunk + kChunkRows, batch.numRows);
        encodeKeys(m_layout, batch, chunk, last, m_keys.data());
        for (size_t row = chunk; row < std::min(chunk + kPrefetchAhead, last); ++row) {
            m_table.prefetch(m_hashes[row]);
        }
        size_t pending = chunk; // rows from here on have their slot, but are not added to it yet
        for (size_t row = chunk; row < last; ++row) {
            if (row + kPrefetchAhead < last) {
                m_table.prefetch(m_hashes[row + kPrefetchAhead]);
            }
            const std::byte* key = m_keys.data() + (row - chunk) * m_layout.keyBytes;
            std::byte* slot = m_table.findOrInsert(m_hashes[row], key);
            if (slot == nullptr) {
                // Growing moves slots: settle what points at them first.
                MR_CHECK(accumulatePending(batch, pending, {m_slots.data() + (pending - chunk), row - pending}));
                pending = row;
                m_table.growFor(m_hashes[row]);
                slot = m_table.findOrInsert(m_hashes[row], key);
            }
            touch(slot);
            storeField(slot, GroupLayout::kRowCount,
                       loadField<int64_t>(slot, GroupLayout::kRowCount) + batch.weight(row));
            m_slots[row - chunk] = slot;
        }
        MR_CHECK(accumulatePending(batch, pending, {m_slots.data() + (pending - chunk), last - pending}));
    }
    return {};
}

Status AggregateOperator::accumulatePending(const Batch& batch, size_t first, std::span<std::byte* const> slots)
{
    if (slots.empty()) {
        return {};
    }
    for (const AggregateState& state : m_layout.aggregates) {
        MR_CHECK(accumulate(state, batch, first, slots, m_undo));
    }
    return {};
}

void AggregateOperator::touch(std::byte* slot)
{
    if (!m_table.touch(slot) || !m_hasMultisets) {
        return;
    }
    std::byte* image = m_table.image(m_table.numTouched() - 1);
    for (const AggregateState& state : m_layout.aggregates) {
        // The multiset may free the old extreme's bytes during the step; the image keeps a copy.
        if (image != nullptr && state.multisetOffset != 0 && isString(state.spec.argType.id)) {
            const auto text = loadField<StringRef>(image, state.offset);
            storeField(image, state.offset, m_oldStrings.store(text.view()));
        }
    }
}

bool AggregateOperator::isPresent(const std::byte* group) const
{
    return loadField<int64_t>(group, GroupLayout::kRowCount) > 0;
}

bool AggregateOperator::resultsMayDiffer(const std::byte* before, const std::byte* after) const
{
    bool countMatters = false;
    for (const AggregateState& state : m_layout.aggregates) {
        countMatters = countMatters || (state.countOffset == GroupLayout::kRowCount);
    }
    const size_t accumulators = GroupLayout::kKey + m_layout.keyBytes;
    if (std::memcmp(before + accumulators, after + accumulators, m_layout.stride - accumulators) != 0) {
        return true;
    }
    return countMatters
        && loadField<int64_t>(before, GroupLayout::kRowCount) != loadField<int64_t>(after, GroupLayout::kRowCount);
}

Status AggregateOperator::emitChanges(Delta& out)
{
    std::vector<const std::byte*> groups;
    std::vector<Weight> weights;
    for (size_t i = 0; i < m_table.numTouched(); ++i) {
        m_table.prefetchTouched(i + kPrefetchAhead);
        m_table.unmark(i);
        const std::byte* before = m_table.image(i);
        const std::byte* after = m_table.touchedSlot(i);
        const bool wasThere = isGlobal() ? m_isOut : before != nullptr && isPresent(before);
        const bool isThere = isGlobal() || isPresent(after);
        if (!isGlobal() && loadField<int64_t>(after, GroupLayout::kRowCount) == 0) {
            m_emptied.push_back(m_table.removalOf(after));
        }
        if (wasThere && isThere && !resultsMayDiffer(before, after)) {
            continue;
        }
        if (wasThere) {
            groups.push_back(before);
            weights.push_back(-1);
        }
        if (isThere) {
            groups.push_back(after);
            weights.push_back(1);
        }
        if (groups.size() >= kEmitGroups) {
            MR_CHECK(emitGroups(groups, weights, out));
            groups.clear();
            weights.clear();
        }
    }
    return emitGroups(groups, weights, out);
}

Status AggregateOperator::emitGroups(std::span<const std::byte* const> groups, std::span<const Weight> weights,
                                     Delta& out)
{
    if (groups.empty()) {
        return {};
    }
    auto batch = std::make_shared<Batch>();
    batch->numRows = groups.size();
    for (const KeyField& field : m_layout.keys) {
        ColumnBuilder builder(field.physical);
        builder.reserve(groups.size());
        appendKeys(m_layout, field, groups, builder);
        batch->columns.push_back(builder.finish());
    }
    for (const AggregateState& state : m_layout.aggregates) {
        ColumnBuilder builder(physicalOf(state.spec.resultType));
        builder.reserve(groups.size());
        MR_CHECK(appendResults(state, groups, builder));
        batch->columns.push_back(builder.finish());
    }
    // Accumulators may differ while results do not (an average rounds): such pairs are no change.
    std::vector<uint32_t> kept;
    for (uint32_t row = 0; row < groups.size(); ++row) {
        const bool isPair = weights[row] < 0 && row + 1 < groups.size() && weights[row + 1] > 0
            && rowsEqual(*batch, row, *batch, row + 1);
        if (isPair) {
            ++row;
        } else {
            kept.push_back(row);
        }
    }
    std::vector<Weight> keptWeights(weights.begin(), weights.end());
    if (kept.size() != groups.size()) {
        batch = std::make_shared<Batch>(*gatherBatch(*batch, kept));
        keptWeights.clear();
        for (const uint32_t row : kept) {
            keptWeights.push_back(weights[row]);
        }
    }
    setWeights(*batch, std::move(keptWeights));
    batch->isConsolidated = true;
    out.add(std::move(batch));
    return {};
}

Status AggregateOperator::emitClosed(Frontier frontier, Delta& out)
{
    for (size_t i = 0; i < m_table.numTouched(); ++i) {
        m_table.unmark(i);
    }
    if (frontier <= m_frontier) {
        return {};
    }
    const size_t endOffset = m_layout.keys[static_cast<size_t>(m_options.windowEndKey)].offset;
    std::vector<const std::byte*> groups;
    m_table.forEach([&](std::byte* slot) {
        if (loadField<int64_t>(slot, endOffset) <= frontier) {
            m_emptied.push_back(m_table.removalOf(slot));
            if (isPresent(slot)) {
                groups.push_back(slot);
            }
        }
    });
    for (size_t first = 0; first < groups.size(); first += kEmitGroups) {
        const size_t count = std::min(kEmitGroups, groups.size() - first);
        const std::vector<Weight> weights(count, 1);
        MR_CHECK(emitGroups({groups.data() + first, count}, weights, out));
    }
    return {};
}

void AggregateOperator::commit()
{
    m_table.forgetTouched();
    removeGroups(m_emptied);
    m_emptied.clear();
    for (const MultisetChange& change : m_undo) {
        m_multisetValues += change.weight > 0 ? 1 : -1;
    }
    m_undo.clear();
    m_oldStrings = {};
    m_isOut = m_isOut || m_willBeOut;
    m_frontier = std::max(m_frontier, m_newFrontier);
    m_numLate += m_newlyLate;
}

void AggregateOperator::removeGroups(const std::vector<GroupTable::Removal>& removals)
{
    for (const GroupTable::Removal& removal : removals) {
        m_table.remove(removal, [this](std::byte* slot) {
            if (m_hasMultisets) {
                freeMultisets(slot);
            }
        });
    }
}

void AggregateOperator::rollback()
{
    for (auto change = m_undo.rbegin(); change != m_undo.rend(); ++change) {
        change->multiset->add(change->value, -change->weight);
    }
    m_undo.clear();
    m_emptied.clear();
    for (size_t i = 0; i < m_table.numTouched(); ++i) {
        m_table.unmark(i);
        restore(m_table.touchedSlot(i), m_table.image(i));
    }
    m_table.forgetTouched();
    removeGroups(m_emptied);
    m_emptied.clear();
    m_oldStrings = {};
    m_willBeOut = false;
}

/// Puts a group back to its image; one without image had no rows and goes.
void AggregateOperator::restore(std::byte* slot, const std::byte* image)
{
    if (image == nullptr) {
        m_emptied.push_back(m_table.removalOf(slot));
        return;
    }
    for (const AggregateState& state : m_layout.aggregates) {
        std::memcpy(slot + state.offset, image + state.offset, state.valueBytes);
        if (state.countOffset != GroupLayout::kRowCount) {
            storeField(slot, state.countOffset, loadField<int64_t>(image, state.countOffset));
        }
        if (state.multisetOffset != 0) {
            refreshExtreme(state, slot); // the multiset itself has been undone; a younger, empty one stays
        }
    }
    storeField(slot, GroupLayout::kRowCount, loadField<int64_t>(image, GroupLayout::kRowCount));
}

std::string AggregateOperator::describe() const
{
    static constexpr const char* kNames[] = {"count(*)", "count", "sum", "avg", "min", "max"};
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
        text += m_layout.aggregates[i].isFold ? " fold" : "";
    }
    return text + (m_options.isAppendOnly ? " [append-only]" : "");
}

uint64_t AggregateOperator::stateBytes() const
{
    constexpr uint64_t kBytesPerValue = 32; // an entry with its share of half-filled blocks
    return m_table.byteSize() + static_cast<uint64_t>(std::max<int64_t>(0, m_multisetValues)) * kBytesPerValue;
}

} // namespace millrace
