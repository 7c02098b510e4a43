// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/ranking_operator.h"

#include <algorithm>
#include <limits>

namespace millrace {

namespace {

constexpr size_t kPrefetchAhead = 16;

int64_t lastWanted(const RankSpec& rank)
{
    constexpr int64_t kEndless = std::numeric_limits<int64_t>::max();
    return !rank.hasLimit() || rank.limit > kEndless - rank.offset ? kEndless : rank.offset + rank.limit;
}

} // namespace

RankingOperator::RankingOperator(TopKOptions options)
    : m_options(std::move(options))
    , m_last(lastWanted(m_options.rank))
    , m_layout(m_options.types)
    , m_packer(m_layout, m_options.rank.partitionBy)
    , m_order(m_layout, m_options.rank, m_options.types)
    , m_rows(m_layout)
    , m_table(partitionExactness(m_options))
    , m_output(m_layout, m_rows, m_options.rank.ranks.size())
    , m_scratch(m_layout.stride)
{
    m_hasGroups = m_options.rank.isBounded() && m_options.rank.limitBy != RankKind::RowNumber;
    m_countsGroups = m_options.rank.isBounded() && m_options.rank.limitBy == RankKind::DenseRank;
    for (const RankKind kind : m_options.rank.ranks) {
        m_isNumbered = m_isNumbered || kind == RankKind::RowNumber;
        m_hasGroups = m_hasGroups || kind != RankKind::RowNumber;
        m_countsGroups = m_countsGroups || kind == RankKind::DenseRank;
    }
}

Status RankingOperator::evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream& output)
{
    for (const BatchPtr& batch : inputs[0]->delta.batches) {
        addBatch(*batch);
    }
    for (size_t number = 0; number < m_touched.size(); ++number) {
        prefetchTouched(number + 4);
        emitPartition(m_touched[number], output.delta);
    }
    m_output.flush(output.delta);
    output.delta.hasDistinctRows = true;
    return {};
}

// Rows in.

void RankingOperator::addBatch(const Batch& batch)
{
    hashColumns(batch, m_options.rank.partitionBy, m_hashes);
    m_order.wordsOf(batch, m_words);
    m_packer.start(batch);
    for (size_t row = 0; row < batch.numRows; ++row) {
        if (row + 2 * kPrefetchAhead < batch.numRows) {
            m_table.prefetch(m_hashes[row + 2 * kPrefetchAhead]);
        }
        if (row + kPrefetchAhead < batch.numRows) {
            const RankTable::Slot& ahead = m_table.guess(m_hashes[row + kPrefetchAhead]);
            if (ahead.row != RankTable::kNoRow) {
                m_lists.prefetch(ahead.list);
                m_rows.prefetch(ahead.row);
            }
        }
        addRow(batch, row);
    }
}

void RankingOperator::addRow(const Batch& batch, size_t row)
{
    const uint64_t hash = m_hashes[row];
    const uint64_t word = m_words[row];
    m_packer.pack(row, m_scratch.data());
    RankTable::Slot* slot = m_table.find(
        hash, [&](RowId other) { return m_packer.agrees(row, m_rows.at(other)); });
    RankedLists::Place place;
    if (slot != nullptr) {
        place = m_lists.find(slot->list, word,
                             [&](RowId other) { return m_order.compare(m_scratch.data(), m_rows.at(other)); });
    }
    const RowId id = place.isFound ? m_lists.block(slot->list, place.block).rows[place.at]
                                   : insertRow(slot, hash, word, place);
    change(*slot, id, batch.weight(row), word);
}

/// The packed row in its place, with weight 0; `slot` is its partition, made when there is none.
RowId RankingOperator::insertRow(RankTable::Slot*& slot, uint64_t hash, uint64_t word, RankedLists::Place place)
{
    const RowId id =
        m_rows.add(0, 0, [this](std::byte* out) { std::memcpy(out, m_scratch.data(), m_scratch.size()); });
    m_rows.keepStrings(id);
    if (slot == nullptr) {
        slot = m_table.insertNew(RankTable::Slot{hash, 0, m_lists.create(), id});
    }
    slot->list = m_lists.insert(slot->list, place, word, id);
    if (const uint32_t mark = m_lists.mark(slot->list); mark != 0) {
        m_touched[mark - 1].list = slot->list;
    }
    return id;
}

