// SPDX-License-Identifier: GPL-3.0-or-later
// Where nodes and the characters of scalars stand in the text of a YAML file.
#pragma once

#include "engine/base/source_span.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace YAML {
class Node;
struct Mark;
} // namespace YAML

namespace millrace::descriptive {

/// Without the byte order mark that some editors write.
std::string_view withoutByteOrderMark(std::string_view text);

/// What yaml-cpp does not tell: it knows where a node begins, and not where it ends. Keeps a reference to the text,
/// which has no byte order mark. Not for nodes of another text.
class YamlText {
public:
    explicit YamlText(std::string_view text);

    std::string_view text() const { return m_text; }
    /// With lines and columns; `end` is cut at the end of the text.
    SourceSpan span(size_t begin, size_t end) const;
    SourceSpan spanOf(const YAML::Node& node) const;
    SourceSpan spanAt(const YAML::Mark& mark) const;
    size_t beginOf(const YAML::Node& node) const;
    /// Behind the last character that is written for a node, its own closing quote or bracket included. Nothing when
    /// that cannot be told: a node that stands elsewhere (an alias), one without text.
    std::optional<size_t> endOf(const YAML::Node& node) const;
    /// A text in quotes of which the file has no end: yaml-cpp takes all the rest for it.
    bool isOpen(const YAML::Node& scalar) const;
    /// The place of a line and a column (both from 1) of a scalar's value; of the scalar itself where the value is not
    /// found letter by letter.
    SourceSpan placeIn(const YAML::Node& scalar, const SourceSpan& inside) const;

    size_t lineBegin(size_t offset) const;
    /// Behind the line feed of the line that holds `offset`.
    size_t lineEnd(size_t offset) const;

private:
    struct Alignment {
        std::vector<uint32_t> places; ///< of each byte of the value
        size_t end = 0;
    };
    std::optional<Alignment> align(const YAML::Node& scalar) const;
    std::optional<size_t> endOfCollection(const YAML::Node& node, int depth) const;
    std::optional<size_t> endOf(const YAML::Node& node, int depth) const;

    std::string_view m_text;
    std::vector<size_t> m_lines; ///< where each begins
};

} // namespace millrace::descriptive
