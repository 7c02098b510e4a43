// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/top_k_fold_operator.h"

#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <limits>

namespace millrace {

namespace {

constexpr size_t kSlotAhead = 32;
constexpr size_t kRowAhead = 16;
constexpr uint64_t kLastWord = std::numeric_limits<uint64_t>::max();

/// Orders rows by what they are partitioned by.
RankSpec partitionOrder(const RankSpec& rank)
{
    RankSpec order;
    for (const int column : rank.partitionBy) {
        order.orderBy.push_back(OrderKey{column, false, true});
    }
    return order;
}

} // namespace

bool TopKFoldOperator::canDo(const TopKOptions& options)
{
    const RankSpec& rank = options.rank;
    return options.isAppendOnly && rank.limitBy == RankKind::RowNumber && rank.offset == 0 && rank.limit > 0 &&
           rank.limit <= kLargestLimit && std::all_of(rank.ranks.begin(), rank.ranks.end(), [](RankKind kind) {
               return kind == RankKind::RowNumber;
           });
}

TopKFoldOperator::TopKFoldOperator(TopKOptions options)
    : m_options(std::move(options))
    , m_isSingle(m_options.rank.limit == 1 && m_options.rank.ranks.empty())
    , m_isNumbered(!m_options.rank.ranks.empty())
    , m_layout(m_options.types)
    , m_packer(m_layout, m_options.rank.partitionBy)
    , m_order(m_layout, m_options.rank, m_options.types)
    , m_partitionOrder(m_layout, partitionOrder(m_options.rank), m_options.types)
    , m_rows(m_layout)
    , m_table(partitionExactness(m_options))
    , m_output(m_layout, m_rows, m_options.rank.ranks.size())
    , m_scratch(m_layout.stride)
{
}

Status TopKFoldOperator::evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream& output)
{
    const std::vector<BatchPtr>& batches = inputs[0]->delta.batches;
    for (size_t number = 0; number < batches.size(); ++number) {
        MR_CHECK(addBatch(*batches[number], static_cast<uint32_t>(number)));
    }
    if (!m_layout.stringOffsets.empty()) {
        for (const Arrival& arrival : m_arrivals) {
            if (!arrival.isGone) {
                m_rows.keepStrings(arrival.row);
            }
        }
    }
    if (m_isNumbered) {
        emitLists(output.delta);
    } else {
        emitArrivals(batches, output.delta);
    }
    m_output.flush(output.delta);
    // Of rows that were there before the step none equals one that came: it would have been preferred.
    output.delta.hasDistinctRows = m_isNumbered || !m_hasEqualRows;
    return {};
}

// Rows in.

Status TopKFoldOperator::addBatch(const Batch& batch, uint32_t number)
{
    if (!batch.isInsertOnly) {
        return makeError(ErrorCode::kInternal, "A row was taken from an input that should only grow");
    }
    hashColumns(batch, m_options.rank.partitionBy, m_hashes);
    m_order.wordsOf(batch, m_words);
    m_packer.start(batch);
    m_batch = number;
    const auto numRows = static_cast<uint32_t>(batch.numRows);
    for (uint32_t row = 0; row < numRows; ++row) {
        if (row + kSlotAhead < numRows) {
            m_table.prefetch(m_hashes[row + kSlotAhead]);
        }
        if (row + kRowAhead < numRows) {
            lookAhead(row + kRowAhead);
        }
        const Weight copies = std::min<Weight>(batch.weight(row), m_options.rank.limit);
        for (Weight copy = 0; copy < copies; ++copy) {
            addRow(row);
        }
    }
    return {};
}

/// Second stage of looking ahead, when the slot is at hand: the rows, where they will be looked at.
void TopKFoldOperator::lookAhead(size_t row) const
{
    const RankTable::Slot& slot = m_table.guess(m_hashes[row]);
    if (slot.row == kNoRow || slot.hash != m_hashes[row]) {
        return;
    }
    const bool isRefused = m_words[row] > slot.word;
    if (!isRefused || !m_table.isExact()) {
        m_rows.prefetch(slot.row);
    }
    if (!isRefused && !m_isSingle) {
        m_lists.prefetch(slot.list);
    }
}

void TopKFoldOperator::addRow(uint32_t row)
{
    const uint64_t hash = m_hashes[row];
    const uint64_t word = m_words[row];
    RankTable::Slot* slot = m_table.find(
        hash, [&](RowId other) { return m_packer.agrees(row, m_rows.at(other)); });
    if (slot == nullptr) {
        const RowId id = store(row);
        slot = m_table.insertNew(RankTable::Slot{hash, word, 0, id});
        if (!m_isSingle) {
            slot->word = kLastWord;
            slot->list = m_lists.create();
            insertIntoList(*slot, id, RankedLists::Place(), word);
        }
        arrive(hash, id, kNoRow, row);
        return;
    }
    if (word <= slot->word) {
        m_isSingle ? addSingle(*slot, row) : addToList(*slot, row);
    }
}