void RankingOperator::change(const RankTable::Slot& slot, RowId row, int64_t delta, uint64_t word)
{
    std::byte* stored = m_rows.at(row);
    storePacked(stored, PackedLayout::kWeight, loadPacked<int64_t>(stored, PackedLayout::kWeight) + delta);
    if (const auto mark = loadPacked<uint32_t>(stored, PackedLayout::kMark); mark != 0) {
        m_changes[mark - 1].delta += delta;
        return;
    }
    uint32_t& partition = m_lists.mark(slot.list);
    if (partition == 0) {
        m_touched.push_back(Touched{slot.hash, slot.row, slot.list, kNone, 0});
        partition = static_cast<uint32_t>(m_touched.size());
    }
    Touched& touched = m_touched[partition - 1];
    m_changes.push_back(Change{row, touched.first, delta, word});
    touched.first = static_cast<uint32_t>(m_changes.size() - 1);
    ++touched.count;
    storePacked(stored, PackedLayout::kMark, static_cast<uint32_t>(m_changes.size()));
}

void RankingOperator::prefetchTouched(size_t number) const
{
    constexpr size_t kStage = 8;
    if (number + 2 * kStage < m_touched.size()) {
        m_lists.prefetch(m_touched[number + 2 * kStage].list);
    }
    if (number + kStage < m_touched.size()) {
        const Touched& touched = m_touched[number + kStage];
        m_rows.prefetch(m_changes[touched.first].row);
        __builtin_prefetch(m_lists.block(touched.list, 0).rows);
    }
    if (number < m_touched.size()) { // where the limit is small, the walk is near the start
        const RankedLists::Block block = m_lists.block(m_touched[number].list, 0);
        for (uint32_t at = 0; at < std::min(block.count, 2U); ++at) {
            m_rows.prefetch(block.rows[at]);
        }
    }
}

int64_t RankingOperator::deltaOf(const std::byte* row) const
{
    const auto mark = loadPacked<uint32_t>(row, PackedLayout::kMark);
    return mark == 0 ? 0 : m_changes[mark - 1].delta;
}

// Rows out.

void RankingOperator::emitPartition(const Touched& touched, Delta& out)
{
    const RankedLists::List list = touched.list;
    const Change& first = firstChange(touched);
    if (isBehindLimit(touched, first)) {
        return;
    }
    const std::byte* firstRow = m_rows.at(first.row);
    RankedLists::Place place = m_lists.find(
        list, first.word, [&](RowId other) { return m_order.compare(firstRow, m_rows.at(other)); });
    place = m_hasGroups ? startOfPeers(list, place) : place;
    Count before = countBefore(list, place);
    Count after = before;
    uint32_t numLeft = touched.count;
    RankedLists::Block last{};
    uint32_t lastAt = 0;
    for (size_t number = place.block; number < m_lists.numBlocks(list); ++number) {
        const RankedLists::Block block = m_lists.block(list, number);
        for (uint32_t at = number == place.block ? place.at : 0; at < block.count; ++at) {
            if (m_hasGroups && (last.words == nullptr || !arePeers(last, lastAt, block, at))) {
                const bool isSettled = numLeft == 0 && before.rows == after.rows &&
                                       (!m_countsGroups || before.groups == after.groups);
                if (isSettled || (isPast(before) && isPast(after))) {
                    return;
                }
                before.isInGroup = false;
                after.isInGroup = false;
            } else if (!m_hasGroups && ((numLeft == 0 && before.rows == after.rows) ||
                                        (before.rows >= m_last && after.rows >= m_last))) {
                return;
            }
            last = block;
            lastAt = at;
            const std::byte* row = m_rows.at(block.rows[at]);
            const bool isChanged = loadPacked<uint32_t>(row, PackedLayout::kMark) != 0;
            numLeft -= isChanged ? 1 : 0;
            const auto weight = loadPacked<int64_t>(row, PackedLayout::kWeight);
            const int64_t newWeight = std::max<int64_t>(0, weight);
            const int64_t oldWeight = isChanged ? std::max<int64_t>(0, weight - deltaOf(row)) : newWeight;
            for (auto [count, present] : {std::pair(&before, oldWeight), std::pair(&after, newWeight)}) {
                if (present != 0 && !count->isInGroup) {
                    count->isInGroup = true;
                    count->rank = count->rows + 1;
                    ++count->groups;
                }
            }
            emitRow(block.rows[at], before, oldWeight, after, newWeight, out);
            before.rows += oldWeight;
            after.rows += newWeight;
        }
    }
}

/// The change that comes first in the order.
const RankingOperator::Change& RankingOperator::firstChange(const Touched& touched) const
{
    uint32_t first = touched.first;
    for (uint32_t i = m_changes[first].next; i != kNone; i = m_changes[i].next) {
        const uint64_t word = m_changes[i].word;
        const uint64_t best = m_changes[first].word;
        const bool isBefore = word != best ? word < best
                                           : m_order.compare(m_rows.at(m_changes[i].row),
                                                             m_rows.at(m_changes[first].row)) < 0;
        first = isBefore ? i : first;
    }
    return m_changes[first];
}

