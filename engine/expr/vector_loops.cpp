// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/vector_loops.h"

#include "engine/expr/kernel.h"

namespace millrace {

namespace {

struct Wide {
    uint64_t low;
    uint64_t high;
};

/// Calls f with an integer of the width of the physical type.
template <typename F>
void withWidth(Physical physical, F&& f)
{
    switch (sizeOf(physical)) {
    case 1: f(uint8_t{}); break;
    case 2: f(uint16_t{}); break;
    case 4: f(uint32_t{}); break;
    case 8: f(uint64_t{}); break;
    default: f(Wide{}); break;
    }
}

template <typename T>
void zeroWhere(T* __restrict data, const uint8_t* __restrict nulls, size_t numRows)
{
    for (size_t row = 0; row < numRows; ++row) {
        const auto keep = static_cast<T>(static_cast<T>(nulls[row]) - T{1});
        data[row] = static_cast<T>(data[row] & keep);
    }
}

template <>
void zeroWhere(Wide* __restrict data, const uint8_t* __restrict nulls, size_t numRows)
{
    for (size_t row = 0; row < numRows; ++row) {
        const uint64_t keep = uint64_t{nulls[row]} - 1;
        data[row].low &= keep;
        data[row].high &= keep;
    }
}

/// Bits of `a` where the choice is 1, else those of `b`; without a branch, so that loops vectorise.
template <typename T>
T choose(uint8_t choice, T a, T b)
{
    const auto mask = static_cast<T>(T{0} - static_cast<T>(choice));
    return static_cast<T>((a & mask) | (b & static_cast<T>(~mask)));
}

template <>
Wide choose(uint8_t choice, Wide a, Wide b)
{
    return {choose(choice, a.low, b.low), choose(choice, a.high, b.high)};
}

template <typename T>
void blend(T* __restrict target, const uint8_t* __restrict choice, const Column& yes, const Column& no, size_t numRows)
{
    const T* __restrict a = yes.as<T>();
    const T* __restrict b = no.as<T>();
    const T firstA = *a;
    const T firstB = *b;
    if (!yes.isConstant && !no.isConstant) {
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choose(choice[row], a[row], b[row]);
        }
    } else if (yes.isConstant && no.isConstant) {
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choose(choice[row], firstA, firstB);
        }
    } else if (yes.isConstant) {
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choose(choice[row], firstA, b[row]);
        }
    } else {
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choose(choice[row], a[row], firstB);
        }
    }
}

} // namespace

void zeroNulls(void* data, Physical physical, const uint8_t* nulls, size_t numRows)
{
    withWidth(physical, [&](auto tag) { zeroWhere(static_cast<decltype(tag)*>(data), nulls, numRows); });
}

void copyRows(void* target, const Column& source, const Selection& selection)
{
    withWidth(source.physical, [&](auto tag) {
        using T = decltype(tag);
        T* to = static_cast<T*>(target);
        const T* from = static_cast<const T*>(source.data);
        if (source.isConstant) {
            const T value = *from;
            forEachRow(selection, [&](size_t row) { to[row] = value; });
        } else {
            forEachRow(selection, [&](size_t row) { to[row] = from[row]; });
        }
    });
}

void blendRows(void* target, const uint8_t* choice, const Column& yes, const Column& no, size_t numRows)
{
    withWidth(yes.physical, [&](auto tag) {
        using T = decltype(tag);
        blend(static_cast<T*>(target), choice, yes, no, numRows);
    });
}

size_t filterRows(const uint8_t* bytes, uint8_t wanted, const Selection& selection, uint32_t* rows)
{
    size_t count = 0;
    auto visit = [&](size_t row) {
        rows[count] = static_cast<uint32_t>(row);
        count += bytes[row] == wanted ? 1 : 0;
    };
    if (selection.rows != nullptr) {
        for (size_t i = 0; i < selection.numSelected; ++i) {
            visit(selection.rows[i]);
        }
        return count;
    }
    constexpr uint64_t kOnes = 0x0101010101010101ULL;
    const uint64_t noneWanted = wanted == 0 ? kOnes : 0;
    size_t row = 0;
    for (; row + 8 <= selection.numRows; row += 8) {
        uint64_t eight;
        std::memcpy(&eight, bytes + row, sizeof eight);
        if (eight == noneWanted) {
            continue;
        }
        for (size_t i = 0; i < 8; ++i) {
            visit(row + i);
        }
    }
    for (; row < selection.numRows; ++row) {
        visit(row);
    }
    return count;
}

void orBytes(uint8_t* target, const uint8_t* source, size_t numRows)
{
    for (size_t row = 0; row < numRows; ++row) {
        target[row] = static_cast<uint8_t>(target[row] | source[row]);
    }
}

} // namespace millrace
