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

template <typename T>
void blend(T* __restrict target, const uint8_t* __restrict choice, const Column& yes, const Column& no, size_t numRows)
{
    const T* __restrict a = yes.as<T>();
    const T* __restrict b = no.as<T>();
    if (!yes.isConstant && !no.isConstant) {
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choice[row] != 0 ? a[row] : b[row];
        }
    } else if (yes.isConstant && no.isConstant) {
        const T valueA = *a;
        const T valueB = *b;
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choice[row] != 0 ? valueA : valueB;
        }
    } else if (yes.isConstant) {
        const T value = *a;
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choice[row] != 0 ? value : b[row];
        }
    } else {
        const T value = *b;
        for (size_t row = 0; row < numRows; ++row) {
            target[row] = choice[row] != 0 ? a[row] : value;
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
    if (selection.rows == nullptr) {
        for (size_t row = 0; row < selection.numRows; ++row) {
            rows[count] = static_cast<uint32_t>(row);
            count += bytes[row] == wanted ? 1 : 0;
        }
    } else {
        for (size_t i = 0; i < selection.numSelected; ++i) {
            const uint32_t row = selection.rows[i];
            rows[count] = row;
            count += bytes[row] == wanted ? 1 : 0;
        }
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
