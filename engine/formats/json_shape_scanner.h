// SPDX-License-Identifier: GPL-3.0-or-later
// Reads JSON records that look like an earlier one: the same keys and punctuation, other values.
#pragma once

#include "engine/formats/decoder.h"
#include "engine/formats/record_builder.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Streams repeat one shape of record. Of a record that the full parser took, everything between the values is
/// kept; a later record is read by comparing that text and parsing the values in between, several times faster than
/// any parser that must find out where it is. Whatever does not match exactly is left to the full parser, so the
/// scanner never decides that a record is bad. Not thread-safe.
class JsonShapeScanner {
public:
    /// Bytes that must be readable, and zero, after the text.
    static constexpr size_t kPadding = 64;

    explicit JsonShapeScanner(const DecoderTarget& target);

    /// A scalar of a record: the column it went to, or -1 when nobody wanted it.
    struct Token {
        std::string_view text;
        int column;
    };
    /// Remembers the shape of `record`, whose scalars are `tokens` in the order of the text.
    void learn(std::string_view record, const std::vector<Token>& tokens);
    bool hasShape() const { return !m_parts.empty(); }

    /// Appends the record at the start of `text` as an insert and returns its size; 0, with nothing appended, when
    /// it has another shape, another form of value, or goes on after the text.
    size_t scan(std::string_view text, RecordBuilder& builder);
    /// Line ends within a record of the shape.
    uint64_t numLineEnds() const { return m_numLineEnds; }

private:
    /// A value and the text that follows it.
    struct Part {
        int column = -1;
        SqlType type;
        std::string after;
    };

    const char* scanValue(const Part& part, const char* at, RecordBuilder& builder);
    const char* scanString(const Part& part, const char* at, RecordBuilder& builder);
    const char* scanNumber(const Part& part, const char* at, RecordBuilder& builder);
    const char* scanWord(const Part& part, const char* at, RecordBuilder& builder);
    bool appendTimestamp(std::string_view text, ColumnBuilder& column);
    void fillAbsent(RecordBuilder& builder);

    const DecoderTarget m_target;
    std::string m_before; ///< text up to the first value
    std::vector<Part> m_parts;
    std::vector<size_t> m_absent; ///< columns without a value in the record
    uint64_t m_numLineEnds = 0;
    const char* m_textEnd = nullptr;
    std::string m_day; ///< the last date seen in a timestamp, "2024-01-31"
    int64_t m_dayMicros = 0;
};

} // namespace millrace