/// True when as many rows as are wanted stand before all changes, as the words tell without looking at rows.
bool RankingOperator::isBehindLimit(const Touched& touched, const Change& first) const
{
    const bool countsPlaces = m_options.rank.limitBy == RankKind::RowNumber && m_numOddWeights == 0;
    const RankedLists::Block block = m_lists.block(touched.list, 0);
    return countsPlaces && m_last <= block.count && block.words[m_last - 1] < first.word;
}

bool RankingOperator::arePeers(const RankedLists::Block& a, uint32_t atA, const RankedLists::Block& b,
                               uint32_t atB) const
{
    if (!m_order.hasKeys() || a.words[atA] != b.words[atB]) {
        return !m_order.hasKeys();
    }
    return m_order.isWordExact() || m_order.arePeers(m_rows.at(a.rows[atA]), m_rows.at(b.rows[atB]));
}

/// The first row of the group of peers that stands at a place.
RankedLists::Place RankingOperator::startOfPeers(RankedLists::List list, RankedLists::Place place) const
{
    const RankedLists::Block start = m_lists.block(list, place.block);
    const uint32_t startAt = place.at;
    for (;;) {
        const RankedLists::Place here = place;
        if (place.at != 0) {
            --place.at;
        } else if (place.block != 0) {
            --place.block;
            place.at = m_lists.block(list, place.block).count - 1;
        } else {
            return here;
        }
        if (!arePeers(m_lists.block(list, place.block), place.at, start, startAt)) {
            return here;
        }
    }
}

/// Rows and groups before a place up to which the step changes nothing.
RankingOperator::Count RankingOperator::countBefore(RankedLists::List list, RankedLists::Place place) const
{
    Count count;
    RankedLists::Block last{};
    uint32_t lastAt = 0;
    for (size_t number = 0; number <= place.block; ++number) {
        const RankedLists::Block block = m_lists.block(list, number);
        const uint32_t end = number == place.block ? place.at : block.count;
        if (!m_hasGroups && m_numOddWeights == 0) {
            count.rows += end;
            if (isPast(count)) {
                return count;
            }
            continue;
        }
        for (uint32_t at = 0; at < end; ++at) {
            const bool isStart = !m_hasGroups || last.words == nullptr || !arePeers(last, lastAt, block, at);
            if (isStart && isPast(count)) {
                return count;
            }
            count.isInGroup = count.isInGroup && !isStart;
            last = block;
            lastAt = at;
            const int64_t weight =
                m_numOddWeights == 0
                    ? 1
                    : std::max<int64_t>(0, loadPacked<int64_t>(m_rows.at(block.rows[at]), PackedLayout::kWeight));
            if (weight != 0 && !count.isInGroup) {
                count.isInGroup = true;
                count.rank = count.rows + 1;
                ++count.groups;
            }
            count.rows += weight;
        }
    }
    return count;
}

/// True when no row from here on is wanted; asked at the start of a group where groups matter.
bool RankingOperator::isPast(const Count& count) const
{
    return (m_options.rank.limitBy == RankKind::DenseRank ? count.groups : count.rows) >= m_last;
}

RankingOperator::Ranks RankingOperator::ranksAt(const Count& count, int64_t rowNumber) const
{
    Ranks ranks{};
    for (size_t i = 0; i < m_options.rank.ranks.size(); ++i) {
        switch (m_options.rank.ranks[i]) {
        case RankKind::RowNumber: ranks[i] = rowNumber; break;
        case RankKind::Rank: ranks[i] = count.rank; break;
        case RankKind::DenseRank: ranks[i] = count.groups; break;
        }
    }
    return ranks;
}

/// How many of a row's copies are wanted.
int64_t RankingOperator::numWanted(const Count& count, int64_t weight) const
{
    if (weight == 0) {
        return 0;
    }
    switch (m_options.rank.limitBy) {
    case RankKind::Rank: return isWanted(count.rank) ? weight : 0;
    case RankKind::DenseRank: return isWanted(count.groups) ? weight : 0;
    case RankKind::RowNumber: break;
    }
    const int64_t first = std::max(count.rows, m_options.rank.offset);
    const int64_t last = std::min(count.rows + weight, m_last);
    return std::max<int64_t>(0, last - first);
}

