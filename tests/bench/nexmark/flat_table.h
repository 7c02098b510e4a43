// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the floors: open addressing, sized in advance, on huge pages.
#pragma once

#include "engine/base/block_pool.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace millrace::bench {

/// The entry of a table from a number to a value; the other entries look like it.
template <typename Value>
struct NumberEntry {
    using Key = int64_t;
    static constexpr int64_t kNone = std::numeric_limits<int64_t>::min();

    int64_t number;
    Value value;

    static uint64_t hashOf(Key key) { return mixHash(static_cast<uint64_t>(key)); }
    Key key() const { return number; }
    bool isEmpty() const { return number == kNone; }
    /// An empty entry when `key` is kNone.
    static NumberEntry of(Key key) { return {key, Value{}}; }
};

/// The entry of a table from two numbers to a value.
template <typename Second, typename Value>
struct PairEntry {
    struct Key {
        int64_t first;
        Second second;
        friend bool operator==(const Key& a, const Key& b) { return a.first == b.first && a.second == b.second; }
    };
    static constexpr Key kNone = {std::numeric_limits<int64_t>::min(), 0};

    int64_t first;
    Second second;
    Value value;

    static uint64_t hashOf(const Key& key)
    {
        return mixHash(static_cast<uint64_t>(key.first) * 0xA0761D6478BD642FULL + static_cast<uint64_t>(key.second));
    }
    Key key() const { return {first, second}; }
    bool isEmpty() const { return first == kNone.first; }
    static PairEntry of(const Key& key) { return {key.first, key.second, Value{}}; }
};

/// A set of entries by key; nothing is ever removed. References to entries end with the next at().
template <typename Entry>
class FlatTable {
public:
    using Key = typename Entry::Key;
    static_assert(std::is_trivially_copyable_v<Entry>);

    /// `keys` is how many keys are expected; more of them cost a rehash.
    explicit FlatTable(size_t keys) { allocate(std::bit_ceil(keys * 4 / 3 + 16)); }
    ~FlatTable() { freeBlock(m_entries, m_capacity * sizeof(Entry)); }
    FlatTable(const FlatTable&) = delete;
    FlatTable& operator=(const FlatTable&) = delete;

    static uint64_t hashOf(const Key& key) { return Entry::hashOf(key); }
    void prefetch(uint64_t hash) const { __builtin_prefetch(&m_entries[hash >> m_shift], 1); }
    /// The entry of a key, made when it is new.
    Entry& at(const Key& key) { return at(key, hashOf(key)); }
    Entry& at(const Key& key, uint64_t hash)
    {
        for (size_t at = hash >> m_shift;; at = (at + 1) & (m_capacity - 1)) {
            Entry& entry = m_entries[at];
            if (entry.isEmpty()) {
                return insert(key, hash, at);
            }
            if (entry.key() == key) {
                return entry;
            }
        }
    }

private:
    Entry& insert(const Key& key, uint64_t hash, size_t at)
    {
        if (++m_count * 4 <= m_capacity * 3) {
            m_entries[at] = Entry::of(key);
            return m_entries[at];
        }
        grow();
        return this->at(key, hash);
    }
    void grow()
    {
        Entry* old = m_entries;
        const size_t oldCapacity = m_capacity;
        allocate(oldCapacity * 2);
        m_count = 0;
        for (size_t i = 0; i < oldCapacity; ++i) {
            if (!old[i].isEmpty()) {
                at(old[i].key()) = old[i];
            }
        }
        freeBlock(old, oldCapacity * sizeof(Entry));
    }
    void allocate(size_t capacity)
    {
        m_capacity = capacity;
        m_shift = 64 - std::countr_zero(capacity);
        m_entries = static_cast<Entry*>(allocateBlock(capacity * sizeof(Entry)));
        std::fill_n(m_entries, capacity, Entry::of(Entry::kNone));
    }

    size_t m_capacity = 0;
    size_t m_count = 0;
    int m_shift = 0;
    Entry* m_entries = nullptr;
};

/// Looks up the keys of many rows: calls `handle(row, entry)` in order, with the table's memory fetched ahead.
template <typename Entry, typename KeyOf, typename Handle>
void forEachEntry(FlatTable<Entry>& table, size_t numRows, KeyOf&& keyOf, Handle&& handle)
{
    constexpr size_t kChunk = 512;
    constexpr size_t kAhead = 16;
    uint64_t hashes[kChunk];
    for (size_t first = 0; first < numRows; first += kChunk) {
        const size_t count = std::min(kChunk, numRows - first);
        for (size_t i = 0; i < count; ++i) {
            hashes[i] = Entry::hashOf(keyOf(first + i));
        }
        for (size_t i = 0; i < std::min(kAhead, count); ++i) {
            table.prefetch(hashes[i]);
        }
        for (size_t i = 0; i < count; ++i) {
            if (i + kAhead < count) {
                table.prefetch(hashes[i + kAhead]);
            }
            handle(first + i, table.at(keyOf(first + i), hashes[i]));
        }
    }
}

/// Rows that only come, numbered from 0, in memory sized in advance for `rows` of them; more cost a copy.
template <typename Row>
class RowLog {
public:
    static_assert(std::is_trivially_copyable_v<Row>);

    explicit RowLog(size_t rows) { allocate(rows + 1); }
    ~RowLog() { freeBlock(m_rows, m_capacity * sizeof(Row)); }
    RowLog(const RowLog&) = delete;
    RowLog& operator=(const RowLog&) = delete;

    uint32_t add(const Row& row)
    {
        if (m_numRows == m_capacity) {
            Row* old = m_rows;
            const size_t oldCapacity = m_capacity;
            allocate(oldCapacity * 2);
            std::memcpy(static_cast<void*>(m_rows), static_cast<const void*>(old), oldCapacity * sizeof(Row));
            freeBlock(old, oldCapacity * sizeof(Row));
        }
        m_rows[m_numRows] = row;
        return m_numRows++;
    }
    Row& operator[](uint32_t index) { return m_rows[index]; }
    uint32_t size() const { return m_numRows; }

private:
    void allocate(size_t rows)
    {
        m_capacity = rows;
        m_rows = static_cast<Row*>(allocateBlock(rows * sizeof(Row)));
        std::memset(static_cast<void*>(m_rows), 0, rows * sizeof(Row)); // the pages are there before the clock runs
    }

    Row* m_rows = nullptr;
    size_t m_capacity = 0;
    uint32_t m_numRows = 0;
};

} // namespace millrace::bench
