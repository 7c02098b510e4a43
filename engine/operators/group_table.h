// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of an aggregation: their slots, an index by key, and what the current step has changed.
#pragma once

#include "engine/operators/group_index.h"
#include "engine/operators/group_layout.h"
#include "engine/zset/paged_array.h"

#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace millrace {

/// Rows of a batch as groups see them: the hash, key and weight of each.
struct KeyedRows {
    const uint64_t* hashes = nullptr;
    EncodedKeys keys;
    const Weight* weights = nullptr; ///< nullptr = every weight is +1
    size_t numRows = 0;
};

/// Slots of layout.stride bytes, one a group, dense and never moved: a group that comes goes to the end (or where one
/// has gone), so that loading new groups writes memory in order, and only the small entries of the index move when
/// it grows. Also remembers which groups the current step has touched and what they were before, so that the step
/// can be emitted as old and new rows, and undone. Engine thread only.
class GroupTable {
public:
    /// Rows that resolve() takes at once; as many slots stay in the first-level cache.
    static constexpr size_t kMaxRows = 256;

    explicit GroupTable(GroupLayout layout);
    ~GroupTable();
    GroupTable(const GroupTable&) = delete;
    GroupTable& operator=(const GroupTable&) = delete;

    /// The groups of `table`, which is left empty, with sums of 128 bits. No group may be touched.
    static std::unique_ptr<GroupTable> widened(GroupTable& table, GroupLayout wideLayout);

    const GroupLayout& layout() const { return m_layout; }

    /// Finds or makes the group of each row (at most kMaxRows), touches it and adds the weight to its row count. A new
    /// group has zeroed accumulators.
    void resolve(const KeyedRows& rows, std::byte** slots);

    /// Saves the group as it is, at its first change in a step.
    void touch(std::byte* slot)
    {
        if (loadField<uint32_t>(slot, GroupLayout::kTouched) == 0) {
            const bool hasImage = rowCountOf(slot) != 0 || m_layout.keyBytes == 0;
            const uint32_t image = hasImage ? saveImage(slot) : kNone;
            ::new (static_cast<void*>(m_touched.append())) Touched{slot, image};
            storeField(slot, GroupLayout::kTouched, static_cast<uint32_t>(m_touched.size()));
        }
    }
    size_t numTouched() const { return m_touched.size(); }
    std::byte* touchedSlot(size_t i) const { return m_touched.get<Touched>(i).slot; }
    /// The group as it was before the step; null for a group that had no rows and no accumulators then.
    std::byte* image(size_t i)
    {
        const uint32_t number = m_touched.get<Touched>(i).image;
        return number == kNone ? nullptr : m_images.at(number);
    }
    void prefetchTouched(size_t i) const
    {
        if (i < m_touched.size()) {
            prefetchSlot(touchedSlot(i));
        }
    }
    /// Takes the mark off a touched group; it stays in the list. Every group has to be unmarked before forgetTouched(),
    /// best while it is at hand anyway.
    void unmark(size_t i) { storeField(touchedSlot(i), GroupLayout::kTouched, uint32_t{0}); }
    /// Forgets the list of touched groups, keeping the groups as they are now.
    void forgetTouched();

    /// Removes a group that is not touched.
    void remove(std::byte* slot);

    /// Calls `visit(std::byte* slot)` for every group.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        for (size_t group = 0; group < m_slots.size(); ++group) {
            std::byte* slot = m_slots.at(group);
            if (loadField<uint32_t>(slot, GroupLayout::kTouched) != kFree) {
                visit(slot);
            }
        }
    }

    size_t numGroups() const { return m_slots.size() - m_free.size(); }
    uint64_t byteSize() const;

private:
    static constexpr uint32_t kNone = GroupIndex::kNone;
    static constexpr uint32_t kFree = 0xFFFFFFFFU; ///< the touched mark of a slot without group

    struct Touched {
        std::byte* slot;
        uint32_t image; ///< number of the saved slot, or kNone
    };

    void prefetchSlot(const std::byte* slot) const
    {
        constexpr size_t kLineBytes = 64;
        __builtin_prefetch(slot, 1);
        if (m_stride > kLineBytes / 2) {
            __builtin_prefetch(slot + m_stride - 1, 1);
        }
    }
    template <bool kWordKey>
    void resolveRows(const KeyedRows& rows, std::byte** slots);
    template <bool kWordKey>
    bool isGroupOf(const std::byte* slot, const std::byte* key, uint16_t nullBits) const;
    bool keyEquals(const std::byte* slot, const std::byte* key) const;
    template <bool kWordKey>
    std::byte* findOrInsert(uint32_t tag, GroupIndex::Entry* entry, const std::byte* key, uint16_t nullBits);
    template <bool kWordKey>
    void initSlot(std::byte* slot, uint32_t tag, const std::byte* key, uint16_t nullBits);
    void copyKeyStrings(std::byte* slot);
    void freeKeyStrings(std::byte* slot);
    uint32_t saveImage(const std::byte* slot);

    GroupLayout m_layout;
    size_t m_stride;
    GroupIndex m_index;
    PagedArray m_slots;           ///< by the number of the group
    std::vector<uint32_t> m_free; ///< numbers without group
    uint64_t m_stringBytes = 0;
    PagedArray m_touched;         ///< of Touched
    PagedArray m_images;          ///< saved slots, in order of touching
    // Scratch of resolve(), by row.
    std::array<uint32_t, kMaxRows> m_tags;
    std::array<GroupIndex::Entry*, kMaxRows> m_entries; ///< with the tag, or empty
    std::array<uint32_t, kMaxRows> m_candidates;        ///< the group that very likely is that of the row
};

} // namespace millrace
