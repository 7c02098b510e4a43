// SPDX-License-Identifier: GPL-3.0-or-later
// The value of a string literal or quoted name, and where its characters stand in the program.
#pragma once

#include "engine/base/source_span.h"

#include <optional>
#include <string>
#include <string_view>

namespace millrace::sql {

/// The text between the quotes: doubled quotes become one, parts of a continued literal are joined,
/// Unicode escapes decoded when `unicodeEscape` is not 0. Nothing when such an escape is malformed.
std::optional<std::string> decodeQuoted(std::string_view raw, char unicodeEscape = 0);

/// The same in the streaming dialect: a backslash escapes (`\n`, `\t`, `\x41`, `\'`), a doubled quote is one.
std::optional<std::string> decodeEscaped(std::string_view raw);

/// Where bytes [begin, end) of a literal's value stand in the program: an error at an offset of the JSON in
/// a property is shown there. `literal` is the span of the literal, quotes included. Offsets past the
/// value give the closing quote.
SourceSpan locateInLiteral(std::string_view program, const SourceSpan& literal, size_t begin, size_t end);

} // namespace millrace::sql
