// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {

namespace {

template <typename T>
uint64_t hashValue(const T& value)
{
    if constexpr (std::is_same_v<T, StringRef>) {
        return XXH3_64bits(value.data(), value.size());
    } else if constexpr (std::is_same_v<T, Int128>) {
        const auto wide = static_cast<UInt128>(value);
        return mixHash(static_cast<uint64_t>(wide) ^ mixHash(static_cast<uint64_t>(wide >> 64) + 1));
    } else if constexpr (std::is_floating_point_v<T>) {
        // All NaNs are one value, and so are both zeros.
        const double wide = value == 0 ? 0.0 : static_cast<double>(value);
        uint64_t bits = 0x7FF8000000000000ULL;
        if (wide == wide) {
            std::memcpy(&bits, &wide, sizeof bits);
        }
        return mixHash(bits);
    } else {
        return mixHash(static_cast<uint64_t>(static_cast<int64_t>(value)));
    }
}

inline uint64_t combine(uint64_t seed, uint64_t hash)
{
    return mixHash((seed << 7 | seed >> 57) ^ hash);
}

template <typename T, bool kFirst>
void hashColumn(const Column& column, size_t first, size_t numRows, uint64_t* hashes)
{
    if (column.isConstant) {
        const T* data = column.as<T>();
        const uint8_t* nulls = column.nulls;
        const uint64_t hash = nulls != nullptr && nulls[0] != 0 ? kNullHash : hashValue(data[0]);
        for (size_t i = 0; i < numRows; ++i) {
            hashes[i] = kFirst ? hash : combine(hashes[i], hash);
        }
        return;
    }
    const T* data = column.as<T>() + first;
    const uint8_t* nulls = column.nulls == nullptr ? nullptr : column.nulls + first;
    if (nulls == nullptr) {
        for (size_t i = 0; i < numRows; ++i) {
            const uint64_t hash = hashValue(data[i]);
            hashes[i] = kFirst ? hash : combine(hashes[i], hash);
        }
        return;
    }
    for (size_t i = 0; i < numRows; ++i) {
        const uint64_t hash = nulls[i] != 0 ? kNullHash : hashValue(data[i]);
        hashes[i] = kFirst ? hash : combine(hashes[i], hash);
    }
}

void noteNulls(const Column& column, size_t numRows, std::vector<uint8_t>& anyNull)
{
    if (column.nulls == nullptr) {
        return;
    }
    for (size_t i = 0; i < numRows; ++i) {
        anyNull[i] |= column.nulls[column.at(i)];
    }
}

} // namespace

bool isHashExact(Physical physical)
{
    // Integers hash by a bijection.
    switch (physical) {
    case Physical::Decimal128:
    case Physical::Float:
    case Physical::Double:
    case Physical::String: return false;
    default: return true;
    }
}

void hashColumns(const Batch& batch, std::span<const int> columns, size_t first, size_t last,
                 std::vector<uint64_t>& hashes)
{
    const size_t numRows = last - first;
    hashes.resize(numRows);
    if (columns.empty()) {
        std::fill(hashes.begin(), hashes.end(), mixHash(1));
    }
    bool isFirst = true;
    for (const int index : columns) {
        const Column& column = batch.columns[static_cast<size_t>(index)];
        withPhysical(column.physical, [&](auto tag) {
            using T = decltype(tag);
            if (isFirst) {
                hashColumn<T, true>(column, first, numRows, hashes.data());
            } else {
                hashColumn<T, false>(column, first, numRows, hashes.data());
            }
        });
        isFirst = false;
    }
}

void hashColumns(const Batch& batch, std::span<const int> columns, std::vector<uint64_t>& hashes,
                 std::vector<uint8_t>* anyNull)
{
    hashColumns(batch, columns, 0, batch.numRows, hashes);
    if (anyNull == nullptr) {
        return;
    }
    anyNull->assign(batch.numRows, 0);
    for (const int index : columns) {
        noteNulls(batch.columns[static_cast<size_t>(index)], batch.numRows, *anyNull);
    }
}

void hashRows(const Batch& batch, std::vector<uint64_t>& hashes)
{
    std::vector<int> columns(batch.columns.size());
    for (size_t i = 0; i < columns.size(); ++i) {
        columns[i] = static_cast<int>(i);
    }
    hashColumns(batch, columns, hashes);
}

bool cellsEqual(const Column& a, size_t rowA, const Column& b, size_t rowB)
{
    const bool nullA = a.isNull(rowA);
    const bool nullB = b.isNull(rowB);
    if (nullA || nullB) {
        return nullA == nullB;
    }
    MR_DCHECK(a.physical == b.physical);
    return withPhysical(a.physical, [&](auto tag) {
        using T = decltype(tag);
        return valuesEqual(a.get<T>(rowA), b.get<T>(rowB));
    });
}

bool rowsEqual(const Batch& a, std::span<const int> columnsA, size_t rowA, const Batch& b,
               std::span<const int> columnsB, size_t rowB)
{
    for (size_t i = 0; i < columnsA.size(); ++i) {
        if (!cellsEqual(a.columns[static_cast<size_t>(columnsA[i])], rowA,
                        b.columns[static_cast<size_t>(columnsB[i])], rowB)) {
            return false;
        }
    }
    return true;
}

bool rowsEqual(const Batch& a, size_t rowA, const Batch& b, size_t rowB)
{
    for (size_t i = 0; i < a.columns.size(); ++i) {
        if (!cellsEqual(a.columns[i], rowA, b.columns[i], rowB)) {
            return false;
        }
    }
    return true;
}

} // namespace millrace
