// SPDX-License-Identifier: GPL-3.0-or-later
// Rows in one piece of memory: layout, packing, and the order of packed rows.
#pragma once

#include "engine/expr/rank_spec.h"
#include "engine/types/sql_type.h"
#include "engine/zset/batch.h"

#include <cstring>
#include <span>
#include <vector>

namespace millrace {

/// Byte layout of a row: a header, the values from wide to narrow, a byte for each column that may be NULL. Long
/// strings are referred to.
struct PackedLayout {
    static constexpr size_t kWeight = 0; ///< int64
    static constexpr size_t kMark = 8;   ///< uint32, for the operator's use during a step
    static constexpr size_t kArena = 12; ///< uint32: where the long strings are, see PackedRows
    static constexpr size_t kHeaderBytes = 16;

    struct Column {
        Physical physical = Physical::Int64;
        uint32_t offset = 0;
        uint32_t width = 0;
        uint32_t nullOffset = 0; ///< 0 = never NULL
    };

    explicit PackedLayout(std::span<const SqlType> types);

    std::vector<Column> columns;
    std::vector<uint32_t> stringOffsets;
    size_t stride = 0;
};

template <typename T>
inline T loadPacked(const std::byte* row, size_t offset)
{
    T value;
    std::memcpy(&value, row + offset, sizeof value);
    return value;
}
template <typename T>
inline void storePacked(std::byte* row, size_t offset, T value)
{
    std::memcpy(row + offset, &value, sizeof value);
}

/// Writes rows of one batch in packed form, strings as references into the batch.
class RowPacker {
public:
    /// `keys` are the columns that agrees() compares.
    RowPacker(const PackedLayout& layout, std::span<const int> keys);
    void start(const Batch& batch);

    /// Everything but the header.
    void pack(size_t row, std::byte* out) const
    {
        for (const Source& source : m_columns) {
            const std::byte* value = source.data + row * source.step;
            switch (source.width) {
            case 8: std::memcpy(out + source.offset, value, 8); break;
            case 16: std::memcpy(out + source.offset, value, 16); break;
            case 4: std::memcpy(out + source.offset, value, 4); break;
            default: std::memcpy(out + source.offset, value, source.width); break;
            }
            if (source.nullOffset != 0) {
                out[source.nullOffset] = std::byte{source.nullAt(row)};
            }
        }
    }
    /// True when the row agrees with a packed one in the keys; NULL equals NULL.
    bool agrees(size_t row, const std::byte* packed) const
    {
        for (const Source& key : m_keys) {
            const bool isWord = key.width == 8 && key.nullOffset == 0 && key.comparesAsBytes;
            const bool isSame = isWord ? std::memcmp(key.data + row * key.step, packed + key.offset, 8) == 0
                                       : keyAgrees(key, row, packed);
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

private:
    /// A column of the batch and where it goes.
    struct Source {
        const std::byte* data = nullptr;
        const uint8_t* nulls = nullptr;
        size_t step = 0; ///< bytes from row to row, 0 for a constant
        uint32_t offset = 0;
        uint32_t width = 0;
        uint32_t nullOffset = 0;
        int column = 0;
        Physical physical = Physical::Int64;
        bool comparesAsBytes = false;

        uint8_t nullAt(size_t row) const { return nulls == nullptr ? uint8_t{0} : nulls[step == 0 ? 0 : row]; }
    };
    static Source sourceOf(const PackedLayout& layout, int column);
    static bool keyAgrees(const Source& key, size_t row, const std::byte* packed);

    std::vector<Source> m_columns;
    std::vector<Source> m_keys;
};

/// The order of rows of a ranking: the order keys, then all other columns. Packed rows that compare equal are equal.
/// A row's order word is a number that comes before another where the row does, or is the same.
class RowOrder {
public:
    RowOrder(const PackedLayout& layout, const RankSpec& rank, std::span<const SqlType> types);

    /// Below 0 when `a` comes first.
    int compare(const std::byte* a, const std::byte* b) const { return compareSteps(a, b, 0, m_steps.size()); }
    /// True when the rows are equal in the order keys.
    bool arePeers(const std::byte* a, const std::byte* b) const { return compareSteps(a, b, 0, m_numKeys) == 0; }
    /// False when all rows are peers.
    bool hasKeys() const { return m_numKeys != 0; }
    /// True when rows of the same order word are always peers.
    bool isWordExact() const { return m_isWordExact; }

    uint64_t wordOf(const std::byte* row) const;
    void wordsOf(const Batch& batch, std::vector<uint64_t>& words) const;

private:
    struct Step {
        PackedLayout::Column column;
        int position = 0;
        bool isDescending = false;
        bool areNullsFirst = true;
    };
    int compareSteps(const std::byte* a, const std::byte* b, size_t from, size_t to) const;
    static int compareStep(const Step& step, const std::byte* a, const std::byte* b);

    std::vector<Step> m_steps;
    size_t m_numKeys = 0;
    bool m_isWordExact = false;
};

} // namespace millrace
