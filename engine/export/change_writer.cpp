// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/change_writer.h"

#include "engine/formats/json_text.h"

#include <charconv>

namespace millrace {

namespace {

constexpr char kCsvDelimiter = ',';

template <typename T>
void appendInteger(std::string& out, T value)
{
    char text[24];
    const auto result = std::to_chars(text, text + sizeof text, value);
    out.append(text, result.ptr);
}

} // namespace

ChangeWriter::ChangeWriter(std::string relation, const Schema& schema, ChangeFormat format)
    : m_rows(schema)
    , m_jsonPrefix("{\"relation\":")
    , m_format(format)
{
    appendJsonString(m_jsonPrefix, relation);
    m_jsonPrefix += ",\"step\":";
}

std::string ChangeWriter::header() const
{
    std::string text;
    if (m_format == ChangeFormat::Csv) {
        m_rows.appendCsvHeader(kCsvDelimiter, text);
        text += text.empty() ? "weight\n" : ",weight\n";
    }
    return text;
}

uint64_t ChangeWriter::append(const StepChange& change, std::string& out) const
{
    std::string prefix = m_jsonPrefix;
    appendInteger(prefix, change.step);
    prefix += ",\"weight\":";
    uint64_t numLines = 0;
    for (const BatchPtr& batch : change.delta.batches) {
        for (size_t row = 0; row < batch->numRows; ++row) {
            if (m_format == ChangeFormat::JsonLines) {
                out += prefix;
                appendInteger(out, batch->weight(row));
                out += ",\"row\":";
                m_rows.appendJson(*batch, row, out);
                out += "}\n";
            } else {
                m_rows.appendCsv(*batch, row, kCsvDelimiter, out);
                out += kCsvDelimiter;
                appendInteger(out, batch->weight(row));
                out += '\n';
            }
        }
        numLines += batch->numRows;
    }
    return numLines;
}

} // namespace millrace
