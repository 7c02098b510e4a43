// SPDX-License-Identifier: GPL-3.0-or-later
// The values of one group in order, with counts: aggregates that are not sums and survive deletes.
#pragma once

#include "engine/expr/aggregate_kind.h"
#include "engine/zset/column.h"

#include <array>
#include <cstdint>
#include <memory>

namespace millrace {

/// A value of any physical type in 16 bytes; strings as a StringRef.
using ValueCell = std::array<std::byte, 16>;

/// An ordered multiset of non-NULL values: sorted blocks of up to 256 entries. NaN is the greatest value.
class ValueMultiset {
public:
    virtual ~ValueMultiset() = default;
    /// Adds `weight` to the count of the column's value at `row`; a count that reaches 0 takes the value out.
    virtual void add(const Column& column, size_t row, int64_t weight) = 0;
    /// Adds to the count of a value in a cell.
    virtual void add(const ValueCell& value, int64_t weight) = 0;
    virtual ValueCell min() const = 0; ///< not empty; a string lives until the next add()
    virtual ValueCell max() const = 0;
    virtual bool empty() const = 0;
    /// The integers that are there, folded: BIT_AND, BIT_OR, BIT_XOR. Not empty; not of other types.
    virtual ValueCell bits(AggregateKind kind) const = 0;
    virtual uint64_t byteSize() const = 0;

    static std::unique_ptr<ValueMultiset> create(Physical physical);
};

/// The value of a column as a cell; strings keep pointing into the column's memory.
ValueCell cellOf(const Column& column, size_t row);

} // namespace millrace
