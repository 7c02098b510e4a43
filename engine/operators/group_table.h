// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of an aggregation: an open-addressing table whose slots are the groups.
#pragma once

#include "engine/operators/group_layout.h"

#include <cstdint>
#include <span>
#include <vector>

namespace millrace {

/// Slots of layout.stride bytes, found by hash and key, in partitions that grow one at a time (see HashIndex).
/// Also remembers which groups the current step has touched and what they were before, so that the step can
/// be emitted as old and new rows, and undone. Engine thread only.
class GroupTable {
public:
    explicit GroupTable(const GroupLayout& layout);
    ~GroupTable();
    GroupTable(const GroupTable&) = delete;
    GroupTable& operator=(const GroupTable&) = delete;

    void prefetch(uint64_t hash) const
    {
        const Partition& partition = m_partitions[partitionOf(hash)];
        const std::byte* slot = partition.slots + size_t{tagOf(hash) >> partition.shift} * m_stride;
        __builtin_prefetch(slot, 1);
        __builtin_prefetch(slot + m_stride - 1, 1); // slots are not aligned to cache lines
    }

    /// The slot of the key, made with zeroed accumulators when absent; null when the partition has to grow
    /// first (growFor()), which moves slots.
    std::byte* findOrInsert(uint64_t hash, const std::byte* key);
    void growFor(uint64_t hash);

    /// Saves the group as it is, at its first change in a step; true when this is the first.
    bool touch(std::byte* slot)
    {
        if (loadField<uint32_t>(slot, GroupLayout::kTouched) != 0) {
            return false;
        }
        saveImage(slot);
        return true;
    }
    size_t numTouched() const { return m_touched.size(); }
    std::byte* touchedSlot(size_t i) const { return m_touched[i].slot; }
    /// The group as it was before the step; null for a group that had no rows and no accumulators then.
    std::byte* image(size_t i)
    {
        const uint32_t number = m_touched[i].image;
        return number == kNoImage ? nullptr : m_images[number / kImagesPerBlock] + number % kImagesPerBlock * m_stride;
    }
    void prefetchTouched(size_t i) const
    {
        if (i < m_touched.size()) {
            __builtin_prefetch(m_touched[i].slot);
            __builtin_prefetch(m_touched[i].slot + m_stride - 1);
        }
    }
    /// Takes the mark off a touched group; it stays in the list. Every group has to be unmarked before forgetTouched(),
    /// best while it is at hand anyway.
    void unmark(size_t i) { storeField(m_touched[i].slot, GroupLayout::kTouched, uint32_t{0}); }
    /// Forgets the list of touched groups, keeping the groups as they are now.
    void forgetTouched();

    /// A group to remove: slots move, so it is named by its key.
    struct Removal {
        uint32_t tag;
        std::vector<std::byte> key;
    };
    Removal removalOf(const std::byte* slot) const;
    /// Removes a group, after `release(std::byte* slot)`. No group may be touched.
    template <typename Release>
    void remove(const Removal& removal, Release&& release)
    {
        Partition& partition = m_partitions[removal.tag & m_partitionMask];
        const uint32_t at = positionOf(partition, removal);
        release(partition.slots + size_t{at} * m_stride);
        removeAt(partition, at);
    }

    /// Calls `visit(std::byte* slot)` for every group.
    template <typename Visit>
    void forEach(Visit&& visit) const
    {
        for (const Partition& partition : m_partitions) {
            for (size_t at = 0; at <= partition.mask; ++at) {
                std::byte* slot = partition.slots + at * m_stride;
                if (loadField<uint32_t>(slot, GroupLayout::kTag) != 0) {
                    visit(slot);
                }
            }
        }
    }

    size_t numGroups() const { return m_numGroups; }
    uint64_t byteSize() const;

private:
    static constexpr size_t kImagesPerBlock = 2048;
    static constexpr uint32_t kNoImage = 0xFFFFFFFFU;

    struct Touched {
        std::byte* slot;
        uint32_t image; ///< number of the saved slot, or kNoImage
    };

    struct Partition {
        std::byte* slots = nullptr;
        uint32_t mask = 0;
        uint32_t shift = 0;
        uint32_t count = 0;
        uint32_t limit = 0;
    };

    // Bit 8 of a tag is always set: it is in no partition number and tells a slot from an empty one.
    static uint32_t tagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32) | 0x100U; }
    uint32_t partitionOf(uint64_t hash) const { return tagOf(hash) & m_partitionMask; }

    bool keyEquals(const std::byte* slot, const std::byte* key) const;
    void initPartition(Partition& partition, uint32_t capacity, uint32_t number) const;
    void moveSlot(Partition& to, const std::byte* slot);
    uint32_t positionOf(const Partition& partition, const Removal& removal) const;
    void removeAt(Partition& partition, uint32_t at);
    void splitIntoPartitions();
    void copyKeyStrings(std::byte* slot);
    void freeKeyStrings(std::byte* slot);
    void saveImage(std::byte* slot);

    const GroupLayout& m_layout;
    size_t m_stride;
    bool m_hasWordKey; ///< the key is 8 bytes that compare as one integer
    uint32_t m_partitionMask = 0;
    std::vector<Partition> m_partitions;
    size_t m_numGroups = 0;
    uint64_t m_stringBytes = 0;
    std::vector<Touched> m_touched;
    uint32_t m_numImages = 0;
    std::vector<std::byte*> m_images; ///< blocks of kImagesPerBlock slots, in order of touching
};

} // namespace millrace
