// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/result_sorter.h"

#include "engine/expr/comparison_order.h"
#include "engine/zset/batch_builder.h"
#include "engine/zset/consolidate.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace millrace {

namespace {

/// Comparisons between two looks at whether the query is still wanted; some milliseconds of them.
constexpr size_t kComparisons = size_t{1} << 15;

/// Thrown out of a sort, which knows no other way to end early; caught where the sort was called.
struct Interruption {
    Error reason;
};

constexpr size_t kMinKeptRows = 65'536; ///< rows that are collected before those beyond the wanted ones go
constexpr size_t kOutputRows = 8192;    ///< rows of a batch that is given out

/// Eight bytes that are ordered as the values are, as far as they tell.
template <typename T>
uint64_t prefixOf(const T& value)
{
    constexpr uint64_t kSign = uint64_t{1} << 63;
    if constexpr (std::is_same_v<T, StringRef>) {
        uint64_t prefix = 0;
        std::memcpy(&prefix, value.data(), std::min<size_t>(value.size(), sizeof prefix));
        return __builtin_bswap64(prefix);
    } else if constexpr (std::is_same_v<T, Int128>) {
        return static_cast<uint64_t>(static_cast<UInt128>(value) >> 64) ^ kSign;
    } else if constexpr (std::is_floating_point_v<T>) {
        if (value != value) {
            return std::numeric_limits<uint64_t>::max();
        }
        const auto bits = std::bit_cast<uint64_t>(value == 0 ? 0.0 : static_cast<double>(value));
        return (bits & kSign) != 0 ? ~bits : bits | kSign;
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<uint64_t>(static_cast<int64_t>(value)) ^ kSign;
    } else {
        return value;
    }
}

uint64_t bytesOf(const Delta& rows)
{
    uint64_t bytes = 0;
    for (const BatchPtr& batch : rows.batches) {
        bytes += batch->byteSize();
    }
    return bytes;
}

} // namespace

int compareCells(const Column& a, size_t rowA, const Column& b, size_t rowB)
{
    const bool isNullA = a.isNull(rowA);
    const bool isNullB = b.isNull(rowB);
    if (isNullA || isNullB) {
        return static_cast<int>(isNullB) - static_cast<int>(isNullA);
    }
    return withPhysical(a.physical, [&](auto tag) {
        using T = decltype(tag);
        const T& valueA = a.get<T>(rowA);
        const T& valueB = b.get<T>(rowB);
        return isBelow(valueA, valueB) ? -1 : static_cast<int>(isBelow(valueB, valueA));
    });
}

ResultSorter::ResultSorter(std::vector<OrderKey> keys, std::vector<Physical> columns, uint64_t numWanted,
                           QueryGuard& guard)
    : m_keys(std::move(keys))
    , m_columns(std::move(columns))
    , m_numWanted(numWanted)
    , m_guard(guard)
{
}

Status ResultSorter::add(BatchPtr batch)
{
    m_numRows += batch->numRows;
    m_bytes += batch->byteSize();
    m_rows.add(std::move(batch));
    const bool isWorthIt = m_numRows >= kMinKeptRows && m_numRows / 2 >= m_numWanted;
    return isWorthIt ? merge() : Status();
}

/// Drops the rows that are not wanted.
Status ResultSorter::merge()
{
    MR_TRY(const BatchPtr rows, concatenated(m_rows, m_columns, [this] { return m_guard.check(); }));
    MR_TRY(const std::vector<Entry> entries, sorted(*rows));
    std::vector<uint32_t> kept;
    uint64_t numKept = 0; // a row counts as often as it is there
    for (size_t i = 0; i < entries.size() && numKept < m_numWanted; ++i) {
        kept.push_back(entries[i].row);
        numKept += static_cast<uint64_t>(rows->weight(entries[i].row));
    }
    m_rows.clear();
    m_rows.add(gatherBatch(*rows, kept));
    m_numRows = kept.size();
    m_bytes = bytesOf(m_rows);
    return {};
}

Status ResultSorter::finish(const std::function<Result<bool>(BatchPtr)>& output)
{
    if (m_rows.empty()) {
        return {};
    }
    MR_TRY(const BatchPtr rows, concatenated(m_rows, m_columns, [this] { return m_guard.check(); }));
    m_rows.clear();
    MR_TRY(const std::vector<Entry> entries, sorted(*rows));
    std::vector<uint32_t> part;
    for (size_t first = 0; first < entries.size(); first += kOutputRows) {
        part.clear();
        for (size_t i = first; i < std::min(first + kOutputRows, entries.size()); ++i) {
            part.push_back(entries[i].row);
        }
        MR_TRY(const bool isEnough, output(gatherBatch(*rows, part)));
        if (isEnough) {
            break;
        }
    }
    return {};
}

Result<std::vector<ResultSorter::Entry>> ResultSorter::sorted(const Batch& rows) const
{
    std::vector<Entry> entries(rows.numRows);
    for (uint32_t row = 0; row < rows.numRows; ++row) {
        entries[row].row = row;
    }
    fillPrefixes(rows, entries);
    size_t numCompared = 0;
    const auto before = [&](const Entry& a, const Entry& b) {
        if (++numCompared % kComparisons == 0) {
            if (Status wanted = m_guard.check(); !wanted.ok()) {
                throw Interruption{wanted.takeError()};
            }
        }
        return isBefore(rows, a, b);
    };
    try {
        if (m_numWanted < entries.size()) {
            const auto end = entries.begin() + static_cast<std::ptrdiff_t>(m_numWanted);
            std::partial_sort(entries.begin(), end, entries.end(), before);
            entries.resize(m_numWanted);
        } else {
            std::sort(entries.begin(), entries.end(), before);
        }
    } catch (Interruption& interruption) {
        return std::move(interruption.reason);
    }
    return entries;
}

void ResultSorter::fillPrefixes(const Batch& rows, std::vector<Entry>& entries) const
{
    const OrderKey& key = m_keys.front();
    const Column& column = rows.columns[static_cast<size_t>(key.column)];
    withPhysical(column.physical, [&](auto tag) {
        using T = decltype(tag);
        for (Entry& entry : entries) {
            const bool isNull = column.isNull(entry.row);
            const uint64_t prefix = isNull ? 0 : prefixOf(column.get<T>(entry.row));
            entry.prefix = key.isDescending && !isNull ? ~prefix : prefix;
            entry.nullRank = isNull == key.areNullsFirst ? 0 : 1;
        }
    });
}

bool ResultSorter::isBefore(const Batch& rows, const Entry& a, const Entry& b) const
{
    if (a.nullRank != b.nullRank) {
        return a.nullRank < b.nullRank;
    }
    if (a.prefix != b.prefix) {
        return a.prefix < b.prefix;
    }
    for (const OrderKey& key : m_keys) {
        const Column& column = rows.columns[static_cast<size_t>(key.column)];
        const bool isNullA = column.isNull(a.row);
        const bool isNullB = column.isNull(b.row);
        if (isNullA != isNullB) {
            return isNullA == key.areNullsFirst;
        }
        const int order = compareCells(column, a.row, column, b.row);
        if (order != 0) {
            return (order < 0) != key.isDescending;
        }
    }
    for (const Column& column : rows.columns) {
        const int order = compareCells(column, a.row, column, b.row);
        if (order != 0) {
            return order < 0;
        }
    }
    return false;
}

} // namespace millrace
