// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/random/random_workload.h"

#include "engine/zset/batch_builder.h"

#include <utility>

namespace millrace::test {

/// Some steps are empty, many are small, and large programs have a few large ones.
uint64_t RandomWorkload::numChanges()
{
    if (m_size == WorkloadSize::Large && below(4) == 0) {
        return below(8) == 0 ? 20'000 : 1'000 + below(6'000);
    }
    switch (below(24)) {
    case 0:
    case 1: return 0;
    case 2: return 80;
    default: return 1 + below(10);
    }
}

void RandomWorkload::nextStep()
{
    static constexpr std::array<uint64_t, 6> kDeletes = {4, 4, 3, 0, 8, 4};
    for (std::vector<Change>& changes : m_last) {
        changes.clear();
    }
    m_deletesOfTen = kDeletes[below(kDeletes.size())];
    uint64_t left = numChanges();
    m_hasManyValues = m_size == WorkloadSize::Large && left >= 1'000;
    for (; left > 0; --left) {
        change(below(kTables));
    }
}

void RandomWorkload::change(size_t table)
{
    if (table == 0) {
        changeKeyed();
        return;
    }
    std::vector<Row>& rows = m_bags[table];
    Change change;
    if (table != 3 && !rows.empty() && below(10) < m_deletesOfTen) {
        std::swap(rows[below(rows.size())], rows.back());
        change.op = RecordOp::Delete;
        change.row = std::move(rows.back());
        rows.pop_back();
    } else {
        change.row = rowFor(table);
        rows.push_back(change.row);
    }
    m_last[table].push_back(std::move(change));
}

void RandomWorkload::changeKeyed()
{
    Change change;
    change.row = rowFor(0);
    const auto key = std::get<int64_t>(change.row[0].storage());
    const auto found = m_keyed.find(key);
    if (below(10) < m_deletesOfTen) {
        change.op = RecordOp::Delete;
        m_keyed.erase(key);
    } else if (below(3) == 0) {
        change.op = RecordOp::Update;
        change.present = {1, static_cast<uint8_t>(below(2)), static_cast<uint8_t>(below(2))};
        for (size_t column = 1; found != m_keyed.end() && column < change.row.size(); ++column) {
            if (change.present[column] != 0) {
                found->second[column] = change.row[column];
            }
        }
    } else {
        m_keyed[key] = change.row;
    }
    m_last[0].push_back(std::move(change));
}

/// One in `nulls` is NULL, none where that is 0.
Value RandomWorkload::number(uint64_t nulls)
{
    if (nulls != 0 && below(nulls) == 0) {
        return {};
    }
    const bool isFrequent = !m_hasManyValues || below(40) == 0;
    return Value(static_cast<int64_t>(below(isFrequent ? 7 : 3'000)));
}

Value RandomWorkload::text()
{
    if (below(8) == 0) {
        return {};
    }
    std::string text(1, static_cast<char>('a' + below(4)));
    if (m_hasManyValues && below(40) != 0) {
        text += std::to_string(below(500));
    }
    return Value(text + (below(4) == 0 ? " and a tail that is not inline" : ""));
}

RandomWorkload::Row RandomWorkload::rowFor(size_t table)
{
    switch (table) {
    case 0: return {number(0), number(6), text()};
    case 1: return {number(6), number(0), text()};
    case 2: return {number(6), text()};
    default: return {number(0), number(6), text()};
    }
}

std::vector<RandomWorkload::Row> RandomWorkload::rows(size_t table) const
{
    if (table != 0) {
        return m_bags[table];
    }
    std::vector<Row> rows;
    for (const auto& [key, row] : m_keyed) {
        rows.push_back(row);
    }
    return rows;
}

void RandomWorkload::pushTo(SqlHarness& harness) const
{
    for (size_t table = 0; table < kTables; ++table) {
        push(harness, table, m_last[table]);
    }
}

void RandomWorkload::replay(SqlHarness& harness, size_t table) const
{
    std::vector<Change> changes;
    for (Row& row : rows(table)) {
        changes.push_back({RecordOp::Insert, std::move(row), {}});
    }
    push(harness, table, changes);
}

/// In batches of at most 4,096 records, as decoders make them.
void RandomWorkload::push(SqlHarness& harness, size_t table, const std::vector<Change>& changes)
{
    constexpr size_t kBatch = 4'096;
    const std::string name = "r" + std::to_string(table);
    const std::vector<Physical> columns = harness.relation(name).schema.physicals();
    for (size_t first = 0; first < changes.size(); first += kBatch) {
        std::vector<Row> rows;
        InputBatch batch;
        for (size_t i = first; i < std::min(first + kBatch, changes.size()); ++i) {
            rows.push_back(changes[i].row);
            for (size_t column = 0; column < columns.size(); ++column) {
                if (columns[column] == Physical::Decimal128 && !rows.back()[column].isNull()) {
                    rows.back()[column] = Value(Int128{rows.back()[column].asInt()});
                }
            }
            batch.ops.push_back(changes[i].op);
            batch.present.push_back(changes[i].present);
        }
        batch.rows = batchOf(columns, rows);
        harness.push(name, std::move(batch));
    }
}

} // namespace millrace::test
