// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/group_table.h"

#include <cstdlib>
#include <utility>

namespace millrace {

namespace {

/// Copies a group to a slot that has the same fields with wider sums.
void copyWidened(const GroupLayout& narrow, const std::byte* from, const GroupLayout& wide, std::byte* to)
{
    std::memcpy(to, from, GroupLayout::kKey + narrow.keyBytes);
    for (size_t i = 0; i < narrow.aggregates.size(); ++i) {
        const AggregateState& source = narrow.aggregates[i];
        const AggregateState& target = wide.aggregates[i];
        if (source.sumKind != target.sumKind) {
            storeField(to, target.offset, Int128{loadField<int64_t>(from, source.offset)});
            if (source.squaresOffset != 0) {
                std::memcpy(to + target.squaresOffset, from + source.squaresOffset, sizeof(Int128));
            }
        } else {
            std::memcpy(to + target.offset, from + source.offset, source.valueBytes);
        }
        if (source.countOffset != GroupLayout::kRowCount) {
            std::memcpy(to + target.countOffset, from + source.countOffset, sizeof(int64_t));
        }
        if (source.multisetOffset != 0) {
            std::memcpy(to + target.multisetOffset, from + source.multisetOffset, sizeof(void*));
        }
    }
}

} // namespace

GroupTable::GroupTable(GroupLayout layout)
    : m_layout(std::move(layout))
    , m_stride(m_layout.stride)
    , m_slots(m_stride)
    , m_touched(sizeof(Touched))
    , m_images(m_stride)
{
}

GroupTable::~GroupTable()
{
    if (m_layout.hasStringKey) {
        forEach([this](std::byte* slot) { freeKeyStrings(slot); });
    }
}

std::unique_ptr<GroupTable> GroupTable::widened(GroupTable& table, GroupLayout wideLayout)
{
    auto wide = std::make_unique<GroupTable>(std::move(wideLayout));
    for (size_t group = 0; group < table.m_slots.size(); ++group) {
        copyWidened(table.m_layout, table.m_slots.at(group), wide->m_layout, wide->m_slots.append());
    }
    table.m_slots.clear();
    wide->m_index.swap(table.m_index);
    wide->m_free = std::exchange(table.m_free, {});
    wide->m_stringBytes = std::exchange(table.m_stringBytes, 0);
    return wide;
}

bool GroupTable::keyEquals(const std::byte* slot, const std::byte* key) const
{
    const std::byte* mine = slot + GroupLayout::kKey;
    if (!m_layout.hasStringKey) {
        switch (m_layout.keyBytes) {
        case 0: return true;
        case 8: return loadField<uint64_t>(mine, 0) == loadField<uint64_t>(key, 0);
        case 16:
            return loadField<uint64_t>(mine, 0) == loadField<uint64_t>(key, 0)
                && loadField<uint64_t>(mine, 8) == loadField<uint64_t>(key, 8);
        default: return std::memcmp(mine, key, m_layout.keyBytes) == 0;
        }
    }
    for (const KeyField& field : m_layout.keys) {
        const size_t offset = field.offset - GroupLayout::kKey;
        const bool isEqual = field.physical == Physical::String
            ? loadField<StringRef>(mine, offset) == loadField<StringRef>(key, offset)
            : std::memcmp(mine + offset, key + offset, field.width) == 0;
        if (!isEqual) {
            return false;
        }
    }
    const size_t nullOffset = m_layout.nullOffset - GroupLayout::kKey;
    return std::memcmp(mine + nullOffset, key + nullOffset, m_layout.keyBytes - nullOffset) == 0;
}

template <bool kWordKey>
inline bool GroupTable::isGroupOf(const std::byte* slot, const std::byte* key, uint16_t nullBits) const
{
    return loadField<uint16_t>(slot, GroupLayout::kRowCount) == nullBits
        && (kWordKey ? loadField<uint64_t>(slot, GroupLayout::kKey) == loadField<uint64_t>(key, 0)
                     : keyEquals(slot, key));
}

template <bool kWordKey>
inline std::byte* GroupTable::findOrInsert(uint32_t tag, GroupIndex::Entry* entry, const std::byte* key,
                                           uint16_t nullBits)
{
    MR_ASSERT(m_slots.size() < kNone);
    const uint32_t next = m_free.empty() ? static_cast<uint32_t>(m_slots.size()) : m_free.back();
    if (entry == nullptr || !m_index.insertAt(entry, tag, next)) {
        const uint32_t group = m_index.findOrInsert(
            tag, next, [&](uint32_t other) { return isGroupOf<kWordKey>(m_slots.at(other), key, nullBits); });
        if (group != kNone) {
            return m_slots.at(group);
        }
    }
    if (next == m_slots.size()) {
        m_slots.append();
    } else {
        m_free.pop_back();
    }
    std::byte* slot = m_slots.at(next);
    initSlot<kWordKey>(slot, tag, key, nullBits);
    return slot;
}

template <bool kWordKey>
inline void GroupTable::initSlot(std::byte* slot, uint32_t tag, const std::byte* key, uint16_t nullBits)
{
    storeField(slot, GroupLayout::kTag, tag);
    storeField(slot, GroupLayout::kTouched, uint32_t{0});
    storeField(slot, GroupLayout::kRowCount, int64_t{nullBits});
    size_t at = GroupLayout::kKey;
    if constexpr (kWordKey) {
        storeField(slot, at, loadField<uint64_t>(key, 0));
        at += sizeof(uint64_t);
    } else {
        std::memcpy(slot + at, key, m_layout.keyBytes);
        at += m_layout.keyBytes;
    }
    for (; at < m_stride; at += sizeof(uint64_t)) {
        storeField(slot, at, uint64_t{0});
    }
    if (!kWordKey && m_layout.hasStringKey) {
        copyKeyStrings(slot);
    }
}

/// In stages, so that memory comes before it is read: the entries of the index, the slots they name, the keys there.
void GroupTable::resolve(const KeyedRows& rows, std::byte** slots)
{
    MR_DCHECK(rows.numRows <= kMaxRows);
    for (size_t row = 0; row < rows.numRows; ++row) {
        m_tags[row] = GroupIndex::tagOf(rows.hashes[row]);
        m_entries[row] = m_index.homeOf(m_tags[row]);
        __builtin_prefetch(m_entries[row], 1);
    }
    for (size_t row = 0; row < rows.numRows; ++row) {
        m_entries[row] = GroupIndex::scan(m_entries[row], m_tags[row]);
        m_candidates[row] = m_entries[row]->group;
        if (m_candidates[row] != kNone) {
            prefetchSlot(m_slots.at(m_candidates[row]));
        }
    }
    m_layout.hasWordKey ? resolveRows<true>(rows, slots) : resolveRows<false>(rows, slots);
}

template <bool kWordKey>
void GroupTable::resolveRows(const KeyedRows& rows, std::byte** slots)
{
    const uint32_t generation = m_index.generation();
    const size_t keyBytes = kWordKey ? sizeof(uint64_t) : m_layout.keyBytes;
    for (size_t row = 0; row < rows.numRows; ++row) {
        const std::byte* key = rows.keys.bytes + row * keyBytes;
        const uint16_t nullBits = rows.keys.nullBits == nullptr ? uint16_t{0} : rows.keys.nullBits[row];
        std::byte* slot = m_candidates[row] == kNone ? nullptr : m_slots.at(m_candidates[row]);
        if (slot == nullptr) {
            GroupIndex::Entry* entry = m_index.generation() == generation ? m_entries[row] : nullptr;
            slot = findOrInsert<kWordKey>(m_tags[row], entry, key, nullBits);
        } else if (!isGroupOf<kWordKey>(slot, key, nullBits)) { // another key with the same tag
            slot = findOrInsert<kWordKey>(m_tags[row], nullptr, key, nullBits);
        }
        touch(slot);
        const Weight weight = rows.weights == nullptr ? 1 : rows.weights[row];
        storeField(slot, GroupLayout::kRowCount,
                   loadField<int64_t>(slot, GroupLayout::kRowCount) + (weight << GroupLayout::kHeaderNullBits));
        slots[row] = slot;
    }
}

void GroupTable::copyKeyStrings(std::byte* slot)
{
    for (const KeyField& field : m_layout.keys) {
        if (field.physical != Physical::String) {
            continue;
        }
        const auto text = loadField<StringRef>(slot, field.offset);
        if (!text.isInline()) {
            auto* bytes = static_cast<char*>(std::malloc(text.size()));
            MR_ASSERT(bytes != nullptr);
            std::memcpy(bytes, text.data(), text.size());
            storeField(slot, field.offset, StringRef(std::string_view(bytes, text.size())));
            m_stringBytes += text.size();
        }
    }
}

void GroupTable::freeKeyStrings(std::byte* slot)
{
    for (const KeyField& field : m_layout.keys) {
        if (field.physical != Physical::String) {
            continue;
        }
        const auto text = loadField<StringRef>(slot, field.offset);
        if (!text.isInline()) {
            m_stringBytes -= text.size();
            std::free(const_cast<char*>(text.data()));
        }
    }
}

uint32_t GroupTable::saveImage(const std::byte* slot)
{
    std::memcpy(m_images.append(), slot, m_stride);
    return static_cast<uint32_t>(m_images.size() - 1);
}

void GroupTable::forgetTouched()
{
    m_touched.clear();
    m_images.clear();
}

void GroupTable::remove(std::byte* slot)
{
    const auto tag = loadField<uint32_t>(slot, GroupLayout::kTag);
    const uint32_t group = m_index.find(tag, [&](uint32_t other) { return m_slots.at(other) == slot; });
    MR_ASSERT(group != kNone);
    m_index.remove(tag, group);
    if (m_layout.hasStringKey) {
        freeKeyStrings(slot);
    }
    storeField(slot, GroupLayout::kTouched, kFree);
    m_free.push_back(group);
}

uint64_t GroupTable::byteSize() const
{
    return m_stringBytes + m_slots.byteSize() + m_images.byteSize() + m_touched.byteSize() + m_index.byteSize()
        + m_free.capacity() * sizeof(uint32_t);
}

} // namespace millrace
