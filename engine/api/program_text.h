// SPDX-License-Identifier: GPL-3.0-or-later
// A program as text: where its relations are declared, what a word in it is, and how it is laid out.
#pragma once

#include "engine/base/source_span.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::api {

struct RelationPlace {
    std::string name; ///< canonical
    SourceSpan nameSpan;
    SourceSpan statement; ///< whole
};

/// Where the tables and views of a program are declared; those that can be read, also beside errors. No I/O.
std::vector<RelationPlace> relationPlaces(std::string_view sql);

/// A name in a program.
struct NameAt {
    std::string name; ///< canonical
    SourceSpan span;
};
/// The name at a byte, or one that ends there; nothing on a keyword that can be no name, in a text or a comment.
std::optional<NameAt> nameAt(std::string_view sql, uint32_t byte);
/// The first place of a name between two bytes.
std::optional<SourceSpan> findName(std::string_view sql, std::string_view name, SourceSpan within);

/// Words of SQL in capitals, clauses on lines of their own, no trailing blanks. Comments, texts, names and line breaks
/// stay; a text with errors of the lexer is returned as it is. The tokens are the same.
std::string formatProgram(std::string_view sql);

} // namespace millrace::api
