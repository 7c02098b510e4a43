// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts the text of a program into tokens with their places.
#pragma once

#include "engine/base/error.h"
#include "engine/sql/dialect.h"
#include "engine/sql/token.h"

#include <string_view>
#include <vector>

namespace millrace::sql {

struct TokenList {
    std::vector<Token> tokens; ///< views into the text; the last one is TokenKind::End
    std::vector<Error> errors; ///< unterminated literals, stray characters, invalid UTF-8
};

/// Comments (`--`, `//`, `/* */`) and hints are skipped. Text that is not UTF-8 is reported once and cut there.
/// The streaming dialect has names in backticks, `\` escapes in strings, `==`, and no continued strings.
TokenList tokenize(std::string_view text, Dialect dialect = Dialect::Millrace);

} // namespace millrace::sql