void RankingOperator::emitRow(RowId row, const Count& before, int64_t oldWeight, const Count& after, int64_t newWeight,
                              Delta& out)
{
    const int64_t numOld = numWanted(before, oldWeight);
    const int64_t numNew = numWanted(after, newWeight);
    if (numOld == 0 && numNew == 0) {
        return;
    }
    if (m_isNumbered) {
        emitNumbered(row, before, numOld == 0 ? 0 : oldWeight, after, numNew == 0 ? 0 : newWeight, out);
        return;
    }
    const Ranks oldRanks = ranksAt(before, 0);
    const Ranks newRanks = ranksAt(after, 0);
    if (numOld != 0 && numNew != 0 && oldRanks == newRanks) {
        if (numOld != numNew) {
            m_output.add(row, numNew - numOld, newRanks, out);
        }
        return;
    }
    if (numOld != 0) {
        m_output.add(row, -numOld, oldRanks, out);
    }
    if (numNew != 0) {
        m_output.add(row, numNew, newRanks, out);
    }
}

/// Copies of a row that have numbers of their own: those that are the same before and after are no change.
void RankingOperator::emitNumbered(RowId row, const Count& before, int64_t oldWeight, const Count& after,
                                   int64_t newWeight, Delta& out)
{
    const bool isByNumber = m_options.rank.limitBy == RankKind::RowNumber;
    const auto range = [&](const Count& count, int64_t weight) {
        int64_t first = count.rows + 1;
        int64_t last = count.rows + weight;
        if (isByNumber) {
            first = std::max(first, m_options.rank.offset + 1);
            last = std::min(last, m_last);
        }
        return std::pair(first, last);
    };
    const auto [oldFirst, oldLast] = range(before, oldWeight);
    const auto [newFirst, newLast] = range(after, newWeight);
    const bool areRanksSame = ranksAt(before, 0) == ranksAt(after, 0);
    for (int64_t number = oldFirst; number <= oldLast; ++number) {
        if (!areRanksSame || number < newFirst || number > newLast) {
            m_output.add(row, -1, ranksAt(before, number), out);
        }
    }
    for (int64_t number = newFirst; number <= newLast; ++number) {
        if (!areRanksSame || number < oldFirst || number > oldLast) {
            m_output.add(row, 1, ranksAt(after, number), out);
        }
    }
}

// The end of a step.

void RankingOperator::commit()
{
    for (const Change& change : m_changes) {
        const auto weight = loadPacked<int64_t>(m_rows.at(change.row), PackedLayout::kWeight);
        const int64_t before = weight - change.delta;
        m_numOddWeights += (weight != 0 && weight != 1 ? 1 : 0) - (before != 0 && before != 1 ? 1 : 0);
    }
    finishStep(0);
}

void RankingOperator::rollback()
{
    finishStep(-1);
}

/// Adds `sign` times the changes to the weights, then takes rows and partitions out that are empty.
void RankingOperator::finishStep(int64_t sign)
{
    for (const Touched& touched : m_touched) {
        finishPartition(touched, sign);
    }
    m_touched.clear();
    m_changes.clear();
}

void RankingOperator::finishPartition(const Touched& touched, int64_t sign)
{
    m_lists.mark(touched.list) = 0;
    bool isRepresentativeGone = false;
    for (uint32_t i = touched.first; i != kNone; i = m_changes[i].next) {
        const RowId id = m_changes[i].row;
        std::byte* row = m_rows.at(id);
        const int64_t weight = loadPacked<int64_t>(row, PackedLayout::kWeight) + sign * m_changes[i].delta;
        storePacked(row, PackedLayout::kWeight, weight);
        storePacked(row, PackedLayout::kMark, uint32_t{0});
        if (weight == 0) {
            m_lists.erase(touched.list, m_lists.find(touched.list, m_changes[i].word, [&](RowId other) {
                return m_order.compare(row, m_rows.at(other));
            }));
            isRepresentativeGone = isRepresentativeGone || id == touched.row;
            m_rows.remove(id);
        }
    }
    const bool isEmpty = m_lists.isEmpty(touched.list);
    if (!isEmpty && !isRepresentativeGone) {
        return;
    }
    RankTable::Slot* slot = m_table.find(touched.hash, [&](RowId other) { return other == touched.row; });
    MR_ASSERT(slot != nullptr);
    if (isEmpty) {
        m_lists.destroy(touched.list);
        m_table.remove(slot);
    } else {
        slot->row = m_lists.block(touched.list, 0).rows[0];
    }
}

uint64_t RankingOperator::stateBytes() const
{
    return m_rows.byteSize() + m_table.byteSize() + m_lists.byteSize();
}

} // namespace millrace
