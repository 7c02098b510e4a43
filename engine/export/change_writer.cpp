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

/// Deletes wait for the insert of their key; those that get none come last.
Status forEachPair(const Schema& schema, const Delta& delta, const std::function<Status(const ChangeRow&)>& handle)
{
    using Place = ChangeRow::Place;
    const RowWriter rows(schema);
    std::unordered_multimap<std::string, Place> deleted;
    std::vector<std::string> order; // keys of deletes, as they came
    const auto keyOf = [&](const Place& row) {
        std::string key;
        rows.appendJson(*row.batch, row.row, schema.primaryKey, key);
        return key;
    };
    const bool hasKey = !schema.primaryKey.empty();
    const auto each = [&](bool wantsDeletes, const auto& take) -> Status {
        for (const BatchPtr& batch : delta.batches) {
            for (size_t i = 0; i < batch->numRows; ++i) {
                const Weight weight = batch->weight(i);
                for (uint64_t n = 0; (weight < 0) == wantsDeletes && n < magnitudeOf(weight); ++n) {
                    MR_CHECK(take(Place{batch.get(), i}));
                }
            }
        }
        return {};
    };
    MR_CHECK(each(true, [&](const Place& row) -> Status {
        if (!hasKey) {
            return handle({row, {}, -1});
        }
        order.push_back(keyOf(row));
        deleted.emplace(order.back(), row);
        return {};
    }));
    MR_CHECK(each(false, [&](const Place& row) -> Status {
        const auto found = hasKey ? deleted.find(keyOf(row)) : deleted.end();
        const Place before = found == deleted.end() ? Place{} : found->second;
        if (found != deleted.end()) {
            deleted.erase(found);
        }
        return handle({before, row, 1});
    }));
    for (const std::string& key : order) {
        if (const auto left = deleted.find(key); left != deleted.end()) {
            MR_CHECK(handle({left->second, {}, -1}));
            deleted.erase(left);
        }
    }
    return {};
}

} // namespace

Status forEachChangeRow(const Schema& schema, const Delta& delta, ChangeEncoding encoding,
                        const std::function<Status(const ChangeRow&)>& handle)
{
    if (encoding == ChangeEncoding::Pairs) {
        return forEachPair(schema, delta, handle);
    }
    for (const BatchPtr& batch : delta.batches) {
        for (size_t row = 0; row < batch->numRows; ++row) {
            const Weight weight = batch->weight(row);
            if (encoding == ChangeEncoding::Weighted) {
                MR_CHECK(handle({{}, {batch.get(), row}, weight}));
                continue;
            }
            for (uint64_t n = 0; n < magnitudeOf(weight); ++n) {
                MR_CHECK(handle({{}, {batch.get(), row}, weight < 0 ? -1 : 1}));
            }
        }
    }
    return {};
}

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
    if (m_format != ChangeFormat::Csv && m_format != ChangeFormat::Tsv) {
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

void ChangeWriter::appendFields(const Place& row, std::string& out) const
{
    if (row.batch != nullptr) {
        m_rows.appendCsv(*row.batch, row.row, m_delimiter, out);
    } else if (m_schema.numColumns() > 0) {
        out.append(m_schema.numColumns() - 1, m_delimiter);
    }
}

void ChangeWriter::appendWeighted(const Place& row, Weight weight, std::string& out) const
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
    appendFields(row, out);
    out += m_delimiter;
    appendInteger(out, weight);
    out += '\n';
}

void ChangeWriter::appendOperation(const Place& row, bool isDelete, std::string& out) const
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
        appendFields(row, out);
        if (m_encoding == ChangeEncoding::Operations) {
            out += m_delimiter;
            out += isDelete ? "delete" : "insert";
        }
        break;
    case ChangeFormat::Sqlite: MR_ASSERT(false);
    }
    out += '\n';
}

void ChangeWriter::appendPair(const Place& before, const Place& after, std::string& out) const
{
    if (m_format != ChangeFormat::JsonLines) {
        appendFields(before, out);
        out += m_delimiter;
        appendFields(after, out);
        out += '\n';
        return;
    }
    out += m_linePrefix;
    const auto side = [&](const char* name, const Place& row) {
        out += name;
        if (row.batch == nullptr) {
            out += "null";
        } else {
            m_rows.appendJson(*row.batch, row.row, out);
        }
    };
    side(",\"before\":", before);
    side(",\"after\":", after);
    out += "}\n";
}

uint64_t ChangeWriter::append(const StepChange& change, std::string& out) const
{
    beginLine(change.step);
    // Statements have no weight and no pairs.
    const ChangeEncoding encoding = m_format == ChangeFormat::Sql ? ChangeEncoding::Operations : m_encoding;
    uint64_t numLines = 0;
    const Status status = forEachChangeRow(m_schema, change.delta, encoding, [&](const ChangeRow& row) -> Status {
        ++numLines;
        switch (encoding) {
        case ChangeEncoding::Weighted: appendWeighted(row.after, row.weight, out); break;
        case ChangeEncoding::Pairs: appendPair(row.before, row.after, out); break;
        case ChangeEncoding::Operations:
        case ChangeEncoding::State: appendOperation(row.after, row.weight < 0, out); break;
        }
        return {};
    });
    MR_ASSERT(status.ok());
    return numLines;
}

} // namespace millrace
