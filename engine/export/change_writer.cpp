// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/change_writer.h"

#include "engine/export/sql_text.h"
#include "engine/formats/json_text.h"

#include <charconv>
#include <unordered_map>

namespace millrace {

namespace {

template <typename T>
void appendInteger(std::string& out, T value)
{
    char text[24];
    const auto result = std::to_chars(text, text + sizeof text, value);
    out.append(text, result.ptr);
}

uint64_t magnitudeOf(Weight weight)
{
    return weight < 0 ? uint64_t{0} - static_cast<uint64_t>(weight) : static_cast<uint64_t>(weight);
}

} // namespace

ChangeWriter::ChangeWriter(std::string relation, const Schema& schema, ChangeFormat format, ChangeEncoding encoding)
    : m_schema(schema)
    , m_rows(schema)
    , m_relation(std::move(relation))
    , m_jsonPrefix("{\"relation\":")
    , m_format(format)
    , m_encoding(encoding)
    , m_delimiter(format == ChangeFormat::Tsv ? '\t' : ',')
{
    appendJsonString(m_jsonPrefix, m_relation);
    m_jsonPrefix += ",\"step\":";
}

std::string ChangeWriter::header() const
{
    std::string text;
    if (m_format == ChangeFormat::JsonLines || m_format == ChangeFormat::Sql) {
        return text;
    }
    if (m_encoding == ChangeEncoding::Pairs) {
        Schema both;
        for (const char* side : {"before_", "after_"}) {
            for (ColumnInfo column : m_schema.columns) {
                column.name.insert(0, side);
                both.columns.push_back(std::move(column));
            }
        }
        RowWriter(both).appendCsvHeader(m_delimiter, text);
        return text + '\n';
    }
    m_rows.appendCsvHeader(m_delimiter, text);
    if (m_encoding != ChangeEncoding::State) {
        text += text.empty() ? "" : std::string(1, m_delimiter);
        text += m_encoding == ChangeEncoding::Weighted ? "weight" : "op";
    }
    return text + '\n';
}

void ChangeWriter::beginLine(uint64_t step) const
{
    m_linePrefix = m_jsonPrefix;
    appendInteger(m_linePrefix, step);
}

void ChangeWriter::appendFields(const Row* row, std::string& out) const
{
    if (row != nullptr) {
        m_rows.appendCsv(*row->batch, row->row, m_delimiter, out);
    } else if (m_schema.numColumns() > 0) {
        out.append(m_schema.numColumns() - 1, m_delimiter);
    }
}

void ChangeWriter::appendWeighted(const Row& row, Weight weight, std::string& out) const
{
    if (m_format == ChangeFormat::JsonLines) {
        out += m_linePrefix;
        out += ",\"weight\":";
        appendInteger(out, weight);
        out += ",\"row\":";
        m_rows.appendJson(*row.batch, row.row, out);
        out += "}\n";
        return;
    }
    appendFields(&row, out);
    out += m_delimiter;
    appendInteger(out, weight);
    out += '\n';
}

void ChangeWriter::appendOperation(const Row& row, bool isDelete, std::string& out) const
{
    switch (m_format) {
    case ChangeFormat::JsonLines:
        if (m_encoding == ChangeEncoding::State) {
            m_rows.appendJson(*row.batch, row.row, out);
            break;
        }
        out += m_linePrefix;
        out += isDelete ? ",\"op\":\"delete\",\"row\":" : ",\"op\":\"insert\",\"row\":";
        m_rows.appendJson(*row.batch, row.row, out);
        out += '}';
        break;
    case ChangeFormat::Sql:
        if (isDelete) {
            appendSqlDelete(out, m_relation, m_schema, *row.batch, row.row);
        } else {
            appendSqlInsert(out, m_relation, m_schema, *row.batch, row.row);
        }
        break;
    case ChangeFormat::Csv:
    case ChangeFormat::Tsv:
        appendFields(&row, out);
        if (m_encoding == ChangeEncoding::Operations) {
            out += m_delimiter;
            out += isDelete ? "delete" : "insert";
        }
        break;
    }
    out += '\n';
}

void ChangeWriter::appendPair(const Row* before, const Row* after, std::string& out) const
{
    if (m_format != ChangeFormat::JsonLines) {
        appendFields(before, out);
        out += m_delimiter;
        appendFields(after, out);
        out += '\n';
        return;
    }
    out += m_linePrefix;
    const auto side = [&](const char* name, const Row* row) {
        out += name;
        if (row == nullptr) {
            out += "null";
        } else {
            m_rows.appendJson(*row->batch, row->row, out);
        }
    };
    side(",\"before\":", before);
    side(",\"after\":", after);
    out += "}\n";
}

/// Deletes wait for the insert of their key; those that get none come last.
uint64_t ChangeWriter::appendPairs(const Delta& delta, std::string& out) const
{
    std::unordered_multimap<std::string, Row> deleted;
    std::vector<std::string> order; // keys of deletes, as they came
    const auto keyOf = [this](const Row& row) {
        std::string key;
        m_rows.appendJson(*row.batch, row.row, m_schema.primaryKey, key);
        return key;
    };
    const bool hasKey = !m_schema.primaryKey.empty();
    uint64_t numLines = 0;
    const auto each = [&](bool wantsDeletes, const auto& handle) {
        for (const BatchPtr& batch : delta.batches) {
            for (size_t i = 0; i < batch->numRows; ++i) {
                const Weight weight = batch->weight(i);
                for (uint64_t n = 0; (weight < 0) == wantsDeletes && n < magnitudeOf(weight); ++n) {
                    handle(Row{batch.get(), i});
                }
            }
        }
    };
    each(true, [&](const Row& row) {
        if (hasKey) {
            order.push_back(keyOf(row));
            deleted.emplace(order.back(), row);
        } else {
            appendPair(&row, nullptr, out);
            ++numLines;
        }
    });
    each(false, [&](const Row& row) {
        const auto before = hasKey ? deleted.find(keyOf(row)) : deleted.end();
        appendPair(before == deleted.end() ? nullptr : &before->second, &row, out);
        if (before != deleted.end()) {
            deleted.erase(before);
        }
        ++numLines;
    });
    for (const std::string& key : order) {
        if (const auto left = deleted.find(key); left != deleted.end()) {
            appendPair(&left->second, nullptr, out);
            deleted.erase(left);
            ++numLines;
        }
    }
    return numLines;
}

uint64_t ChangeWriter::append(const StepChange& change, std::string& out) const
{
    beginLine(change.step);
    if (m_encoding == ChangeEncoding::Pairs && m_format != ChangeFormat::Sql) {
        return appendPairs(change.delta, out);
    }
    const bool isWeighted = m_encoding == ChangeEncoding::Weighted && m_format != ChangeFormat::Sql;
    uint64_t numLines = 0;
    for (const BatchPtr& batch : change.delta.batches) {
        for (size_t row = 0; row < batch->numRows; ++row) {
            const Weight weight = batch->weight(row);
            if (isWeighted) {
                appendWeighted({batch.get(), row}, weight, out);
                ++numLines;
                continue;
            }
            for (uint64_t n = 0; n < magnitudeOf(weight); ++n, ++numLines) {
                appendOperation({batch.get(), row}, weight < 0, out);
            }
        }
    }
    return numLines;
}

} // namespace millrace
