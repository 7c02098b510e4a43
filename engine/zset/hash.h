// SPDX-License-Identifier: GPL-3.0-or-later
// Hashing of key columns: one 64-bit hash a row, the same for equal keys of any batch.
#pragma once

#include "engine/zset/batch.h"

#include <cstdint>
#include <span>
#include <vector>

namespace millrace {

/// Finaliser for integers: two multiplications, well mixed in the high bits, which tables use first.
inline uint64_t mixHash(uint64_t x)
{
    x *= 0x9E3779B97F4A7C15ULL;
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93ULL;
    x ^= x >> 29;
    return x * 0x9E3779B97F4A7C15ULL;
}

/// True when equal hashes of one column of this type are equal values, but for NULL, whose hash some integer has.
bool isHashExact(Physical physical);

/// Hash of a NULL in a key column.
constexpr uint64_t kNullHash = 0x5BD1E9955BD1E995ULL;

/// Hashes of the given columns, one a row, for probing and partitioning. Integers of different width hash
/// equal where their values are equal. `anyNull`, when given, is set to 1 where a key column is NULL
/// (NULLs hash equal among themselves).
void hashColumns(const Batch& batch, std::span<const int> columns, std::vector<uint64_t>& hashes,
                 std::vector<uint8_t>* anyNull = nullptr);
/// The same for rows [first, last).
void hashColumns(const Batch& batch, std::span<const int> columns, size_t first, size_t last,
                 std::vector<uint64_t>& hashes);
/// Hashes of all columns.
void hashRows(const Batch& batch, std::vector<uint64_t>& hashes);

/// True when the two cells are equal; NULL equals NULL, NaN equals NaN.
bool cellsEqual(const Column& a, size_t rowA, const Column& b, size_t rowB);
/// True when the rows agree in the paired columns.
bool rowsEqual(const Batch& a, std::span<const int> columnsA, size_t rowA, const Batch& b,
               std::span<const int> columnsB, size_t rowB);
bool rowsEqual(const Batch& a, size_t rowA, const Batch& b, size_t rowB);

/// Equality of single values as GROUP BY, joins and consolidation see it.
template <typename T>
inline bool valuesEqual(const T& a, const T& b)
{
    if constexpr (std::is_floating_point_v<T>) {
        return a == b || (a != a && b != b);
    } else {
        return a == b;
    }
}

} // namespace millrace
