// SPDX-License-Identifier: GPL-3.0-or-later
// A range of text in a source: where an error, an expression or a declaration stands.
#pragma once

#include <cstdint>

namespace millrace {

/// Half-open byte range [begin, end) of UTF-8 text with 1-based line and column (in code points) of
/// both ends. A default span (`isKnown()` false) means "no place".
struct SourceSpan {
    uint32_t begin = 0;
    uint32_t end = 0;
    uint32_t line = 0;
    uint32_t column = 0;
    uint32_t endLine = 0;
    uint32_t endColumn = 0;

    bool isKnown() const { return line != 0; }

    /// The smallest span that holds both; an unknown span is neutral.
    SourceSpan joinedWith(const SourceSpan& other) const
    {
        if (!isKnown()) {
            return other;
        }
        if (!other.isKnown()) {
            return *this;
        }
        SourceSpan joined = begin <= other.begin ? *this : other;
        const SourceSpan& last = end >= other.end ? *this : other;
        joined.end = last.end;
        joined.endLine = last.endLine;
        joined.endColumn = last.endColumn;
        return joined;
    }
};

} // namespace millrace
