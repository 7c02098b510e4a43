// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/packed_row.h"

#include "engine/expr/comparison_order.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace millrace {

namespace {

constexpr uint64_t kTopBit = uint64_t{1} << 63;

uint64_t wordOfDouble(double value)
{
    if (value != value) {
        return std::numeric_limits<uint64_t>::max();
    }
    const auto bits = std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
    return (bits & kTopBit) != 0 ? ~bits : bits | kTopBit;
}

uint64_t wordOfText(const StringRef& text)
{
    unsigned char bytes[8] = {};
    std::memcpy(bytes, text.data(), std::min<size_t>(text.size(), sizeof bytes));
    uint64_t word = 0;
    for (const unsigned char byte : bytes) {
        word = (word << 8) | byte;
    }
    return word;
}

/// A number in the order of the values; values that are far out share one.
template <typename T>
uint64_t ascendingWord(const T& value)
{
    if constexpr (std::is_same_v<T, StringRef>) {
        return wordOfText(value);
    } else if constexpr (std::is_same_v<T, Int128>) {
        constexpr Int128 kLowest = std::numeric_limits<int64_t>::min();
        constexpr Int128 kHighest = std::numeric_limits<int64_t>::max();
        return static_cast<uint64_t>(std::clamp(value, kLowest, kHighest)) ^ kTopBit;
    } else if constexpr (std::is_floating_point_v<T>) {
        return wordOfDouble(static_cast<double>(value));
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<uint64_t>(static_cast<int64_t>(value)) ^ kTopBit;
    } else {
        return value;
    }
}

/// A NULL takes a bit of the word.
template <typename T>
uint64_t nullableWord(const T& value, bool isNull, bool isDescending, bool areNullsFirst)
{
    if (isNull) {
        return areNullsFirst ? 0 : std::numeric_limits<uint64_t>::max();
    }
    uint64_t word = ascendingWord(value);
    constexpr bool isNarrow = sizeof(T) <= 4;
    if constexpr (isNarrow && !std::is_floating_point_v<T>) {
        // The numbers of narrow types keep clear of the ends: no bit is lost.
        word = std::is_signed_v<T> ? (word ^ kTopBit) + (kTopBit >> 1) : word + 1;
        return isDescending ? ~word : word;
    }
    word = (isDescending ? ~word : word) >> 1;
    return areNullsFirst ? word | kTopBit : word;
}

template <typename T>
constexpr bool isExactWord(bool isNullable)
{
    const bool isWhole = !std::is_same_v<T, StringRef> && !std::is_same_v<T, Int128>;
    const bool isNarrow = sizeof(T) <= 4 && !std::is_floating_point_v<T>;
    return isWhole && (!isNullable || isNarrow);
}

template <typename T>
int compareValues(const T& a, const T& b)
{
    if constexpr (std::is_same_v<T, StringRef>) {
        const auto order = a <=> b;
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    } else {
        return isBelow(a, b) ? -1 : isBelow(b, a) ? 1 : 0;
    }
}

} // namespace

PackedLayout::PackedLayout(std::span<const SqlType> types)
    : columns(types.size())
{
    auto next = static_cast<uint32_t>(kHeaderBytes);
    for (const uint32_t width : {16U, 8U, 4U, 2U, 1U}) {
        for (size_t i = 0; i < types.size(); ++i) {
            const Physical physical = physicalOf(types[i]);
            if (sizeOf(physical) != width) {
                continue;
            }
            columns[i] = Column{physical, next, width, 0};
            next += width;
            if (physical == Physical::String) {
                stringOffsets.push_back(columns[i].offset);
            }
        }
    }
    for (size_t i = 0; i < types.size(); ++i) {
        if (types[i].nullable) {
            columns[i].nullOffset = next++;
        }
    }
    stride = (next + 7) / 8 * 8;
}

RowPacker::RowPacker(const PackedLayout& layout, std::span<const int> keys)
{
    for (size_t i = 0; i < layout.columns.size(); ++i) {
        m_columns.push_back(sourceOf(layout, static_cast<int>(i)));
    }
    for (const int key : keys) {
        m_keys.push_back(sourceOf(layout, key));
    }
}

RowPacker::Source RowPacker::sourceOf(const PackedLayout& layout, int column)
{
    const PackedLayout::Column& target = layout.columns[static_cast<size_t>(column)];
    Source source;
    source.offset = target.offset;
    source.width = target.width;
    source.nullOffset = target.nullOffset;
    source.column = column;
    source.physical = target.physical;
    source.comparesAsBytes = target.physical != Physical::Float && target.physical != Physical::Double &&
                             target.physical != Physical::String;
    return source;
}

