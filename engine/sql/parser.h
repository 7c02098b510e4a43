// SPDX-License-Identifier: GPL-3.0-or-later
// Text of a program to syntax trees, by recursive descent.
#pragma once

#include "engine/base/error.h"
#include "engine/sql/dialect.h"
#include "engine/sql/syntax_tree.h"
#include "engine/sql/token.h"

#include <initializer_list>
#include <map>
#include <string_view>
#include <vector>

namespace millrace::sql {

struct ParsedProgram {
    std::vector<syntax::Statement> statements; ///< those without syntax errors
    std::vector<Error> errors;
    std::vector<std::string> brokenNames; ///< relations whose declaration has a syntax error
};

struct ParsedAdHoc;
struct ParsedStreamStatement;
namespace syntax {
struct EmitClause;
struct Setting;
} // namespace syntax

/// Parses all statements; after an error goes on behind the next ';'.
ParsedProgram parseProgram(std::string_view text);

/// Parses one program. An error makes every further token read as the end of input, so that all
/// rules return at once; the statement loop then goes on behind the next ';'.
class Parser {
public:
    explicit Parser(std::vector<Token> tokens, Dialect dialect = Dialect::Millrace);
    ParsedProgram run();
    /// One statement over a running program, see parseAdHoc().
    ParsedAdHoc runAdHoc();
    /// One statement of the streaming dialect, see parseStreamStatement().
    ParsedStreamStatement runStream();

private:
    // Tokens.
    const Token& peek(size_t ahead = 0) const;
    bool at(TokenKind kind) const { return peek().kind == kind; }
    bool at(Keyword keyword) const { return peek().keyword == keyword; }
    bool atWord(std::string_view upperCase) const;
    bool accept(TokenKind kind);
    bool accept(Keyword keyword);
    bool acceptWord(std::string_view upperCase);
    bool acceptOneOf(std::initializer_list<std::string_view> upperCase);
    void expect(TokenKind kind);
    void expect(Keyword keyword);
    const Token& take();
    SourceSpan spanSince(const Token& first) const;
    bool failed() const { return m_hasFailed; }
    void fail(ErrorCode code, std::string detail, const SourceSpan& span);
    void failExpecting(std::string_view what);
    void unsupported(std::string_view feature, const SourceSpan& span);
    bool atName(size_t ahead = 0) const;
    syntax::Name parseName(std::string_view what);
    syntax::Name nameOf(const Token& token);
    std::string stringValue(const Token& token);
    std::vector<syntax::Name> parseNameList(std::string_view what);

    // Statements.
    void parseStatement(ParsedProgram& program);
    void skipStatement();
    void parseCreate(ParsedProgram& program, const Token& first);
    syntax::CreateTable parseCreateTable(const Token& first);
    void parseTableElement(syntax::CreateTable& table);
    syntax::ColumnDefinition parseColumn(syntax::CreateTable& table);
    bool parseColumnAttribute(syntax::ColumnDefinition& column, syntax::CreateTable& table);
    syntax::ForeignKey parseForeignKeyTarget();
    std::vector<syntax::Property> parseProperties();
    syntax::CreateView parseCreateView(const Token& first, syntax::ViewForm form);
    syntax::CreateFunction parseCreateFunction(const Token& first);
    syntax::CreateIndex parseCreateIndex(const Token& first);
    void parseCreateType();
    bool acceptNotNull();
    syntax::Name parseDeclaredName(std::string_view what);
    syntax::SetOption parseSet(const Token& first);
    void parseIgnored(ParsedProgram& program, std::string_view what, std::string_view reason);
    syntax::TypeName parseType();
    void parseTypeParameters(syntax::TypeName& type);

    // The streaming dialect: parser_stream.cpp, parser_stream_query.cpp.
    bool isStreaming() const { return m_dialect == Dialect::Streaming; }
    void parseStreamStatement(ParsedStreamStatement& parsed);
    void parseStreamCreate(ParsedStreamStatement& parsed);
    void parseCreateStream(ParsedStreamStatement& parsed, bool isRandom, bool orReplace);
    void parseStreamDrop(ParsedStreamStatement& parsed);
    void parseStreamInsert(ParsedStreamStatement& parsed);
    bool acceptIfNotExists();
    syntax::Name parseStreamName(std::string_view what);
    syntax::TypeName parseStreamType();
    syntax::TypeName parseQuotedType();
    void parseStreamTypeArgument(syntax::TypeName& type);
    std::vector<syntax::Setting> parseSettings();
    void parseStreamClauses(syntax::Query& query);
    void parseEmit(syntax::EmitClause& emit);
    bool parseEmitPart(syntax::EmitClause& emit);
    void setEmitTime(syntax::ExprTree& time);
    bool parseStreamTable(syntax::TableRef& table);
    void parseStreamWindow(syntax::TableRef& table, syntax::WindowForm form);
    syntax::ExprTree parseShortInterval();
    syntax::ExprTree parseTernary(syntax::ExprTree condition);

