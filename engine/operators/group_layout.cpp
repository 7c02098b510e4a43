// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/group_layout.h"

#include <cmath>

namespace millrace {

namespace {

size_t roundUp(size_t value, size_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

SumKind sumKindOf(TypeId type)
{
    if (isApproximate(type)) {
        return SumKind::Float;
    }
    const bool isWide = type == TypeId::BigInt || type == TypeId::UBigInt || type == TypeId::Decimal
        || type == TypeId::IntervalDay;
    return isWide ? SumKind::Wide : SumKind::Int64;
}

size_t sumBytes(SumKind kind)
{
    switch (kind) {
    case SumKind::Int64: return 8;
    case SumKind::Wide: return 16;
    case SumKind::Float: return 32;
    }
    return 0;
}

AggregateState layOut(const AggregateSpec& spec, bool isAppendOnly, size_t& next)
{
    AggregateState state;
    state.spec = spec;
    const bool everyRowCounts
        = spec.filterColumn < 0 && (spec.kind == AggregateKind::CountStar || !spec.argType.nullable);
    const bool isExtreme = spec.kind == AggregateKind::Min || spec.kind == AggregateKind::Max;
    if (isExtreme) {
        state.isFold = isAppendOnly && sizeOf(physicalOf(spec.argType)) <= 8;
        state.offset = next;
        state.valueBytes = 16;
        next += 16;
        if (!state.isFold) {
            state.multisetOffset = next;
            next += 8;
        }
    } else if (spec.kind == AggregateKind::Sum || spec.kind == AggregateKind::Avg) {
        state.sumKind = sumKindOf(spec.argType.id);
        state.offset = next;
        state.valueBytes = sumBytes(state.sumKind);
        next += state.valueBytes;
    }
    if (everyRowCounts) {
        state.countOffset = GroupLayout::kRowCount;
    } else {
        state.countOffset = next;
        next += 8;
    }
    return state;
}

template <typename T>
void encodeField(const KeyField& field, const Column& column, size_t first, size_t last, size_t stride,
                 std::byte* out)
{
    const T* data = column.as<T>();
    for (size_t row = first; row < last; ++row, out += stride) {
        T value = data[column.at(row)];
        if constexpr (std::is_floating_point_v<T>) {
            // One pattern for both zeros and one for all NaNs, so that keys compare as bytes.
            value = value == 0 ? T{0} : (value != value ? std::numeric_limits<T>::quiet_NaN() : value);
        }
        storeField(out, field.offset - GroupLayout::kKey, value);
    }
}

} // namespace

GroupLayout::GroupLayout(std::span<const int> keyColumns, std::span<const SqlType> keyTypes,
                         std::span<const AggregateSpec> specs, bool isAppendOnly)
{
    size_t next = kKey;
    int nullBits = 0;
    for (size_t i = 0; i < keyColumns.size(); ++i) {
        KeyField field;
        field.column = keyColumns[i];
        field.physical = physicalOf(keyTypes[i]);
        field.width = sizeOf(field.physical);
        field.offset = next;
        field.nullBit = keyTypes[i].nullable ? nullBits++ : -1;
        next += roundUp(field.width, 8);
        hasStringKey = hasStringKey || field.physical == Physical::String;
        keys.push_back(field);
    }
    hasNullableKey = nullBits != 0;
    nullOffset = next;
    next += roundUp(static_cast<size_t>(nullBits + 7) / 8, 8);
    keyBytes = next - kKey;
    for (const AggregateSpec& spec : specs) {
        aggregates.push_back(layOut(spec, isAppendOnly, next));
    }
    stride = next;
}

void encodeKeys(const GroupLayout& layout, const Batch& batch, size_t first, size_t last, std::byte* out)
{
    const size_t stride = layout.keyBytes;
    bool isPacked = !layout.hasNullableKey;
    for (const KeyField& field : layout.keys) {
        isPacked = isPacked && field.width % 8 == 0;
    }
    if (!isPacked) {
        std::memset(out, 0, (last - first) * stride);
    }
    for (const KeyField& field : layout.keys) {
        const Column& column = batch.columns[static_cast<size_t>(field.column)];
        withPhysical(field.physical,
                     [&](auto tag) { encodeField<decltype(tag)>(field, column, first, last, stride, out); });
        if (column.nulls == nullptr || field.nullBit < 0) {
            continue;
        }
        const size_t byteOffset = layout.nullOffset - GroupLayout::kKey + static_cast<size_t>(field.nullBit) / 8;
        const auto bit = static_cast<uint8_t>(1U << (field.nullBit % 8));
        std::byte* key = out;
        for (size_t row = first; row < last; ++row, key += stride) {
            if (column.isNull(row)) {
                key[byteOffset] |= std::byte{bit};
            }
        }
    }
}

} // namespace millrace
