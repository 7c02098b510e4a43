// SPDX-License-Identifier: GPL-3.0-or-later
// What the streaming dialect adds to queries: its table functions, EMIT, SETTINGS, short intervals, the ternary sign.
#include "engine/base/letter_case.h"
#include "engine/sql/parser.h"
#include "engine/sql/parser_depth.h"
#include "engine/sql/stream_syntax.h"

namespace millrace::sql {

using namespace syntax;

/// `condition ? a : b` is a call of if().
ExprTree Parser::parseTernary(ExprTree condition)
{
    const Depth depth(*this);
    ExprTree call = makeExpr(ExprForm::Call, take());
    call->names.push_back(Name{"if", false, call->span});
    call->args.push_back(std::move(condition));
    ++m_ternaryDepth;
    call->args.push_back(parseExpr());
    --m_ternaryDepth;
    expect(TokenKind::Colon);
    call->args.push_back(parseExpr());
    return finish(std::move(call));
}

/// `5m`: a number and a unit, in which case counts.
ExprTree Parser::parseShortInterval()
{
    struct Unit {
        std::string_view text;
        std::string_view name;
    };
    static constexpr Unit kUnits[] = {
        {"ns", "NANOSECOND"}, {"us", "MICROSECOND"}, {"ms", "MILLISECOND"}, {"s", "SECOND"},
        {"m", "MINUTE"},      {"h", "HOUR"},         {"d", "DAY"},          {"w", "WEEK"},
        {"M", "MONTH"},       {"q", "QUARTER"},      {"y", "YEAR"},
    };
    const Token& token = take();
    ExprTree expr = makeExpr(ExprForm::Interval, token);
    const size_t digits = token.text.find_first_not_of("0123456789");
    for (const Unit& unit : kUnits) {
        if (digits != std::string_view::npos && token.text.substr(digits) == unit.text) {
            expr->text = token.text.substr(0, digits);
            expr->unit = unit.name;
            return expr;
        }
    }
    fail(ErrorCode::kSqlInvalidLiteral,
         "An interval is a number and one of ns us ms s m h d w M q y, not '" + std::string(token.text.substr(0, 40)) +
             "'",
         token.span);
    return expr;
}

/// Reads `tumble(…)`, `hop(…)` and `table(…)`; false when another word stands here.
bool Parser::parseStreamTable(TableRef& table)
{
    const Token& word = peek();
    if (word.kind != TokenKind::Word) {
        return false;
    }
    const std::string name = lowerCased(word.text);
    if (name == "tumble" || name == "hop") {
        take();
        parseStreamWindow(table, name == "hop" ? WindowForm::Hop : WindowForm::Tumble);
    } else if (name == "table") {
        take();
        take();
        table.isHistory = true;
        table.name = parseStreamName("a stream");
        expect(TokenKind::RightParen);
    } else if (name == "session" || name == "dedup" || name == "changelog" || name == "numbers") {
        unsupported(name == "session" ? std::string("A session window is") : "Table function " + name + " is",
                    word.span);
    } else {
        fail(ErrorCode::kSqlUnknownFunction,
             "No table function of this name; there are tumble, hop and table: " + name.substr(0, 64), word.span);
    }
    return true;
}

/// `(source [, time], [slide,] size [, 'zone'])`.
void Parser::parseStreamWindow(TableRef& table, WindowForm form)
{
    const Depth depth(*this);
    table.form = TableForm::Window;
    table.window = std::make_unique<WindowCall>();
    WindowCall& window = *table.window;
    window.form = form;
    const Token& first = peek();
    expect(TokenKind::LeftParen);
    window.data = parseTablePrimary();
    std::vector<ExprTree> args;
    while (accept(TokenKind::Comma)) {
        args.push_back(parseExpr());
    }
    expect(TokenKind::RightParen);
    if (failed()) {
        return;
    }
    if (!args.empty() && args.back()->form == ExprForm::String) {
        window.zone = args.back()->text;
        args.pop_back();
    }
    const size_t numLengths = form == WindowForm::Hop ? 2 : 1;
    if (args.size() != numLengths && args.size() != numLengths + 1) {
        fail(ErrorCode::kSqlColumnCount,
             form == WindowForm::Hop ? "hop needs a stream, maybe a time, slide and size"
                                     : "tumble needs a stream, maybe a time, and size",
             spanSince(first));
        return;
    }
    window.size = std::move(args.back());
    args.pop_back();
    if (form == WindowForm::Hop) {
        window.slide = std::move(args.back());
        args.pop_back();
    }
    if (!args.empty()) {
        window.time = std::move(args.back());
    }
}

/// LIMIT n BY, EMIT and SETTINGS, behind the other clauses.
void Parser::parseStreamClauses(Query& query)
{
    query.stream = std::make_shared<StreamClauses>();
    StreamClauses& clauses = *query.stream;
    if (at(Keyword::By) && query.limit && !query.offset) {
        take();
        clauses.limitPerKey = std::move(query.limit);
        clauses.limitKeys = parseExprList();
        parseOrderAndLimit(query);
    }
    if (atWord("EMIT")) {
        parseEmit(clauses.emit);
    }
    clauses.settings = parseSettings();
}

void Parser::setEmitTime(ExprTree& time)
{
    const Token& first = peek();
    if (time) {
        fail(ErrorCode::kSqlUnexpectedToken, "A time of EMIT is given twice", first.span);
    }
    time = parseAdditive();
}

void Parser::parseEmit(EmitClause& emit)
{
    const Token& first = take();
    acceptWord("STREAM");
    emit.isChangelog = acceptWord("CHANGELOG");
    bool hasPart = emit.isChangelog;
    while (!failed() && parseEmitPart(emit)) {
        hasPart = true;
    }
    if (!hasPart) {
        failExpecting("AFTER WINDOW CLOSE, PERIODIC or ON UPDATE");
    }
    emit.span = spanSince(first);
}

/// One part of EMIT; false where none stands.
bool Parser::parseEmitPart(EmitClause& emit)
{
    const size_t joint = at(Keyword::And) || at(Keyword::With) ? 1 : 0;
    const Token& word = peek(joint);
    const auto isWord = [&](std::string_view text) {
        return word.kind == TokenKind::Word && equalsUpper(word.text, text);
    };
    const bool isPart = isWord("DELAY") || isWord("TIMEOUT") || isWord("BATCH") || isWord("LAST") || isWord("AFTER") ||
                        isWord("PERIODIC") || isWord("ON") || isWord("PER") || isWord("REPEAT");
    if (!isPart) {
        return false;
    }
    if (joint == 1) {
        take();
    }
    take();
    if (isWord("DELAY")) {
        setEmitTime(emit.delay);
    } else if (isWord("TIMEOUT")) {
        setEmitTime(emit.timeout);
    } else if (isWord("BATCH")) {
        setEmitTime(emit.period);
    } else if (isWord("PERIODIC")) {
        setEmitTime(emit.period);
        emit.isRepeat = acceptWord("REPEAT") || emit.isRepeat;
    } else if (isWord("REPEAT")) {
        emit.isRepeat = true;
    } else if (isWord("ON")) {
        expect(Keyword::Update);
        emit.isOnUpdate = true;
    } else if (isWord("AFTER")) {
        if (accept(Keyword::Watermark) || (accept(Keyword::Window) && acceptWord("CLOSE"))) {
            emit.isAfterClose = true;
        } else if (at(Keyword::Key) || atWord("SESSION")) {
            unsupported(at(Keyword::Key) ? "EMIT AFTER KEY EXPIRE is" : "EMIT AFTER SESSION CLOSE is", peek().span);
        } else {
            failExpecting("WATERMARK or WINDOW CLOSE");
        }
    } else {
        unsupported(isWord("LAST") ? "EMIT LAST is" : "EMIT PER EVENT is", word.span);
    }
    return true;
}

} // namespace millrace::sql