void RowPacker::start(const Batch& batch)
{
    for (std::vector<Source>* sources : {&m_columns, &m_keys}) {
        for (Source& source : *sources) {
            const Column& column = batch.columns[static_cast<size_t>(source.column)];
            source.data = static_cast<const std::byte*>(column.data);
            source.nulls = column.nulls;
            source.step = column.isConstant ? 0 : source.width;
        }
    }
}

/// Values under a NULL are zero bytes on both sides.
bool RowPacker::keyAgrees(const Source& key, size_t row, const std::byte* packed)
{
    if (key.nullOffset != 0 && (packed[key.nullOffset] != std::byte{0}) != (key.nullAt(row) != 0)) {
        return false;
    }
    const std::byte* value = key.data + row * key.step;
    if (key.comparesAsBytes) {
        return std::memcmp(value, packed + key.offset, key.width) == 0;
    }
    return withPhysical(key.physical, [&](auto tag) {
        using T = decltype(tag);
        return valuesEqual(loadPacked<T>(packed, key.offset), loadPacked<T>(value, 0));
    });
}

RowOrder::RowOrder(const PackedLayout& layout, const RankSpec& rank, std::span<const SqlType> types)
{
    std::vector<bool> isDone(types.size());
    for (const int column : rank.partitionBy) {
        isDone[static_cast<size_t>(column)] = true; // the same in all rows that are compared
    }
    for (const OrderKey& key : rank.orderBy) {
        const auto position = static_cast<size_t>(key.column);
        if (!isDone[position]) {
            m_steps.push_back(Step{layout.columns[position], key.column, key.isDescending, key.areNullsFirst});
            isDone[position] = true;
        }
    }
    m_numKeys = m_steps.size();
    for (size_t i = 0; i < types.size(); ++i) {
        if (!isDone[i]) {
            m_steps.push_back(Step{layout.columns[i], static_cast<int>(i), false, true});
        }
    }
    m_isWordExact = m_numKeys == 1 && withPhysical(m_steps[0].column.physical, [&](auto tag) {
        return isExactWord<decltype(tag)>(m_steps[0].column.nullOffset != 0);
    });
}

int RowOrder::compareStep(const Step& step, const std::byte* a, const std::byte* b)
{
    if (step.column.nullOffset != 0) {
        const bool isNullA = a[step.column.nullOffset] != std::byte{0};
        const bool isNullB = b[step.column.nullOffset] != std::byte{0};
        if (isNullA || isNullB) {
            return isNullA == isNullB ? 0 : isNullA == step.areNullsFirst ? -1 : 1;
        }
    }
    const int order = withPhysical(step.column.physical, [&](auto tag) {
        using T = decltype(tag);
        return compareValues(loadPacked<T>(a, step.column.offset), loadPacked<T>(b, step.column.offset));
    });
    return step.isDescending ? -order : order;
}

int RowOrder::compareSteps(const std::byte* a, const std::byte* b, size_t from, size_t to) const
{
    for (size_t i = from; i < to; ++i) {
        if (const int order = compareStep(m_steps[i], a, b); order != 0) {
            return order;
        }
    }
    return 0;
}

uint64_t RowOrder::wordOf(const std::byte* row) const
{
    if (m_steps.empty()) {
        return 0;
    }
    const Step& step = m_steps[0];
    return withPhysical(step.column.physical, [&](auto tag) {
        using T = decltype(tag);
        const T value = loadPacked<T>(row, step.column.offset);
        if (step.column.nullOffset != 0) {
            return nullableWord(value, row[step.column.nullOffset] != std::byte{0}, step.isDescending,
                                step.areNullsFirst);
        }
        return step.isDescending ? ~ascendingWord(value) : ascendingWord(value);
    });
}

void RowOrder::wordsOf(const Batch& batch, std::vector<uint64_t>& words) const
{
    words.resize(batch.numRows);
    if (m_steps.empty()) {
        std::fill(words.begin(), words.end(), 0);
        return;
    }
    const Step& step = m_steps[0];
    const Column& column = batch.columns[static_cast<size_t>(step.position)];
    withPhysical(step.column.physical, [&](auto tag) {
        using T = decltype(tag);
        const T* data = column.as<T>();
        const uint64_t flip = step.isDescending ? ~uint64_t{0} : 0;
        if (step.column.nullOffset == 0 && !column.isConstant) {
            for (size_t row = 0; row < batch.numRows; ++row) {
                words[row] = ascendingWord(data[row]) ^ flip;
            }
            return;
        }
        for (size_t row = 0; row < batch.numRows; ++row) {
            const T value = data[column.at(row)];
            words[row] = step.column.nullOffset == 0
                             ? ascendingWord(value) ^ flip
                             : nullableWord(value, column.isNull(row), step.isDescending, step.areNullsFirst);
        }
    });
}

} // namespace millrace
