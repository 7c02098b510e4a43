// SPDX-License-Identifier: GPL-3.0-or-later
// What the lexer makes of the text of a program.
#pragma once

#include "engine/base/source_span.h"
#include "engine/sql/keyword.h"

#include <string_view>

namespace millrace::sql {

enum class TokenKind : uint8_t {
    End,
    Word,              ///< unquoted name or keyword
    QuotedName,        ///< "name"
    String,            ///< 'text', all parts of a literal that continues on the next line
    Binary,            ///< x'45F0'
    Integer,           ///< 12
    DecimalNumber,     ///< 1.5
    ApproximateNumber, ///< 1e3
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Semicolon,
    Dot,
    Colon,
    DoubleColon,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Concat, ///< ||
    Equal,
    NotEqual, ///< <> and !=
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    NullSafeEqual, ///< <=>
    NamedArgument, ///< =>
    Arrow,         ///< ->
    Question,
    Dollar, ///< a parameter such as $1
};

struct Token {
    TokenKind kind = TokenKind::End;
    Keyword keyword = Keyword::None; ///< words only
    char unicodeEscape = 0;          ///< U&'…', U&"…": the escape character, else 0
    SourceSpan span;
    std::string_view text; ///< as written
};

} // namespace millrace::sql
