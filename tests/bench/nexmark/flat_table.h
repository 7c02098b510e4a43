// SPDX-License-Identifier: GPL-3.0-or-later
// The table of the floors: open addressing, sized in advance, on huge pages.
#pragma once

#include "engine/base/block_pool.h"
#include "engine/zset/hash.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>

namespace millrace::bench {

/// A key of two numbers.
struct PairKey {
    int64_t first = 0;
    int64_t second = 0;
    friend bool operator==(const PairKey& a, const PairKey& b) { return a.first == b.first && a.second == b.second; }
};

inline uint64_t hashOf(int64_t key)
{
    return mixHash(static_cast<uint64_t>(key));
}
inline uint64_t hashOf(const PairKey& key)
{
    return mixHash(static_cast<uint64_t>(key.first) * 0xA0761D6478BD642FULL + static_cast<uint64_t>(key.second));
}

/// Maps keys to values; nothing is ever removed. Keys and values are trivially copyable; a new value is zeros.
template <typename Key, typename Value>
class FlatTable {
public:
    struct Slot {
        Key key;
        bool isUsed;
        Value value;
    };
    static_assert(std::is_trivially_copyable_v<Slot>);

    /// `keys` is the number of keys at most.
    explicit FlatTable(size_t keys)
        : m_capacity(std::bit_ceil(keys * 4 / 3 + 16))
        , m_shift(64 - std::countr_zero(m_capacity))
        , m_slots(static_cast<Slot*>(allocateBlock(m_capacity * sizeof(Slot))))
    {
        std::memset(static_cast<void*>(m_slots), 0, m_capacity * sizeof(Slot));
    }
    ~FlatTable() { freeBlock(m_slots, m_capacity * sizeof(Slot)); }
    FlatTable(const FlatTable&) = delete;
    FlatTable& operator=(const FlatTable&) = delete;

    void prefetch(const Key& key) const { __builtin_prefetch(&m_slots[hashOf(key) >> m_shift], 1); }
    /// The value of a key, or null.
    Value* find(const Key& key)
    {
        for (size_t at = hashOf(key) >> m_shift; m_slots[at].isUsed; at = (at + 1) & (m_capacity - 1)) {
            if (m_slots[at].key == key) {
                return &m_slots[at].value;
            }
        }
        return nullptr;
    }
    /// The value of a key, made when it is new.
    Value& at(const Key& key)
    {
        size_t at = hashOf(key) >> m_shift;
        for (; m_slots[at].isUsed; at = (at + 1) & (m_capacity - 1)) {
            if (m_slots[at].key == key) {
                return m_slots[at].value;
            }
        }
        m_slots[at].key = key;
        m_slots[at].isUsed = true;
        return m_slots[at].value;
    }

private:
    size_t m_capacity;
    int m_shift;
    Slot* m_slots;
};

/// Rows that only come, numbered from 0, in memory sized in advance.
template <typename Row>
class RowLog {
public:
    static_assert(std::is_trivially_copyable_v<Row>);

    explicit RowLog(size_t rows)
        : m_bytes((rows + 1) * sizeof(Row))
        , m_rows(static_cast<Row*>(allocateBlock(m_bytes)))
    {
        std::memset(static_cast<void*>(m_rows), 0, m_bytes);
    }
    ~RowLog() { freeBlock(m_rows, m_bytes); }
    RowLog(const RowLog&) = delete;
    RowLog& operator=(const RowLog&) = delete;

    uint32_t add(const Row& row)
    {
        m_rows[m_numRows] = row;
        return m_numRows++;
    }
    Row& operator[](uint32_t index) { return m_rows[index]; }
    uint32_t size() const { return m_numRows; }

private:
    size_t m_bytes;
    Row* m_rows;
    uint32_t m_numRows = 0;
};

} // namespace millrace::bench
