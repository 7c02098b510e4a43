// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/row_encoder.h"

#include "engine/descriptive/python_text.h"
#include "engine/descriptive/row_cells.h"

#include <algorithm>
#include <map>

namespace millrace::descriptive {

namespace {

constexpr size_t kShortHead = 2;           ///< bytes of the head of a message below 126 bytes
constexpr unsigned char kTextFrame = 0x81; ///< a whole text message

bool isObject(RowForm form)
{
    return form == RowForm::Json || form == RowForm::PyRepr;
}

/// The columns that are written, in order. An object has a name once: at its first place, with its last value.
std::vector<size_t> writtenColumns(std::span<const StreamColumn> columns, RowForm form)
{
    std::vector<size_t> written;
    std::map<std::string_view, size_t> places;
    for (size_t at = 0; at < columns.size(); ++at) {
        const auto [place, isNew] = places.emplace(columns[at].name, written.size());
        if (isNew || !isObject(form)) {
            written.push_back(at);
        } else {
            written[place->second] = at;
        }
    }
    return written;
}

} // namespace

RowEncoder::RowEncoder(std::span<const StreamColumn> columns, const RowFormat& format)
    : m_format(format)
    , m_columns(columns.begin(), columns.end())
{
    for (const size_t at : writtenColumns(columns, format.form)) {
        Member member;
        member.column = at;
        member.cell = makeRowCell(columns[at], format);
        const bool isFirst = m_members.empty();
        switch (format.form) {
        case RowForm::Json:
        case RowForm::PyRepr:
            member.before = isFirst ? "{" : ", ";
            appendQuoted(member.before, columns[at].name, format.form);
            member.before += ": ";
            break;
        case RowForm::Array: member.before = isFirst ? "[" : ", "; break;
        case RowForm::Csv: member.before = isFirst ? "" : ","; break;
        }
        m_members.push_back(std::move(member));
    }
    m_end = isObject(format.form) ? "}" : format.form == RowForm::Array ? "]" : "";
}

RowEncoder::~RowEncoder() = default;
RowEncoder::RowEncoder(RowEncoder&&) noexcept = default;
RowEncoder& RowEncoder::operator=(RowEncoder&&) noexcept = default;

void RowEncoder::appendRow(const Batch& batch, size_t row, std::string& out)
{
    for (const Member& member : m_members) {
        out += member.before;
        member.cell->append(batch.columns[member.column], row, out);
    }
    out += m_end;
}

void RowEncoder::append(const Batch& batch, size_t first, size_t last, std::string& out)
{
    m_numRows += last - first;
    for (size_t row = first; row < last; ++row) {
        switch (m_format.framing) {
        case RowFraming::Lines:
            appendRow(batch, row, out);
            out += '\n';
            break;
        case RowFraming::Messages: {
            out.append(kShortHead, '\0');
            const size_t begin = out.size();
            appendRow(batch, row, out);
            finishFrameHead(out, begin);
            break;
        }
        case RowFraming::Events:
            out += "data: ";
            appendRow(batch, row, out);
            out += "\n\n";
            break;
        }
    }
}

void RowEncoder::appendNames(std::string& out) const
{
    for (const Member& member : m_members) {
        out += member.before;
        appendQuoted(out, m_columns[member.column].name, RowForm::Csv);
    }
}

void RowEncoder::appendHead(std::string& out) const
{
    if (m_format.framing == RowFraming::Events) {
        out += "event: query\ndata: {\"result\": {\"header\": [";
        for (size_t at = 0; at < m_columns.size(); ++at) {
            out += at == 0 ? "{\"name\": " : ", {\"name\": ";
            appendJsonDumpsString(out, m_columns[at].name);
            out += ", \"type\": ";
            appendJsonDumpsString(out, m_columns[at].typeName);
            out += '}';
        }
        out += "]}}\n\n";
    }
    if (m_format.form != RowForm::Csv) {
        return;
    }
    if (m_format.framing == RowFraming::Messages) {
        out.append(kShortHead, '\0');
        const size_t begin = out.size();
        appendNames(out);
        finishFrameHead(out, begin);
    } else {
        appendNames(out);
        out += '\n';
    }
}

void RowEncoder::appendTail(std::string& out) const
{
    if (m_format.framing == RowFraming::Events) {
        out += "event: metrics\ndata: {\"count\": " + std::to_string(m_numRows) + "}\n\n";
    }
}

void finishFrameHead(std::string& out, size_t begin)
{
    const size_t size = out.size() - begin;
    const size_t head = begin - kShortHead;
    out[head] = static_cast<char>(kTextFrame);
    if (size < 126) {
        out[head + 1] = static_cast<char>(size);
        return;
    }
    // The length takes two bytes more, or eight; rows of that size are rare, or long enough not to mind a move.
    const size_t digits = size < 65536 ? 2 : 8;
    out[head + 1] = static_cast<char>(digits == 2 ? 126 : 127);
    out.insert(begin, digits, '\0');
    for (size_t at = 0; at < digits; ++at) {
        out[begin + at] = static_cast<char>(size >> ((digits - 1 - at) * 8));
    }
}

} // namespace millrace::descriptive