RowId TopKFoldOperator::store(uint32_t row)
{
    const auto number = static_cast<uint32_t>(m_arrivals.size());
    return m_rows.add(m_epoch, number, [this, row](std::byte* out) { m_packer.pack(row, out); });
}

/// Notes that a row came and which one left for it, which stays in the store until the commit.
void TopKFoldOperator::arrive(uint64_t hash, RowId id, RowId displaced, uint32_t row)
{
    bool isNew = false;
    const bool asks = !m_isNumbered || !m_layout.stringOffsets.empty();
    if (displaced != kNoRow && asks) {
        const std::byte* old = m_rows.at(displaced);
        isNew = loadPacked<int64_t>(old, PackedLayout::kWeight) == m_epoch;
        if (isNew) {
            m_arrivals[loadPacked<uint32_t>(old, PackedLayout::kMark)].isGone = true;
        }
    }
    m_arrivals.push_back(Arrival{hash, id, displaced, m_batch, row, false, isNew});
}

/// The one row of a partition gives way to one that comes before it.
void TopKFoldOperator::addSingle(RankTable::Slot& slot, uint32_t row)
{
    const bool isRefused = m_words[row] == slot.word && m_order.compare(scratchRow(row), m_rows.at(slot.row)) >= 0;
    if (isRefused) {
        return;
    }
    slot.word = m_words[row];
    std::byte* old = m_rows.at(slot.row);
    if (loadPacked<int64_t>(old, PackedLayout::kWeight) == m_epoch) { // came in this step and was not seen by anyone
        m_packer.pack(row, old);
        Arrival& arrival = m_arrivals[loadPacked<uint32_t>(old, PackedLayout::kMark)];
        arrival.batch = m_batch;
        arrival.batchRow = row;
        return;
    }
    const RowId id = store(row);
    arrive(slot.hash, id, slot.row, row);
    slot.row = id;
}

void TopKFoldOperator::addToList(RankTable::Slot& slot, uint32_t row)
{
    const auto limit = static_cast<uint32_t>(m_options.rank.limit);
    const uint64_t word = m_words[row];
    const RankedLists::Block block = m_lists.block(slot.list, 0);
    const bool isFull = block.count == limit;
    if (isFull && word == slot.word && m_order.compare(scratchRow(row), m_rows.at(block.rows[limit - 1])) >= 0) {
        return;
    }
    RankedLists::Place place = placeFor(block, row);
    RowId displaced = kNoRow;
    remember(slot.list);
    if (isFull) {
        displaced = block.rows[limit - 1];
        m_lists.erase(slot.list, RankedLists::Place{0, limit - 1, true});
    }
    const RowId id = store(row);
    insertIntoList(slot, id, place, word);
    slot.row = displaced == slot.row ? id : slot.row;
    arrive(slot.hash, id, displaced, row);
}

/// Where the row belongs: behind those that are equal.
RankedLists::Place TopKFoldOperator::placeFor(const RankedLists::Block& block, uint32_t row)
{
    const uint64_t word = m_words[row];
    RankedLists::Place place;
    place.at = static_cast<uint32_t>(std::lower_bound(block.words, block.words + block.count, word) - block.words);
    if (place.at == block.count || block.words[place.at] != word) {
        return place;
    }
    const std::byte* packed = scratchRow(row);
    while (place.at < block.count && block.words[place.at] == word) {
        const int order = m_order.compare(packed, m_rows.at(block.rows[place.at]));
        if (order < 0) {
            break;
        }
        m_hasEqualRows = m_hasEqualRows || order == 0;
        ++place.at;
    }
    return place;
}

/// Puts a row in a list; once the list is full its last word says what to refuse.
void TopKFoldOperator::insertIntoList(RankTable::Slot& slot, RowId row, RankedLists::Place place, uint64_t word)
{
    remember(slot.list);
    const uint32_t mark = m_lists.mark(slot.list);
    slot.list = m_lists.insert(slot.list, place, word, row);
    if (mark != 0) {
        m_touched[mark - 1].list = slot.list;
    }
    setBound(slot);
}

void TopKFoldOperator::setBound(RankTable::Slot& slot)
{
    const RankedLists::Block block = m_lists.block(slot.list, 0);
    const bool isFull = block.count == static_cast<uint32_t>(m_options.rank.limit);
    slot.word = isFull ? block.words[block.count - 1] : kLastWord;
}

/// Keeps the list as it is, before its first change in the step.
void TopKFoldOperator::remember(RankedLists::List list)
{
    uint32_t& mark = m_lists.mark(list);
    if (!m_isNumbered || mark != 0) {
        return;
    }
    const RankedLists::Block block = m_lists.block(list, 0);
    m_touched.push_back(Touched{list, static_cast<uint32_t>(m_images.size()), block.count});
    m_images.insert(m_images.end(), block.rows, block.rows + block.count);
    mark = static_cast<uint32_t>(m_touched.size());
}

// Rows out.

