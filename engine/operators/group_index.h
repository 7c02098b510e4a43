// SPDX-License-Identifier: GPL-3.0-or-later
// From the hash of a group's key to the number of the group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace {

/// Partitioned open addressing, 8 bytes an entry: 32 bits of the hash and the group's number. Keys are not here; the
/// caller compares them. Partitions grow one at a time and at different fills, as those of HashIndex, and need
/// nothing but the entries for it. Engine thread only.
class GroupIndex {
public:
    static constexpr uint32_t kNone = 0xFFFFFFFFU;

    GroupIndex();
    ~GroupIndex();
    GroupIndex(const GroupIndex&) = delete;
    GroupIndex& operator=(const GroupIndex&) = delete;
    void swap(GroupIndex& other) noexcept;

    /// What the index keeps of a hash: the high bits are the position, 8 low ones the partition.
    static uint32_t tagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

    struct Entry {
        uint32_t tag;
        uint32_t group; ///< kNone = empty
    };

    /// Where the entries of a tag begin.
    Entry* homeOf(uint32_t tag) const
    {
        const Partition& partition = m_partitions[tag & m_partitionMask];
        return partition.entries + (tag >> partition.shift);
    }
    /// From the home of a tag to the first entry with that tag, or an empty one, or the end of the partition, where
    /// only find() goes on.
    static Entry* scan(Entry* home, uint32_t tag)
    {
        while (home->group != kNone && home->tag != tag) {
            ++home;
        }
        return home;
    }
    /// Takes an empty entry that scan() found, if nothing has been inserted there since. False = not done: the entry is
    /// taken, is an end, or the partition has to grow first.
    bool insertAt(Entry* entry, uint32_t tag, uint32_t group)
    {
        Partition& partition = m_partitions[tag & m_partitionMask];
        if (entry->group != kNone || entry->tag == kEndTag || partition.count >= partition.limit) {
            return false;
        }
        *entry = {tag, group};
        ++partition.count;
        return true;
    }
    /// Changes when entries move.
    uint32_t generation() const { return m_generation; }

    /// The group with this tag that `matches(uint32_t group)` accepts; kNone when there is none.
    template <typename Matches>
    uint32_t find(uint32_t tag, Matches&& matches) const
    {
        const Partition& partition = partitionOf(tag);
        for (uint32_t at = tag >> partition.shift;; at = (at + 1) & partition.mask) {
            const Entry entry = partition.entries[at];
            if (entry.group == kNone || (entry.tag == tag && matches(entry.group))) {
                return entry.group;
            }
        }
    }
    /// The same, but where there is none, makes an entry for group `next`, and returns kNone.
    template <typename Matches>
    uint32_t findOrInsert(uint32_t tag, uint32_t next, Matches&& matches)
    {
        Partition* partition = &m_partitions[tag & m_partitionMask];
        if (partition->count >= partition->limit) {
            partition = &makeRoom(tag);
        }
        for (uint32_t at = tag >> partition->shift;; at = (at + 1) & partition->mask) {
            Entry& entry = partition->entries[at];
            if (entry.group == kNone) {
                entry = {tag, next};
                ++partition->count;
                return kNone;
            }
            if (entry.tag == tag && matches(entry.group)) {
                return entry.group;
            }
        }
    }
    /// Takes out an entry that is there.
    void remove(uint32_t tag, uint32_t group);

    uint64_t byteSize() const;

private:
    static constexpr uint32_t kEndTag = 0; ///< of the empty entry behind the last; others have kNone

    struct Partition {
        Entry* entries = nullptr;
        uint32_t mask = 0;
        uint32_t shift = 0; ///< tag >> shift is the first position
        uint32_t count = 0;
        uint32_t limit = 0; ///< grows when count reaches it
    };

    const Partition& partitionOf(uint32_t tag) const { return m_partitions[tag & m_partitionMask]; }
    static size_t bytesFor(uint32_t capacity);
    static void initPartition(Partition& partition, uint32_t capacity, uint32_t number);
    static void place(Partition& partition, Entry entry);
    static void moveEntries(const Partition& from, Partition& to);
    Partition& makeRoom(uint32_t tag);
    void grow(Partition& partition, uint32_t number);
    void splitIntoPartitions();

    uint32_t m_generation = 0;
    uint32_t m_partitionMask = 0; ///< 0 while there is a single partition
    std::vector<Partition> m_partitions;
};

} // namespace millrace
