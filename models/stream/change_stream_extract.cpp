// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a change stream as text for the clipboard.
#include "models/stream/change_stream_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

/// A value in a CSV field, quoted where it must be.
void appendField(std::string& out, const std::string& text, char delimiter)
{
    const bool needsQuotes =
        text.find_first_of("\"\r\n") != std::string::npos || text.find(delimiter) != std::string::npos;
    if (!needsQuotes) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += c;
        }
    }
    out += '"';
}

std::string jsonName(const QString& name)
{
    std::string text = "\"";
    for (const char c : name.toStdString()) {
        if (c == '"' || c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text + '"';
}

std::string sqlName(const std::string& name)
{
    std::string text = "\"";
    for (const char c : name) {
        text += c;
        if (c == '"') {
            text += c;
        }
    }
    return text + '"';
}

/// A value as a literal that the column's type takes.
std::string sqlLiteral(const Column& column, size_t row, const SqlType& type)
{
    constexpr size_t kMaxLiteralBytes = 1024 * 1024;
    if (column.isNull(row)) {
        return "NULL";
    }
    const std::string text = cellText(column, row, type, kMaxLiteralBytes).toStdString();
    if (isNumeric(type.id) || type.id == TypeId::Boolean) {
        return text;
    }
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c;
        if (c == '\'') {
            quoted += c;
        }
    }
    return quoted + "'";
}

std::string markdownCell(std::string text)
{
    for (size_t at = 0; (at = text.find_first_of("|\n", at)) != std::string::npos; at += 2) {
        text.replace(at, 1, text[at] == '|' ? "\\|" : "  ");
    }
    return text;
}

/// Lines of one format. Rows of a time line of several relations carry the relation and their row as JSON.
class Extract {
public:
    using Format = ChangeStreamModel::ExtractFormat;

    Extract(const QStringList& relations, const std::vector<Schema>& schemas, Format format)
        : m_relations(relations)
        , m_schemas(schemas)
        , m_format(format)
        , m_delimiter(format == Format::Tsv ? '\t' : ',')
    {
        for (const Schema& schema : schemas) {
            m_writers.emplace_back(schema);
        }
    }

    std::string header() const
    {
        if (m_schemas.empty() || m_format == Format::JsonLines || m_format == Format::Sql) {
            return {};
        }
        std::string out;
        if (m_format == Format::Markdown) {
            const std::vector<std::string> names = columnNames();
            std::string rule = "|";
            out = "|";
            for (const std::string& name : names) {
                out += ' ' + markdownCell(name) + " |";
                rule += " --- |";
            }
            return out + '\n' + rule + '\n';
        }
        const std::string parted(1, m_delimiter);
        if (!isSingle()) {
            return "relation" + parted + "step" + parted + "weight" + parted + "row\n";
        }
        out = "step" + parted + "weight" + parted;
        m_writers[0].appendCsvHeader(m_delimiter, out);
        return out + '\n';
    }

    std::string line(const Batch& batch, size_t row, Weight weight, const Segment& segment) const
    {
        const size_t relation = segment.relation;
        const std::string name = m_relations[static_cast<qsizetype>(relation)].toStdString();
        std::string line;
        switch (m_format) {
        case Format::JsonLines:
            line = "{\"relation\":" + jsonName(m_relations[static_cast<qsizetype>(relation)]) +
                   ",\"step\":" + std::to_string(segment.step) + ",\"weight\":" + std::to_string(weight) + ",\"row\":";
            m_writers[relation].appendJson(batch, row, line);
            return line + "}\n";
        case Format::Sql: return sqlLines(batch, row, weight, relation);
        case Format::Markdown: {
            line = "|";
            for (const std::string& cell : cells(batch, row, weight, segment)) {
                line += ' ' + markdownCell(cell) + " |";
            }
            return line + '\n';
        }
        case Format::Csv:
        case Format::Tsv: break;
        }
        if (isSingle()) {
            line = std::to_string(segment.step) + m_delimiter + std::to_string(weight) + m_delimiter;
            m_writers[relation].appendCsv(batch, row, m_delimiter, line);
            return line + '\n';
        }
        std::string json;
        m_writers[relation].appendJson(batch, row, json);
        appendField(line, name, m_delimiter);
        line += m_delimiter + std::to_string(segment.step) + m_delimiter + std::to_string(weight) + m_delimiter;
        appendField(line, json, m_delimiter);
        return line + '\n';
    }

private:
    bool isSingle() const { return m_relations.size() == 1; }

    std::vector<std::string> columnNames() const
    {
        if (!isSingle()) {
            return {"relation", "step", "weight", "row"};
        }
        std::vector<std::string> names = {"step", "weight"};
        for (const ColumnInfo& column : m_schemas[0].columns) {
            names.push_back(column.name);
        }
        return names;
    }

    std::vector<std::string> cells(const Batch& batch, size_t row, Weight weight, const Segment& segment) const
    {
        std::vector<std::string> cells = {std::to_string(segment.step), std::to_string(weight)};
        if (!isSingle()) {
            std::string json;
            m_writers[segment.relation].appendJson(batch, row, json);
            cells.insert(cells.begin(), m_relations[segment.relation].toStdString());
            cells.push_back(std::move(json));
            return cells;
        }
        const std::vector<ColumnInfo>& columns = m_schemas[0].columns;
        for (size_t c = 0; c < columns.size() && c < batch.columns.size(); ++c) {
            cells.push_back(cellText(batch.columns[c], row, columns[c].type).toStdString());
        }
        return cells;
    }

    /// As many statements as the weight says; a DELETE names the whole row, or its key.
    std::string sqlLines(const Batch& batch, size_t row, Weight weight, size_t relation) const
    {
        const Schema& schema = m_schemas[relation];
        const std::string table = sqlName(m_relations[static_cast<qsizetype>(relation)].toStdString());
        std::string names;
        std::string values;
        std::string condition;
        for (size_t c = 0; c < schema.columns.size() && c < batch.columns.size(); ++c) {
            const std::string name = sqlName(schema.columns[c].name);
            const std::string value = sqlLiteral(batch.columns[c], row, schema.columns[c].type);
            names += (c == 0 ? "" : ", ") + name;
            values += (c == 0 ? "" : ", ") + value;
            const bool isNamed = schema.primaryKey.empty() ||
                                 std::find(schema.primaryKey.begin(), schema.primaryKey.end(), static_cast<int>(c)) !=
                                     schema.primaryKey.end();
            if (isNamed) {
                condition += (condition.empty() ? "" : " AND ") + name + (value == "NULL" ? " IS NULL" : " = " + value);
            }
        }
        constexpr Weight kMaxStatements = 1000;
        const std::string statement = weight > 0
                                          ? "INSERT INTO " + table + " (" + names + ") VALUES (" + values + ");\n"
                                          : "DELETE FROM " + table + " WHERE " + condition + ";\n";
        std::string lines;
        const Weight count = weight > 0 ? std::min(weight, kMaxStatements) : 1;
        for (Weight i = 0; i < count; ++i) {
            lines += statement;
        }
        return lines;
    }

    const QStringList& m_relations;
    const std::vector<Schema>& m_schemas;
    const Format m_format;
    const char m_delimiter;
    std::vector<RowWriter> m_writers;
};

} // namespace

QString ChangeStreamModel::extract(int first, int last, ExtractFormat format, qsizetype maxBytes) const
{
    MR_ASSERT_GUI_THREAD();
    const Extract extract(m_relations, m_schemas, format);
    std::string out = extract.header();
    for (int row = std::max(first, 0); row <= std::min(last, rowCount() - 1); ++row) {
        const ChangeRing::Position position = positionOf(row);
        const Segment& segment = *position.segment;
        if (segment.gap != GapKind::None) {
            continue;
        }
        std::string lines;
        if (const auto before = beforeOf(position)) { // an update is two changes to everybody else
            lines = extract.line(*before->first, before->second, -1, segment);
        }
        lines += extract.line(*segment.batch, position.batchRow, segment.batch->weight(position.batchRow), segment);
        if (static_cast<qsizetype>(out.size() + lines.size()) > maxBytes) {
            break;
        }
        out += lines;
    }
    return toQString(out);
}

} // namespace millrace::models
