// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/group_layout.h"

#include <cmath>

namespace millrace {

namespace {

size_t roundUp(size_t value, size_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

SumKind sumKindOf(TypeId type, SumWidth width)
{
    if (isApproximate(type)) {
        return SumKind::Float;
    }
    return width == SumWidth::Wide ? SumKind::Wide : SumKind::Int64;
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

AggregateState layOut(const AggregateSpec& spec, bool isAppendOnly, SumWidth width, size_t& next)
{
    AggregateState state;
    state.spec = spec;
    const bool everyRowCounts
        = spec.filterColumn < 0 && (spec.kind == AggregateKind::CountStar || !spec.argType.nullable);
    const bool isExtreme = spec.kind == AggregateKind::Min || spec.kind == AggregateKind::Max;
    if (isExtreme || isBitwise(spec.kind)) {
        state.isFold = isExtreme && isAppendOnly && sizeOf(physicalOf(spec.argType)) <= 8;
        state.offset = next;
        state.valueBytes = 16;
        next += 16;
        if (!state.isFold) {
            state.multisetOffset = next;
            next += 8;
        }
    } else if (spec.kind == AggregateKind::Some || spec.kind == AggregateKind::Every) {
        state.offset = next; // the number of rows where it holds
        state.valueBytes = sizeof(int64_t);
        next += state.valueBytes;
    } else if (spec.kind == AggregateKind::Sum || spec.kind == AggregateKind::Avg) {
        state.sumKind = sumKindOf(spec.argType.id, width);
        state.offset = next;
        state.valueBytes = sumBytes(state.sumKind);
        next += state.valueBytes;
    } else if (isSpread(spec.kind)) {
        state.sumKind = sumKindOf(spec.argType.id, width);
        state.offset = next;
        state.squaresOffset = next + sumBytes(state.sumKind);
        next = state.squaresOffset + sumBytes(state.sumKind == SumKind::Float ? SumKind::Float : SumKind::Wide);
        state.valueBytes = next - state.offset;
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
                         std::span<const AggregateSpec> specs, bool isAppendOnly, SumWidth width)
    : sumWidth(width)
{
    size_t next = kKey;
    for (size_t i = 0; i < keyColumns.size(); ++i) {
        KeyField field;
        field.column = keyColumns[i];
        field.physical = physicalOf(keyTypes[i]);
        field.width = sizeOf(field.physical);
        field.offset = next;
        field.nullBit = keyTypes[i].nullable ? static_cast<int>(numNullBits++) : -1;
        next += roundUp(field.width, 8);
        hasStringKey = hasStringKey || field.physical == Physical::String;
        keys.push_back(field);
    }
    nullOffset = next;
    if (numNullBits > kHeaderNullBits) {
        next += roundUp((numNullBits - kHeaderNullBits + 7) / 8, 8);
    }
    keyBytes = next - kKey;
    hasWordKey = keyBytes == 8 && !hasStringKey;
    for (const AggregateSpec& spec : specs) {
        aggregates.push_back(layOut(spec, isAppendOnly, width, next));
        const bool isSum =
            spec.kind == AggregateKind::Sum || spec.kind == AggregateKind::Avg || isSpread(spec.kind);
        hasExactSums = hasExactSums || (isSum && !isApproximate(spec.argType.id));
    }
    constexpr size_t kSmallSlot = 32;
    stride = next <= kSmallSlot ? kSmallSlot : roundUp(next, 16);
}

bool isNullKey(const GroupLayout& layout, const KeyField& field, const std::byte* slot)
{
    if (field.nullBit < 0) {
        return false;
    }
    if (field.nullBit < GroupLayout::kHeaderNullBits) {
        return (loadField<uint16_t>(slot, GroupLayout::kRowCount) >> field.nullBit & 1) != 0;
    }
    const auto bit = static_cast<size_t>(field.nullBit - GroupLayout::kHeaderNullBits);
    return (static_cast<unsigned>(slot[layout.nullOffset + bit / 8]) >> (bit % 8) & 1) != 0;
}

EncodedKeys KeyEncoder::encode(const GroupLayout& layout, const Batch& batch, size_t first, size_t last)
{
    EncodedKeys keys;
    bool isColumn = false;
    bool isPacked = layout.numNullBits <= GroupLayout::kHeaderNullBits;
    for (const KeyField& field : layout.keys) {
        const Column& column = batch.columns[static_cast<size_t>(field.column)];
        const bool isInteger = field.physical == Physical::Int64 || field.physical == Physical::UInt64;
        isColumn = layout.keys.size() == 1 && layout.hasWordKey && isInteger && !column.isConstant;
        isPacked = isPacked && field.width % 8 == 0;
        if (column.nulls != nullptr && field.nullBit >= 0 && keys.nullBits == nullptr) {
            m_nullBits.assign(last - first, 0);
            keys.nullBits = m_nullBits.data();
        }
    }
    if (!isColumn) {
        m_bytes.resize(std::max<size_t>(1, (last - first) * layout.keyBytes));
        if (!isPacked) {
            std::memset(m_bytes.data(), 0, m_bytes.size());
        }
    }
    for (const KeyField& field : layout.keys) {
        const Column& column = batch.columns[static_cast<size_t>(field.column)];
        if (isColumn) {
            keys.bytes = static_cast<const std::byte*>(column.data) + first * sizeof(uint64_t);
        } else {
            withPhysical(field.physical, [&](auto tag) {
                encodeField<decltype(tag)>(field, column, first, last, layout.keyBytes, m_bytes.data());
            });
        }
        if (column.nulls == nullptr || field.nullBit < 0) {
            continue;
        }
        for (size_t row = first; row < last; ++row) {
            if (column.isNull(row)) {
                markNull(layout, field.nullBit, row - first);
            }
        }
    }
    if (!isColumn) {
        keys.bytes = m_bytes.data();
    }
    return keys;
}

void KeyEncoder::markNull(const GroupLayout& layout, int nullBit, size_t row)
{
    if (nullBit < GroupLayout::kHeaderNullBits) {
        m_nullBits[row] = static_cast<uint16_t>(m_nullBits[row] | 1U << nullBit);
        return;
    }
    const auto bit = static_cast<size_t>(nullBit - GroupLayout::kHeaderNullBits);
    std::byte& byte = m_bytes[row * layout.keyBytes + (layout.nullOffset - GroupLayout::kKey) + bit / 8];
    byte |= std::byte{1} << (bit % 8);
}

} // namespace millrace
