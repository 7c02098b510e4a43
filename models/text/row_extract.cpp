// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/row_extract.h"

#include "engine/api/export.h"

#include <QCoreApplication>

namespace millrace::models {

namespace {

/// A bar or a line end within a cell would end it.
void appendMarkdownCell(std::string& out, std::string_view text)
{
    for (const char c : text) {
        switch (c) {
        case '|': out += "\\|"; break;
        case '\n': out += "<br>"; break;
        case '\r': break;
        default: out += c;
        }
    }
}

} // namespace

QString rowFormatText(RowFormat format)
{
    struct Texts {
        Q_DECLARE_TR_FUNCTIONS(RowFormat)
    };
    switch (format) {
    case RowFormat::Tsv: return Texts::tr("Tab-separated text");
    case RowFormat::Csv: return Texts::tr("CSV");
    case RowFormat::JsonLines: return Texts::tr("JSON lines");
    case RowFormat::Markdown: return Texts::tr("Markdown table");
    case RowFormat::SqlInsert: return Texts::tr("SQL INSERT statements");
    }
    return {};
}

RowExtractor::RowExtractor(const Schema& schema, RowFormat format, std::string relation)
    : m_schema(schema)
    , m_writer(schema)
    , m_format(format)
    , m_relation(std::move(relation))
{
}

std::string RowExtractor::header() const
{
    std::string out;
    switch (m_format) {
    case RowFormat::Tsv:
    case RowFormat::Csv: m_writer.appendCsvHeader(m_format == RowFormat::Tsv ? '\t' : ',', out); return out + '\n';
    case RowFormat::Markdown: {
        std::string rule = "|";
        out = "|";
        for (const ColumnInfo& column : m_schema.columns) {
            out += ' ';
            appendMarkdownCell(out, column.name);
            out += " |";
            const bool isNumber = column.type.id >= TypeId::TinyInt && column.type.id <= TypeId::Decimal;
            rule += isNumber ? " ---: |" : " --- |";
        }
        return out + '\n' + rule + '\n';
    }
    case RowFormat::JsonLines:
    case RowFormat::SqlInsert: break;
    }
    return out;
}

void RowExtractor::append(const Batch& batch, size_t row, std::string& out) const
{
    switch (m_format) {
    case RowFormat::Tsv: m_writer.appendCsv(batch, row, '\t', out); break;
    case RowFormat::Csv: m_writer.appendCsv(batch, row, ',', out); break;
    case RowFormat::JsonLines: m_writer.appendJson(batch, row, out); break;
    case RowFormat::SqlInsert: appendSqlInsert(out, m_relation, m_schema, batch, row); break;
    case RowFormat::Markdown:
        out += '|';
        for (size_t i = 0; i < m_schema.numColumns(); ++i) {
            const Column& column = batch.columns[i];
            out += ' ';
            if (!column.isNull(row)) {
                appendMarkdownCell(
                    out, formatValue(valueAt(column, row, m_schema.columns[i].type), m_schema.columns[i].type));
            }
            out += " |";
        }
        break;
    }
    out += '\n';
}

} // namespace millrace::models
