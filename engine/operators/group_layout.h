// SPDX-License-Identifier: GPL-3.0-or-later
// How a group of an aggregation lies in memory: header, key, accumulators, in one slot.
#pragma once

#include "engine/base/source_span.h"
#include "engine/expr/aggregate_kind.h"
#include "engine/types/sql_type.h"
#include "engine/zset/batch.h"

#include <cstring>
#include <span>
#include <vector>

namespace millrace {

/// One aggregate over columns of the input.
struct AggregateSpec {
    AggregateKind kind = AggregateKind::CountStar;
    int argColumn = -1;      ///< -1 for COUNT(*)
    int filterColumn = -1;   ///< boolean column of FILTER (WHERE …), or -1
    SqlType argType;
    SqlType resultType;
    SourceSpan span;
};

/// How a sum is kept: exact numbers in 64 bits until a sum of the table outgrows them, then all of them in 128;
/// floating sums are double-double with specials counted, so that a retraction restores the value.
enum class SumKind : uint8_t { Int64, Wide, Float };

/// How wide the exact sums of a table are.
enum class SumWidth : uint8_t { Narrow, Wide };

/// Where the state of one aggregate lies in a slot.
struct AggregateState {
    AggregateSpec spec;
    SumKind sumKind = SumKind::Int64;
    bool isFold = false;      ///< MIN/MAX over an append-only input: only the best value is kept
    size_t offset = 0;        ///< sum, or (MIN/MAX) the current value in 16 bytes
    size_t valueBytes = 0;    ///< at `offset`
    size_t squaresOffset = 0; ///< variances: sum of the squares, behind the sum
    size_t countOffset = 0;   ///< int64 number of values that count; the row count's offset when every row counts
    size_t multisetOffset = 0; ///< MIN/MAX with deletes: pointer to the ValueMultiset
};

/// One column of the group key.
struct KeyField {
    int column = 0;
    Physical physical = Physical::Int64;
    size_t offset = 0;
    size_t width = 0;
    int nullBit = -1;        ///< -1 = the column has no NULLs by its type; the first 16 stand in the row count's field
};

/// Byte layout of a slot. Fields stand at multiples of 8; small slots take 32 bytes, so that none straddles two
/// cache lines.
struct GroupLayout {
    static constexpr size_t kTag = 0;       ///< uint32: hash bits; 0 = empty slot
    static constexpr size_t kTouched = 4;   ///< uint32: 1 + position in the list of touched groups, 0 = untouched
    static constexpr size_t kRowCount = 8;  ///< int64: sum of the weights of the group's rows above 16 null bits
    static constexpr size_t kKey = 16;
    static constexpr int kHeaderNullBits = 16;

    std::vector<KeyField> keys;
    std::vector<AggregateState> aggregates;
    SumWidth sumWidth = SumWidth::Narrow;
    size_t keyBytes = 0;
    size_t nullOffset = 0;   ///< of the bytes for null bits that the header has no room for
    size_t numNullBits = 0;
    size_t stride = 0;
    bool hasWordKey = false; ///< the key is 8 bytes that compare as one integer
    bool hasExactSums = false; ///< some sum would widen
    bool hasStringKey = false;

    GroupLayout(std::span<const int> keyColumns, std::span<const SqlType> keyTypes,
                std::span<const AggregateSpec> specs, bool isAppendOnly, SumWidth width);
};

/// Access to fields of a slot.
template <typename T>
inline T loadField(const std::byte* slot, size_t offset)
{
    T value;
    std::memcpy(&value, slot + offset, sizeof value);
    return value;
}
template <typename T>
inline void storeField(std::byte* slot, size_t offset, T value)
{
    std::memcpy(slot + offset, &value, sizeof value);
}

inline int64_t rowCountOf(const std::byte* slot)
{
    return loadField<int64_t>(slot, GroupLayout::kRowCount) >> GroupLayout::kHeaderNullBits;
}
/// Number of values that count for an aggregate.
inline int64_t countOf(const AggregateState& state, const std::byte* slot)
{
    return state.countOffset == GroupLayout::kRowCount ? rowCountOf(slot) : loadField<int64_t>(slot, state.countOffset);
}
bool isNullKey(const GroupLayout& layout, const KeyField& field, const std::byte* slot);

/// Keys of rows in slot format.
struct EncodedKeys {
    const std::byte* bytes = nullptr;     ///< layout.keyBytes a row, strings as references
    const uint16_t* nullBits = nullptr;   ///< of the header; nullptr = none is set
};
/// Encodes the keys of rows [first, last) of a batch, or refers to the column where it has the format already.
class KeyEncoder {
public:
    EncodedKeys encode(const GroupLayout& layout, const Batch& batch, size_t first, size_t last);

private:
    void markNull(const GroupLayout& layout, int nullBit, size_t row);

    std::vector<std::byte> m_bytes;
    std::vector<uint16_t> m_nullBits;
};

} // namespace millrace