    // Queries.
    syntax::QueryTree parseQuery();
    void parseOrderAndLimit(syntax::Query& query);
    bool parseLimit(syntax::Query& query);
    std::vector<syntax::OrderItem> parseOrderItems();
    std::vector<syntax::ExprTree> parseExprList();
    syntax::WindowSpec parseWindow();
    syntax::WindowSpec parseWindowBody();
    std::unique_ptr<syntax::FrameClause> parseFrame();
    FrameBound parseFrameBound(syntax::ExprTree& offset);
    syntax::ExprTree parseGroupingSets();
    void parseNamedWindows(syntax::Select& select);
    syntax::BodyTree parseUnion();
    syntax::BodyTree parseIntersect();
    syntax::BodyTree parseQueryPrimary();
    syntax::BodyTree combine(syntax::BodyForm form, bool isAll, syntax::BodyTree left, syntax::BodyTree right);
    std::unique_ptr<syntax::Select> parseSelect();
    syntax::SelectItem parseSelectItem();
    void parseStarTail(syntax::SelectItem& item);
    void parseGroupBy(syntax::Select& select);
    std::vector<std::vector<syntax::ExprTree>> parseValues();
    syntax::TableTree parseTableRef();
    syntax::TableTree parseTablePrimary();
    void parseTableAlias(syntax::TableRef& table);
    bool parseJoinWords(syntax::TableRef& join);
    bool atWindowFunction(size_t ahead = 0) const;
    std::unique_ptr<syntax::WindowCall> parseWindowFunction();
    void parseWindowArgument(syntax::WindowCall& window, size_t position);
    syntax::TableTree parseWindowData();
    syntax::Name parseDescriptor();
    bool atQuery(size_t ahead = 0) const;
    bool atNextTable() const;
    void parseUnnest(syntax::TableRef& table);
    bool atAlias() const;

    // Expressions.
    syntax::ExprTree parseExpr();
    syntax::ExprTree parseAnd();
    syntax::ExprTree parseNot();
    syntax::ExprTree parseIs();
    syntax::ExprTree parseComparison();
    syntax::ExprTree parsePredicate();
    syntax::ExprTree parseAdditive();
    syntax::ExprTree parseSum();
    syntax::ExprTree parseMultiplicative();
    syntax::ExprTree parseUnary();
    syntax::ExprTree parsePostfix();
    syntax::ExprTree parsePrimary();
    syntax::ExprTree parseArray(const Token& first);
    syntax::ExprTree parseParenthesised();
    syntax::ExprTree parseRow();
    syntax::ExprTree parseSubquery(syntax::ExprTree expr);
    syntax::ExprTree parseArgument();
    syntax::ExprTree parseQuantified(std::string_view comparison, syntax::ExprTree value);
    syntax::ExprTree parseWordExpr();
    syntax::ExprTree parseKeywordExpr(const Token& word);
    syntax::ExprTree parseColumnOrCall();
    syntax::ExprTree parseCall(syntax::Name name);
    void parseCallTail(syntax::Expr& call);
    syntax::ExprTree parseTypedLiteral();
    syntax::ExprTree parseInterval();
    syntax::ExprTree parseCase();
    syntax::ExprTree parseCast(bool isSafe);
    syntax::ExprTree parseExtract();
    syntax::ExprTree parseTrim();
    syntax::ExprTree parseSubstring();
    syntax::ExprTree parsePosition();
    syntax::ExprTree parseRoundTo();
    syntax::ExprTree parseInList(syntax::ExprTree value, bool isNegated);
    syntax::ExprTree parseLike(syntax::ExprTree value, bool isNegated);
    syntax::ExprTree parseBetween(syntax::ExprTree value, bool isNegated);
    std::string parseUnit();
    syntax::ExprTree makeExpr(syntax::ExprForm form, const Token& first);
    syntax::ExprTree finish(syntax::ExprTree expr);
    syntax::ExprTree binary(std::string op, syntax::ExprTree left, syntax::ExprTree right);

    /// Counts levels of recursion; a program nested too deeply is refused.
    class Depth;

    Dialect m_dialect;
    std::vector<Token> m_tokens;
    std::vector<Error> m_errors;
    size_t m_position = 0;
    size_t m_depth = 0;
    size_t m_ternaryDepth = 0; ///< of branches before a ':'
    bool m_hasFailed = false;
    bool m_isInBareQuery = false; ///< inside a query that is an argument without parentheses of its own
    Token m_stop;               ///< what is read after an error
    std::map<std::string, syntax::TypeName> m_typeAliases; ///< CREATE TYPE, by upper-case name
    std::string m_declaredName; ///< of the relation whose declaration is being parsed
};

} // namespace millrace::sql
