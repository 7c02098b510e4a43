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

/// How a sum is kept. Integers up to 32 bits fit 64-bit sums of 2^31 rows; wider ones and decimals take 128;
/// floating sums are double-double with specials counted, so that a retraction restores the value.
enum class SumKind : uint8_t { Int64, Wide, Float };

/// Where the state of one aggregate lies in a slot.
struct AggregateState {
    AggregateSpec spec;
    SumKind sumKind = SumKind::Int64;
    bool isFold = false;      ///< MIN/MAX over an append-only input: only the best value is kept
    size_t offset = 0;        ///< sum, or (MIN/MAX) the current value in 16 bytes
    size_t valueBytes = 0;    ///< at `offset`
    size_t countOffset = 0;   ///< int64 number of values that count; the row count's offset when every row counts
    size_t multisetOffset = 0; ///< MIN/MAX with deletes: pointer to the ValueMultiset
};

/// One column of the group key.
struct KeyField {
    int column = 0;
    Physical physical = Physical::Int64;
    size_t offset = 0;
    size_t width = 0;
    int nullBit = -1;        ///< bit in the null byte; -1 = the column has no NULLs by its type
};

/// Byte layout of a slot. Fields stand at multiples of 8 (of 16 where 16 bytes wide they are copied by memcpy).
struct GroupLayout {
    static constexpr size_t kTag = 0;       ///< uint32: hash bits; 0 = empty slot
    static constexpr size_t kTouched = 4;   ///< uint32: 1 + position in the list of touched groups, 0 = untouched
    static constexpr size_t kRowCount = 8;  ///< int64: sum of the weights of the group's rows
    static constexpr size_t kKey = 16;

    std::vector<KeyField> keys;
    std::vector<AggregateState> aggregates;
    size_t keyBytes = 0;
    size_t nullOffset = 0;   ///< of the null byte(s), when hasNullableKey
    size_t stride = 0;
    bool hasNullableKey = false;
    bool hasStringKey = false;

    GroupLayout(std::span<const int> keyColumns, std::span<const SqlType> keyTypes,
                std::span<const AggregateSpec> specs, bool isAppendOnly);
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

/// Writes the keys of rows [first, last) of a batch in slot format, layout.keyBytes each, strings as references.
void encodeKeys(const GroupLayout& layout, const Batch& batch, size_t first, size_t last, std::byte* out);

} // namespace millrace
