// SPDX-License-Identifier: GPL-3.0-or-later
// JSON together with where in its text each value and key stands.
#pragma once

#include "engine/base/source_span.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace millrace {

/// Half-open range of bytes.
struct TextRange {
    size_t begin = 0;
    size_t end = 0;
};

/// What kept a text from being JSON, and where.
struct JsonFault {
    std::string detail;
    TextRange range;
};

/// A parsed JSON text. Values and keys are found by JSON pointer ("" is the whole, "/0/name").
class LocatedJson {
public:
    static constexpr int kMaxDepth = 128;

    /// Parses the text; afterwards fault() tells whether it was JSON.
    explicit LocatedJson(std::string_view text);

    const std::optional<JsonFault>& fault() const { return m_fault; }
    const nlohmann::json& value() const { return m_value; }
    /// Range of the value at the pointer; of the nearest enclosing one where there is none.
    TextRange rangeOf(std::string_view pointer) const;
    /// Range of the key of the object member at the pointer; of the value where there is no key.
    TextRange keyRangeOf(std::string_view pointer) const;

private:
    friend class LocatedJsonParser;
    struct Place {
        TextRange key;
        TextRange value;
    };

    nlohmann::json m_value;
    std::unordered_map<std::string, Place> m_places;
    std::optional<JsonFault> m_fault;
};

/// The place in a program of a range of a SQL string literal's text: `literal` is the literal's span, quotes
/// included; in the program each ' of the text stands as ''.
SourceSpan spanInLiteral(std::string_view text, const SourceSpan& literal, TextRange range);

} // namespace millrace
