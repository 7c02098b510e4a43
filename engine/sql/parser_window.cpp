// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of the table functions TUMBLE and HOP.
#include "engine/sql/parser.h"
#include "engine/sql/parser_depth.h"

#include <algorithm>

namespace millrace::sql {

using namespace syntax;

/// True at `TUMBLE(` or `HOP(` where a relation is expected.
bool Parser::atWindowFunction(size_t ahead) const
{
    if (peek(ahead + 1).kind != TokenKind::LeftParen || peek(ahead).kind != TokenKind::Word) {
        return false;
    }
    return equalsUpper(peek(ahead).text, "TUMBLE") || equalsUpper(peek(ahead).text, "HOP");
}

/// `TABLE t`, or a query in parentheses.
TableTree Parser::parseWindowData()
{
    const Depth depth(*this);
    auto data = std::make_unique<TableRef>();
    const Token& first = peek();
    const bool hasWord = accept(Keyword::Table);
    if (at(TokenKind::LeftParen) || atQuery()) {
        const bool isParenthesised = accept(TokenKind::LeftParen);
        data->form = TableForm::Subquery;
        data->query = parseQuery();
        if (isParenthesised) {
            expect(TokenKind::RightParen);
        }
    } else if (hasWord) {
        data->name = parseName("a table or view");
    } else {
        failExpecting("TABLE and the name of a table or view");
    }
    data->span = spanSince(first);
    return data;
}

Name Parser::parseDescriptor()
{
    if (!acceptWord("DESCRIPTOR")) {
        failExpecting("DESCRIPTOR and the column of the time");
    }
    expect(TokenKind::LeftParen);
    Name column = parseName("the column of the time");
    expect(TokenKind::RightParen);
    return column;
}

/// One argument of a window function into its place; `position` is where it stands when it has no name.
void Parser::parseWindowArgument(WindowCall& window, size_t position)
{
    static constexpr std::string_view kTumble[] = {"DATA", "TIMECOL", "SIZE", "OFFSET"};
    static constexpr std::string_view kHop[] = {"DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET"};
    const bool isHop = window.form == WindowForm::Hop;
    const auto* names = isHop ? std::begin(kHop) : std::begin(kTumble);
    const size_t numNames = isHop ? std::size(kHop) : std::size(kTumble);
    const Token& first = peek();
    if (peek(1).kind == TokenKind::NamedArgument) {
        const Name written = nameOf(take());
        const auto* found = std::find_if(names, names + numNames,
                                         [&](std::string_view name) { return equalsUpper(written.text, name); });
        if (found == names + numNames) {
            fail(ErrorCode::kSqlUnknownColumn, "No argument of this name: " + written.text, written.span);
        }
        position = static_cast<size_t>(found - names);
        take();
    }
    if (failed()) {
        return;
    }
    if (position >= numNames) {
        fail(ErrorCode::kSqlColumnCount, "Too many arguments of a window function", first.span);
        return;
    }
    const std::string_view name = names[position];
    bool isGiven = false;
    if (name == "DATA") {
        isGiven = window.data != nullptr;
        window.data = parseWindowData();
    } else if (name == "TIMECOL") {
        isGiven = window.timeColumn.span.isKnown();
        window.timeColumn = parseDescriptor();
    } else {
        ExprTree& value = name == "SIZE" ? window.size : name == "SLIDE" ? window.slide : window.offset;
        isGiven = value != nullptr;
        value = parseExpr();
    }
    if (isGiven) {
        fail(ErrorCode::kSqlDuplicateName, "Argument is given twice: " + std::string(name), spanSince(first));
    }
}

/// `TUMBLE(TABLE t, DESCRIPTOR(time), size [, offset])`, `HOP(TABLE t, DESCRIPTOR(time), slide, size [, offset])`.
std::unique_ptr<WindowCall> Parser::parseWindowFunction()
{
    auto window = std::make_unique<WindowCall>();
    const Token& first = peek();
    if (acceptWord("HOP")) {
        window->form = WindowForm::Hop;
    } else if (!acceptWord("TUMBLE")) {
        unsupported("This table function is", first.span);
    }
    expect(TokenKind::LeftParen);
    size_t position = 0;
    do {
        parseWindowArgument(*window, position++);
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
    const bool isComplete = window->data && window->timeColumn.span.isKnown() && window->size &&
                            (window->form != WindowForm::Hop || window->slide);
    if (!failed() && !isComplete) {
        fail(ErrorCode::kSqlColumnCount,
             window->form == WindowForm::Hop ? "HOP needs TABLE t, DESCRIPTOR(column), slide and size"
                                             : "TUMBLE needs TABLE t, DESCRIPTOR(column) and size",
             spanSince(first));
    }
    return window;
}

} // namespace millrace::sql
