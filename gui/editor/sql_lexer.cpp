// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/sql_lexer.h"

#include "gui/editor/lexer_look.h"

namespace millrace::gui {

namespace {

constexpr int kKeywordSet = 1;
constexpr int kTypeSet = 5; // drawn in the style KeywordSet5

} // namespace

SqlLexer::SqlLexer(QObject* parent)
    : QsciLexerSQL(parent)
{
    setBackslashEscapes(false);
    setHashComments(false);
    setFoldComments(true);
    setFoldCompact(false);
    applyTheme();
}

const char* SqlLexer::keywords(int set) const
{
    if (set == kKeywordSet) {
        return "all and any append_only array as asc asof avg between by case cast check coalesce connectors count "
               "create "
               "cross current_date current_timestamp day default delete desc distinct else emit end escape except "
               "exists "
               "explain extract false fetch filter final first following for foreign from full function group grouping "
               "having hour if ilike in inner insert intersect interval into is join key last lateness lateral left "
               "like "
               "limit local match_condition materialized max min minute month natural not now null nullif nulls offset "
               "on "
               "only or order outer over partition preceding primary qualify range recursive references right rlike "
               "row "
               "rows safe_cast second select set sets similar some sum table then to trim true type unbounded union "
               "unique "
               "unnest update using values view watermark week when where window with within year";
    }
    if (set == kTypeSet) {
        return "bigint binary boolean char character date decimal double float float32 float64 geometry int int2 int4 "
               "int64 "
               "int8 integer map numeric precision real smallint string text time timestamp tinyint unsigned uuid "
               "varbinary "
               "varchar variant zone";
    }
    return nullptr;
}

void SqlLexer::applyTheme()
{
    const Theme& theme = ThemeController::current();
    const QFont bold = applyPlainLook(*this);
    setFont(bold, Keyword);
    setColor(theme.color(ColorToken::SqlKeyword), Keyword);
    setColor(theme.color(ColorToken::SqlType), KeywordSet5);
    setColor(theme.color(ColorToken::SqlNumber), Number);
    setColor(theme.color(ColorToken::SqlString), SingleQuotedString);
    setColor(theme.color(ColorToken::SqlString), DoubleQuotedString);
    setColor(theme.color(ColorToken::SqlOperator), Operator);
    setColor(theme.color(ColorToken::Text), QuotedIdentifier);
    for (const int style : {Comment, CommentLine, CommentLineHash, CommentDoc}) {
        setColor(theme.color(ColorToken::SqlComment), style);
    }
}

} // namespace millrace::gui
