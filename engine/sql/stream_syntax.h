// SPDX-License-Identifier: GPL-3.0-or-later
// Syntax of the statements of descriptive pipelines, and of what streaming adds to queries.
#pragma once

#include "engine/base/error.h"
#include "engine/sql/syntax_tree.h"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace millrace::sql {

namespace syntax {

/// `name = value` behind SETTINGS.
struct Setting {
    Name name;
    std::string value; ///< decoded when it is a string; numbers and words as written
    bool isString = false;
    SourceSpan span;
};

/// EMIT, in its older and its newer grammar.
struct EmitClause {
    SourceSpan span; ///< unknown when there is none
    bool isChangelog = false;
    bool isAfterClose = false; ///< AFTER WATERMARK, AFTER WINDOW CLOSE
    bool isOnUpdate = false;
    bool isRepeat = false;
    ExprTree period; ///< PERIODIC p, ON UPDATE WITH BATCH p
    ExprTree delay;
    ExprTree timeout;
};

/// What a query of a stream has behind ORDER BY.
struct StreamClauses {
    ExprTree limitPerKey; ///< LIMIT n BY …
    std::vector<ExprTree> limitKeys;
    EmitClause emit;
    std::vector<Setting> settings;
};

struct StreamColumnDefinition {
    Name name;
    TypeName type;
    ExprTree defaultValue; ///< or null
};

struct CreateStream {
    Name name;
    bool isRandom = false;
    bool orReplace = false;
    bool ifNotExists = false;
    std::vector<StreamColumnDefinition> columns;
    std::vector<Setting> settings;
};

struct CreateStreamView {
    Name name;
    bool orReplace = false;
    bool ifNotExists = false;
    std::shared_ptr<const Query> query;
};

struct DropStream {
    Name name;
    bool isView = false;
    bool ifExists = false;
};

struct InsertRows {
    Name name;
    std::vector<Name> columns; ///< empty: all
    std::vector<std::vector<ExprTree>> rows;
};

struct ShowStreams {};

struct DescribeStream {
    Name name;
};

struct StreamQuery {
    std::shared_ptr<const Query> query;
};

using StreamStatement =
    std::variant<CreateStream, CreateStreamView, DropStream, InsertRows, ShowStreams, DescribeStream, StreamQuery>;

} // namespace syntax

struct ParsedStreamStatement {
    std::optional<syntax::StreamStatement> statement; ///< nothing when there are errors
    std::vector<Error> errors;
    SourceSpan span;
};

/// Parses one statement of the streaming dialect with or without a ';' behind it.
ParsedStreamStatement parseStreamStatement(std::string_view text);

} // namespace millrace::sql
