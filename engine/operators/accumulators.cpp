// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/accumulators.h"

#include "engine/operators/float_sum.h"
#include "engine/types/decimal.h"

#include <cmath>
#include <limits>

namespace millrace {

namespace {

/// True for rows that the aggregate counts: not NULL, and past the FILTER.
struct RowFilter {
    const Column* arg = nullptr;
    const Column* filter = nullptr;

    RowFilter(const AggregateSpec& spec, const Batch& batch)
    {
        if (spec.argColumn >= 0 && batch.columns[static_cast<size_t>(spec.argColumn)].nulls != nullptr) {
            arg = &batch.columns[static_cast<size_t>(spec.argColumn)];
        }
        if (spec.filterColumn >= 0) {
            filter = &batch.columns[static_cast<size_t>(spec.filterColumn)];
        }
    }
    bool takesAll() const { return arg == nullptr && filter == nullptr; }
    bool takes(size_t row) const
    {
        return (arg == nullptr || !arg->isNull(row))
            && (filter == nullptr || (!filter->isNull(row) && filter->get<uint8_t>(row) != 0));
    }
};

/// Calls `each(slot, row, weight)` for the rows that count.
template <typename Each>
void forCountedRows(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots,
                    Each&& each)
{
    const RowFilter filter(state.spec, batch);
    if (filter.takesAll() && batch.weights == nullptr) {
        for (size_t i = 0; i < slots.size(); ++i) {
            each(slots[i], first + i, Weight{1});
        }
        return;
    }
    for (size_t i = 0; i < slots.size(); ++i) {
        if (filter.takes(first + i)) {
            each(slots[i], first + i, batch.weight(first + i));
        }
    }
}

/// A value as a summand; `overflow` is set when it does not fit.
template <typename Sum, typename T>
Sum summandOf(T value, bool& overflow)
{
    if constexpr (sizeof(T) > sizeof(Sum) || (sizeof(T) == sizeof(Sum) && std::is_unsigned_v<T>)) {
        overflow |= value > static_cast<T>(std::numeric_limits<Sum>::max());
        if constexpr (std::is_signed_v<T> || std::is_same_v<T, Int128>) {
            overflow |= value < static_cast<T>(std::numeric_limits<Sum>::min());
        }
    }
    return static_cast<Sum>(value);
}

template <typename T, typename Sum>
bool addSums(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots)
{
    const Column& column = batch.columns[static_cast<size_t>(state.spec.argColumn)];
    bool overflow = false;
    const auto addValue = [&](std::byte* slot, Sum value) {
        Sum sum = loadField<Sum>(slot, state.offset);
        overflow |= __builtin_add_overflow(sum, value, &sum);
        storeField(slot, state.offset, sum);
    };
    if (batch.weights == nullptr) {
        forCountedRows(state, batch, first, slots, [&](std::byte* slot, size_t row, Weight) {
            addValue(slot, summandOf<Sum>(column.get<T>(row), overflow));
        });
        return overflow;
    }
    forCountedRows(state, batch, first, slots, [&](std::byte* slot, size_t row, Weight weight) {
        Sum product;
        const Sum summand = summandOf<Sum>(column.get<T>(row), overflow);
        overflow |= __builtin_mul_overflow(summand, static_cast<Sum>(weight), &product);
        addValue(slot, product);
    });
    return overflow;
}

template <typename T>
void addFloats(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots)
{
    const Column& column = batch.columns[static_cast<size_t>(state.spec.argColumn)];
    forCountedRows(state, batch, first, slots, [&](std::byte* slot, size_t row, Weight weight) {
        auto sum = loadField<FloatSum>(slot, state.offset);
        sum.add(static_cast<double>(column.get<T>(row)), weight);
        storeField(slot, state.offset, sum);
    });
}

Error overflowError(const AggregateState& state)
{
    return makeError(ErrorCode::kEvalOverflow,
                     "Overflow in aggregate for type " + state.spec.resultType.toString(), state.spec.span);
}

Status accumulateSum(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots)
{
    const bool overflow = withPhysical(physicalOf(state.spec.argType), [&](auto tag) {
        using T = decltype(tag);
        if constexpr (std::is_same_v<T, StringRef>) {
            return true;
        } else if constexpr (std::is_floating_point_v<T>) {
            addFloats<T>(state, batch, first, slots);
            return false;
        } else {
            return state.sumKind == SumKind::Wide ? addSums<T, Int128>(state, batch, first, slots)
                                                  : addSums<T, int64_t>(state, batch, first, slots);
        }
    });
    return overflow ? Status(overflowError(state)) : Status();
}

template <typename T>
bool addSquares(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots)
{
    const Column& column = batch.columns[static_cast<size_t>(state.spec.argColumn)];
    bool overflow = false;
    forCountedRows(state, batch, first, slots, [&](std::byte* slot, size_t row, Weight weight) {
        if constexpr (std::is_floating_point_v<T>) {
            const auto value = static_cast<double>(column.get<T>(row));
            const double square = value * value;
            auto sum = loadField<FloatSum>(slot, state.squaresOffset);
            sum.add(square, weight);
            if (std::isfinite(square)) {
                sum.add(std::fma(value, value, -square), weight); // what the square was rounded by
            }
            storeField(slot, state.squaresOffset, sum);
        } else {
            const auto value = static_cast<Int128>(column.get<T>(row));
            auto sum = loadField<Int128>(slot, state.squaresOffset);
            Int128 square;
            overflow |= __builtin_mul_overflow(value, value, &square);
            overflow |= __builtin_mul_overflow(square, static_cast<Int128>(weight), &square);
            overflow |= __builtin_add_overflow(sum, square, &sum);
            storeField(slot, state.squaresOffset, sum);
        }
    });
    return overflow;
}

Status accumulateSquares(const AggregateState& state, const Batch& batch, size_t first,
                         std::span<std::byte* const> slots)
{
    const bool overflow = withPhysical(physicalOf(state.spec.argType), [&](auto tag) {
        using T = decltype(tag);
        if constexpr (std::is_same_v<T, StringRef>) {
            return true;
        } else {
            return addSquares<T>(state, batch, first, slots);
        }
    });
    return overflow ? Status(overflowError(state)) : Status();
}

template <typename T>
bool isLessValue(const T& a, const T& b)
{
    if constexpr (std::is_floating_point_v<T>) {
        return a != a ? false : (b != b || a < b);
    } else {
        return a < b;
    }
}

/// MIN/MAX of an append-only input: the best value so far; the count tells whether there is one yet.
template <typename T>
void foldExtremes(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots)
{
    const Column& column = batch.columns[static_cast<size_t>(state.spec.argColumn)];
    const bool wantsMin = state.spec.kind == AggregateKind::Min;
    forCountedRows(state, batch, first, slots, [&](std::byte* slot, size_t row, Weight) {
        const T value = column.get<T>(row);
        const T current = loadField<T>(slot, state.offset);
        const bool isBetter = wantsMin ? isLessValue(value, current) : isLessValue(current, value);
        // The 8 bytes after values of up to 8 bytes say whether there is a value; 16-byte values use the multiset.
        if (isBetter || loadField<uint64_t>(slot, state.offset + 8) == 0) {
            storeField(slot, state.offset, value);
            storeField(slot, state.offset + 8, uint64_t{1});
        }
    });
}

void changeMultisets(const AggregateState& state, const Batch& batch, size_t first,
                     std::span<std::byte* const> slots, std::vector<MultisetChange>& undo)
{
    const Column& column = batch.columns[static_cast<size_t>(state.spec.argColumn)];
    forCountedRows(state, batch, first, slots, [&](std::byte* slot, size_t row, Weight weight) {
        auto* multiset = loadField<ValueMultiset*>(slot, state.multisetOffset);
        if (multiset == nullptr) {
            multiset = ValueMultiset::create(column.physical).release();
            storeField(slot, state.multisetOffset, multiset);
        }
        multiset->add(column, row, weight);
        undo.push_back({multiset, cellOf(column, row), weight});
    });
}

void appendCounts(const AggregateState& state, std::span<const std::byte* const> groups, ColumnBuilder& out)
{
    int64_t* target = out.appendUninitialized<int64_t>(groups.size());
    for (size_t i = 0; i < groups.size(); ++i) {
        target[i] = countOf(state, groups[i]);
    }
}

/// SOME and EVERY of a group that has values.
bool holds(const AggregateState& state, const std::byte* group)
{
    const auto numTrue = loadField<int64_t>(group, state.offset);
    return state.spec.kind == AggregateKind::Some ? numTrue > 0 : numTrue == countOf(state, group);
}

template <typename T>
void appendExtremes(const AggregateState& state, std::span<const std::byte* const> groups, ColumnBuilder& out)
{
    for (const std::byte* group : groups) {
        if (countOf(state, group) <= 0) {
            out.appendNull();
        } else if constexpr (std::is_same_v<T, StringRef>) {
            out.appendString(loadField<StringRef>(group, state.offset).view());
        } else {
            out.append(loadField<T>(group, state.offset));
        }
    }
}

template <typename T>
bool appendNumber(Int128 value, const SqlType& type, ColumnBuilder& out)
{
    if constexpr (std::is_same_v<T, Int128>) {
        if (type.id == TypeId::Decimal && !fitsPrecision(value, type.precision)) {
            return false;
        }
        out.append(value);
        return true;
    } else {
        if (value < static_cast<Int128>(std::numeric_limits<T>::min())
            || value > static_cast<Int128>(std::numeric_limits<T>::max())) {
            return false;
        }
        out.append(static_cast<T>(value));
        return true;
    }
}

/// SUM and AVG; an average keeps the argument's type and scale and truncates toward zero.
template <typename T>
bool appendSums(const AggregateState& state, std::span<const std::byte* const> groups, ColumnBuilder& out)
{
    const bool isAverage = state.spec.kind == AggregateKind::Avg;
    for (const std::byte* group : groups) {
        const auto count = countOf(state, group);
        if (count <= 0) {
            out.appendNull();
            continue;
        }
        if constexpr (std::is_floating_point_v<T>) {
            const double sum = loadField<FloatSum>(group, state.offset).value();
            out.append(static_cast<T>(isAverage ? sum / static_cast<double>(count) : sum));
        } else {
            const Int128 sum = state.sumKind == SumKind::Int64 ? Int128{loadField<int64_t>(group, state.offset)}
                                                              : loadField<Int128>(group, state.offset);
            if (!appendNumber<T>(isAverage ? sum / count : sum, state.spec.resultType, out)) {
                return false;
            }
        }
    }
    return true;
}

/// n * sum of squares - square of the sum: exact where it fits 128 bits.
long double spreadNumerator(int64_t count, Int128 sum, Int128 squares)
{
    Int128 scaled;
    Int128 square;
    Int128 numerator;
    const bool overflow = __builtin_mul_overflow(squares, static_cast<Int128>(count), &scaled)
        || __builtin_mul_overflow(sum, sum, &square) || __builtin_sub_overflow(scaled, square, &numerator);
    if (!overflow) {
        return static_cast<long double>(numerator);
    }
    return static_cast<long double>(squares) * static_cast<long double>(count)
        - static_cast<long double>(sum) * static_cast<long double>(sum);
}

/// Variances and deviations in the argument's type, truncated toward zero, good to 18 digits.
template <typename T>
bool appendSpreads(const AggregateState& state, std::span<const std::byte* const> groups, ColumnBuilder& out)
{
    const AggregateKind kind = state.spec.kind;
    const bool isSample = kind == AggregateKind::VarSamp || kind == AggregateKind::StddevSamp;
    const bool isDeviation = kind == AggregateKind::StddevPop || kind == AggregateKind::StddevSamp;
    for (const std::byte* group : groups) {
        const int64_t count = countOf(state, group);
        const int64_t divisor = isSample ? count - 1 : count;
        if (divisor <= 0) {
            out.appendNull();
            continue;
        }
        long double numerator;
        if constexpr (std::is_floating_point_v<T>) {
            const long double sum = loadField<FloatSum>(group, state.offset).exact();
            const long double squares = loadField<FloatSum>(group, state.squaresOffset).exact();
            numerator = squares * static_cast<long double>(count) - sum * sum;
        } else {
            const Int128 sum = state.sumKind == SumKind::Int64 ? Int128{loadField<int64_t>(group, state.offset)}
                                                              : loadField<Int128>(group, state.offset);
            numerator = spreadNumerator(count, sum, loadField<Int128>(group, state.squaresOffset));
        }
        long double result = numerator / static_cast<long double>(count) / static_cast<long double>(divisor);
        result = result < 0 ? 0 : result; // by rounding
        if (isDeviation) {
            result = std::sqrt(result);
        } else if (state.spec.argType.id == TypeId::Decimal) {
            // Squares have twice the scale.
            result /= std::pow(10.0L, static_cast<long double>(state.spec.argType.scale));
        }
        if constexpr (std::is_floating_point_v<T>) {
            out.append(static_cast<T>(result));
        } else if (result >= 0x1p126L || !appendNumber<T>(static_cast<Int128>(result), state.spec.resultType, out)) {
            return false;
        }
    }
    return true;
}

} // namespace

Status accumulate(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots,
                  std::vector<MultisetChange>& undo)
{
    if (state.countOffset != GroupLayout::kRowCount) {
        forCountedRows(state, batch, first, slots, [&](std::byte* slot, size_t, Weight weight) {
            storeField(slot, state.countOffset, loadField<int64_t>(slot, state.countOffset) + weight);
        });
    }
    switch (state.spec.kind) {
    case AggregateKind::CountStar:
    case AggregateKind::Count: return {};
    case AggregateKind::Sum:
    case AggregateKind::Avg:
    case AggregateKind::Some:
    case AggregateKind::Every: return accumulateSum(state, batch, first, slots);
    case AggregateKind::VarPop:
    case AggregateKind::VarSamp:
    case AggregateKind::StddevPop:
    case AggregateKind::StddevSamp:
        MR_CHECK(accumulateSum(state, batch, first, slots));
        return accumulateSquares(state, batch, first, slots);
    default: break;
    }
    if (!state.isFold) {
        changeMultisets(state, batch, first, slots, undo);
        return {};
    }
    withPhysical(physicalOf(state.spec.argType), [&](auto tag) {
        using T = decltype(tag);
        if constexpr (sizeof(T) <= 8) {
            foldExtremes<T>(state, batch, first, slots);
        }
    });
    return {};
}

void refreshExtreme(const AggregateState& state, std::byte* slot)
{
    const auto* multiset = loadField<const ValueMultiset*>(slot, state.multisetOffset);
    ValueCell cell{};
    if (multiset != nullptr && !multiset->empty()) {
        cell = isBitwise(state.spec.kind)              ? multiset->bits(state.spec.kind)
               : state.spec.kind == AggregateKind::Min ? multiset->min()
                                                       : multiset->max();
    }
    std::memcpy(slot + state.offset, cell.data(), cell.size());
}

Status appendResults(const AggregateState& state, std::span<const std::byte* const> groups, ColumnBuilder& out)
{
    switch (state.spec.kind) {
    case AggregateKind::CountStar:
    case AggregateKind::Count: appendCounts(state, groups, out); return {};
    case AggregateKind::Some:
    case AggregateKind::Every:
        for (const std::byte* group : groups) {
            countOf(state, group) <= 0 ? out.appendNull() : out.append<uint8_t>(holds(state, group) ? 1 : 0);
        }
        return {};
    case AggregateKind::BitAnd:
    case AggregateKind::BitOr:
    case AggregateKind::BitXor:
    case AggregateKind::Min:
    case AggregateKind::Max:
        withPhysical(physicalOf(state.spec.argType),
                     [&](auto tag) { appendExtremes<decltype(tag)>(state, groups, out); });
        return {};
    default: break;
    }
    const bool fits = withPhysical(physicalOf(state.spec.resultType), [&](auto tag) {
        using T = decltype(tag);
        if constexpr (std::is_same_v<T, StringRef>) {
            return false;
        } else {
            return isSpread(state.spec.kind) ? appendSpreads<T>(state, groups, out)
                                             : appendSums<T>(state, groups, out);
        }
    });
    return fits ? Status() : Status(overflowError(state));
}

bool resultsMayDiffer(const AggregateState& state, const std::byte* before, const std::byte* after)
{
    const int64_t countBefore = countOf(state, before);
    const int64_t countAfter = countOf(state, after);
    switch (state.spec.kind) {
    case AggregateKind::CountStar:
    case AggregateKind::Count: return countBefore != countAfter;
    case AggregateKind::Some:
    case AggregateKind::Every:
        return (countBefore > 0) != (countAfter > 0) || holds(state, before) != holds(state, after);
    default: break;
    }
    const bool dependsOnCount = state.spec.kind == AggregateKind::Avg || isSpread(state.spec.kind);
    if (dependsOnCount && countBefore != countAfter) {
        return true;
    }
    if ((countBefore > 0) != (countAfter > 0)) {
        return true;
    }
    for (size_t at = state.offset; at < state.offset + state.valueBytes; at += sizeof(uint64_t)) {
        if (loadField<uint64_t>(before, at) != loadField<uint64_t>(after, at)) {
            return true;
        }
    }
    return false;
}

bool differentStatesMayAgree(const AggregateState& state)
{
    switch (state.spec.kind) {
    case AggregateKind::Avg:
    case AggregateKind::VarPop:
    case AggregateKind::VarSamp:
    case AggregateKind::StddevPop:
    case AggregateKind::StddevSamp: return true;
    case AggregateKind::Sum: return state.sumKind == SumKind::Float;
    case AggregateKind::Min:
    case AggregateKind::Max: return isString(state.spec.argType.id) || isApproximate(state.spec.argType.id);
    default: return false;
    }
}

void appendKeys(const GroupLayout& layout, const KeyField& field, std::span<const std::byte* const> groups,
                ColumnBuilder& out)
{
    withPhysical(field.physical, [&](auto tag) {
        using T = decltype(tag);
        if (field.nullBit < 0 && !std::is_same_v<T, StringRef>) {
            T* target = out.appendUninitialized<T>(groups.size());
            for (size_t i = 0; i < groups.size(); ++i) {
                target[i] = loadField<T>(groups[i], field.offset);
            }
            return;
        }
        for (const std::byte* group : groups) {
            if (isNullKey(layout, field, group)) {
                out.appendNull();
            } else if constexpr (std::is_same_v<T, StringRef>) {
                out.appendString(loadField<StringRef>(group, field.offset).view());
            } else {
                out.append(loadField<T>(group, field.offset));
            }
        }
    });
}

} // namespace millrace
