// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the SQL grammar and which of them may also be names.
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace::sql {

enum class Keyword : uint8_t {
    None,         ///< not a keyword
#ifndef Q_MOC_RUN // Qt's moc stumbles over an include inside an enumeration
#define MR_KEYWORD(name, text, standing) name,
#include "engine/sql/keyword.def"
#undef MR_KEYWORD
#endif
};

/// Where an unquoted keyword may stand as a name.
enum class KeywordStanding : uint8_t {
    Free,     ///< anywhere
    NotAlias, ///< anywhere but as an alias without AS
    Reserved, ///< nowhere
};

/// The keyword a word spells, in any case; None for other words.
Keyword keywordOf(std::string_view word);
/// "SELECT".
std::string_view keywordText(Keyword keyword);
KeywordStanding keywordStanding(Keyword keyword);

/// ASCII only, as SQL names fold.
char toUpperAscii(char c);
char toLowerAscii(char c);
/// Compares with an upper-case word, ignoring ASCII case.
bool equalsUpper(std::string_view word, std::string_view upper);

} // namespace millrace::sql
