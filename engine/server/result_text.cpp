// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/result_text.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <vector>

namespace millrace::server {

namespace {

constexpr size_t kMaxCellBytes = 64;
/// Rows that are looked at before the widths of the columns are fixed.
constexpr size_t kMeasuredRows = 1000;

/// Characters as a terminal counts them, nearly: code points.
size_t widthOf(std::string_view text)
{
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), begins));
}

class TextGrid final : public ResultText {
public:
    explicit TextGrid(const Schema& schema)
        : m_schema(schema)
    {
        for (const ColumnInfo& column : schema.columns) {
            m_header.push_back(column.name);
            m_widths.push_back(widthOf(column.name));
        }
    }

    void append(const Batch& batch, std::string& out) override
    {
        for (size_t row = 0; row < batch.numRows; ++row) {
            std::vector<std::string> cells;
            for (size_t at = 0; at < m_schema.columns.size(); ++at) {
                cells.push_back(cellText(batch.columns[at], row, m_schema.columns[at].type));
            }
            if (m_isMeasured) {
                appendLine(cells, out);
                continue;
            }
            for (size_t at = 0; at < cells.size(); ++at) {
                m_widths[at] = std::max(m_widths[at], widthOf(cells[at]));
            }
            m_measured.push_back(std::move(cells));
            if (m_measured.size() == kMeasuredRows) {
                appendMeasured(out);
            }
        }
    }

    void finish(std::string& out) override
    {
        if (!m_isMeasured) {
            appendMeasured(out);
        }
        appendBorder(out);
        out.pop_back(); // no line end behind the last border
    }

    std::string errorText(const std::string& detail) const override { return "ERROR: " + detail; }

private:
    static std::string cellText(const Column& column, size_t row, const SqlType& type)
    {
        if (column.isNull(row)) {
            return {};
        }
        std::string text = formatValue(valueAt(column, row, type), type);
        if (text.size() > kMaxCellBytes) {
            size_t end = kMaxCellBytes;
            while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) {
                --end; // not in the middle of a character
            }
            text.resize(end);
            text += "...";
        }
        for (char& c : text) {
            // What came from outside must not steer the terminal.
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                c = ' ';
            }
        }
        return text;
    }
    void appendMeasured(std::string& out)
    {
        m_isMeasured = true;
        appendBorder(out);
        appendLine(m_header, out);
        appendBorder(out);
        for (const std::vector<std::string>& cells : std::exchange(m_measured, {})) {
            appendLine(cells, out);
        }
    }
    void appendLine(const std::vector<std::string>& cells, std::string& out) const
    {
        for (size_t at = 0; at < cells.size(); ++at) {
            const size_t width = widthOf(cells[at]);
            out += "| ";
            out += cells[at];
            out.append(m_widths[at] - std::min(width, m_widths[at]) + 1, ' ');
        }
        out += "|\n";
    }
    void appendBorder(std::string& out) const
    {
        for (const size_t width : m_widths) {
            out += '+';
            out.append(width + 2, '-');
        }
        out += "+\n";
    }

    Schema m_schema;
    std::vector<std::string> m_header;
    std::vector<size_t> m_widths;
    std::vector<std::vector<std::string>> m_measured;
    bool m_isMeasured = false;
};

class JsonLines final : public ResultText {
public:
    explicit JsonLines(const Schema& schema)
        : m_rows(schema)
    {
    }
    void append(const Batch& batch, std::string& out) override
    {
        for (size_t row = 0; row < batch.numRows; ++row) {
            m_rows.appendJson(batch, row, out);
            out += '\n';
        }
    }
    void finish(std::string&) override {}
    std::string errorText(const std::string& detail) const override
    {
        std::string text = "{\"error\":";
        appendJsonString(text, detail);
        return text + "}\n";
    }

private:
    RowWriter m_rows;
};

/// The sum of the rows' hashes, so that their order does not count, but how often each is there does.
class RowsHash final : public ResultText {
public:
    explicit RowsHash(const Schema& schema)
        : m_rows(schema)
    {
    }
    void append(const Batch& batch, std::string&) override
    {
        std::string text;
        for (size_t row = 0; row < batch.numRows; ++row) {
            text.clear();
            m_rows.appendJson(batch, row, text);
            add(QCryptographicHash::hash(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())),
                                         QCryptographicHash::Sha256));
        }
    }
    void finish(std::string& out) override
    {
        const QByteArray sum(reinterpret_cast<const char*>(m_sum.data()), static_cast<qsizetype>(m_sum.size()));
        out += QCryptographicHash::hash(sum, QCryptographicHash::Sha256).toHex().toUpper().toStdString();
    }
    std::string errorText(const std::string& detail) const override { return "ERROR: " + detail; }

private:
    void add(const QByteArray& hash)
    {
        unsigned carry = 0;
        for (size_t at = 0; at < m_sum.size(); ++at) {
            carry += m_sum[at] + static_cast<unsigned char>(hash[static_cast<qsizetype>(at)]);
            m_sum[at] = static_cast<unsigned char>(carry);
            carry >>= 8U;
        }
    }

    RowWriter m_rows;
    std::array<unsigned char, 32> m_sum{};
};

} // namespace

std::optional<ResultFormat> resultFormatOf(std::string_view word)
{
    if (word == "text") {
        return ResultFormat::Text;
    }
    if (word == "json") {
        return ResultFormat::Json;
    }
    return word == "hash" ? std::optional(ResultFormat::Hash) : std::nullopt;
}

std::unique_ptr<ResultText> makeResultText(ResultFormat format, const Schema& schema)
{
    switch (format) {
    case ResultFormat::Text: return std::make_unique<TextGrid>(schema);
    case ResultFormat::Json: return std::make_unique<JsonLines>(schema);
    case ResultFormat::Hash: return std::make_unique<RowsHash>(schema);
    }
    return nullptr;
}

} // namespace millrace::server