/// Where rows are numbered: what stands at each place now, against what stood there.
void TopKFoldOperator::emitLists(Delta& out)
{
    std::vector<int64_t> numbers(m_options.rank.ranks.size());
    for (size_t number = 0; number < m_touched.size(); ++number) {
        if (number + kRowAhead < m_touched.size()) {
            m_lists.prefetch(m_touched[number + kRowAhead].list);
        }
        const Touched& touched = m_touched[number];
        const RankedLists::Block block = m_lists.block(touched.list, 0);
        const RowId* before = m_images.data() + touched.first;
        for (uint32_t at = 0; at < block.count; ++at) { // lists never get shorter
            const bool isSame = at < touched.count && areSame(before[at], block.rows[at]);
            if (isSame) {
                continue;
            }
            std::fill(numbers.begin(), numbers.end(), int64_t{at} + 1);
            if (at < touched.count) {
                m_output.add(before[at], -1, numbers, out);
            }
            m_output.add(block.rows[at], 1, numbers, out);
        }
    }
}

/// True for the same row, or one that equals it.
bool TopKFoldOperator::areSame(RowId a, RowId b) const
{
    return a == b || (m_hasEqualRows && m_order.compare(m_rows.at(a), m_rows.at(b)) == 0);
}

/// Where they are not: the rows that came and stayed, taken from their batches, and those that were there and went.
void TopKFoldOperator::emitArrivals(std::span<const BatchPtr> batches, Delta& out)
{
    std::vector<std::vector<uint32_t>> rows(batches.size());
    for (const Arrival& arrival : m_arrivals) {
        if (!arrival.isGone) {
            rows[arrival.batch].push_back(arrival.batchRow);
        }
    }
    for (size_t number = 0; number < batches.size(); ++number) {
        addRowsOf(batches[number], rows[number], out);
    }
    for (const Arrival& arrival : m_arrivals) {
        if (arrival.displaced != kNoRow && !arrival.didDisplaceNew) {
            m_output.add(arrival.displaced, -1, {}, out);
        }
    }
}

void TopKFoldOperator::addRowsOf(const BatchPtr& batch, std::span<const uint32_t> chosen, Delta& out)
{
    if (chosen.empty()) {
        return;
    }
    const bool isWhole = batch->weights == nullptr && chosen.size() == batch->numRows;
    if (isWhole) { // copies would need a weight: each row is there once
        out.add(batch);
        return;
    }
    Batch rows = *batch;
    rows.weights = nullptr;
    rows.weightOwner = nullptr;
    rows.isConsolidated = rows.isConsolidated && batch->weights == nullptr;
    out.add(gatherBatch(rows, chosen));
}

// The end of a step.

void TopKFoldOperator::commit()
{
    for (const Arrival& arrival : m_arrivals) {
        if (arrival.displaced != kNoRow) {
            m_rows.remove(arrival.displaced);
        }
    }
    finishStep();
}

void TopKFoldOperator::rollback()
{
    for (const Touched& touched : m_touched) {
        m_lists.mark(touched.list) = 0;
    }
    m_touched.clear();
    for (auto arrival = m_arrivals.rbegin(); arrival != m_arrivals.rend(); ++arrival) {
        undo(*arrival);
    }
    finishStep();
}

void TopKFoldOperator::undo(const Arrival& arrival)
{
    const std::byte* row = m_rows.at(arrival.row);
    RankTable::Slot* slot = m_table.find(
        arrival.hash, [&](RowId other) { return m_partitionOrder.arePeers(row, m_rows.at(other)); });
    MR_ASSERT(slot != nullptr);
    if (m_isSingle) {
        slot->row = arrival.displaced;
    } else {
        undoInList(*slot, arrival);
    }
    m_rows.remove(arrival.row);
    if (slot->row == kNoRow) {
        slot->row = arrival.row; // a slot without row counts as empty already
        m_table.remove(slot);
    } else if (m_isSingle) {
        slot->word = m_order.wordOf(m_rows.at(slot->row));
    }
}

void TopKFoldOperator::undoInList(RankTable::Slot& slot, const Arrival& arrival)
{
    const RankedLists::Block block = m_lists.block(slot.list, 0);
    const auto at = static_cast<uint32_t>(std::find(block.rows, block.rows + block.count, arrival.row) - block.rows);
    MR_ASSERT(at < block.count);
    m_lists.erase(slot.list, RankedLists::Place{0, at, true});
    if (arrival.displaced != kNoRow) {
        slot.list = m_lists.insert(slot.list, RankedLists::Place{0, block.count - 1, false},
                                   m_order.wordOf(m_rows.at(arrival.displaced)), arrival.displaced);
    }
    if (m_lists.isEmpty(slot.list)) {
        m_lists.destroy(slot.list);
        slot.row = kNoRow;
        return;
    }
    slot.row = m_lists.block(slot.list, 0).rows[0];
    setBound(slot);
}

void TopKFoldOperator::finishStep()
{
    for (const Touched& touched : m_touched) {
        m_lists.mark(touched.list) = 0;
    }
    m_touched.clear();
    m_images.clear();
    m_arrivals.clear();
    ++m_epoch;
}

} // namespace millrace
