// SPDX-License-Identifier: GPL-3.0-or-later
// The syntax tree of a SQL program: what was written, names unresolved, every node with its place.
#pragma once

#include "engine/base/source_span.h"
#include "engine/expr/over_spec.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace millrace::sql::syntax {

/// An identifier in canonical form: folded to lower case unless quoted.
struct Name {
    std::string text;
    bool isQuoted = false;
    SourceSpan span;
};

/// A type as written: `DECIMAL(10, 2)`, `TIMESTAMP WITH TIME ZONE`.
struct TypeName {
    std::string name;            ///< words in upper case, one blank between
    std::vector<int> parameters; ///< numbers in parentheses
    size_t arrayDepth = 0;       ///< how often ARRAY stands behind it
    std::vector<TypeName> arguments; ///< streaming dialect: types in parentheses
    std::string zone;                ///< streaming dialect: the time zone of a datetime
    SourceSpan span;
};

enum class ExprForm : uint8_t {
    Column, ///< names: [[…].relation.]column
    Null,
    Boolean,     ///< text "TRUE" or "FALSE"
    Integer,     ///< text
    Decimal,     ///< text
    Approximate, ///< text
    String,      ///< text, decoded
    Typed,       ///< DATE '…' and the like: text, decoded; type
    Interval,    ///< text, unit, unitTo, isNegated
    Operator,    ///< op; one or two args
    Not,         ///< one arg
    And,         ///< two or more args
    Or,          ///< two or more args
    Is,          ///< op "NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT FROM"; isNegated; one or two args
    Between,     ///< args value, low, high; isNegated; isSymmetric
    InList,      ///< args value, then the list; isNegated
    Like,        ///< op "LIKE", "ILIKE", "RLIKE"; args value, pattern, [escape]; isNegated
    Case,        ///< args: [operand], when, then, …, [else]; hasOperand, hasElse
    Cast,        ///< arg, type; isSafe
    Call,        ///< names (one), args; isStar, isDistinct, filter, over
    Extract,     ///< unit, arg
    RoundTo,     ///< FLOOR(x TO unit), CEIL(x TO unit): op, unit, arg
    Trim,        ///< op "BOTH", "LEADING", "TRAILING"; args characters, text
    Position,    ///< POSITION(a IN b): args
    Row,         ///< (a, b, …), also of no element
    ScalarQuery, ///< query
    InQuery,     ///< arg value, which may be a Row; query; isNegated
    Exists,      ///< query
};

struct Expr;
using ExprTree = std::unique_ptr<Expr>;
struct Query;
using QueryTree = std::unique_ptr<Query>;

struct WindowSpec;

struct Expr {
    ExprForm form = ExprForm::Null;
    SourceSpan span;
    std::vector<Name> names;
    std::string text;
    std::string op;
    std::string unit;   ///< upper case, singular: "DAY"
    std::string unitTo; ///< of an interval `unit TO unitTo`, else empty
    std::vector<ExprTree> args;
    ExprTree filter;
    std::unique_ptr<WindowSpec> over; ///< OVER, of a window function
    std::shared_ptr<Query> query;
    std::unique_ptr<TypeName> type;
    bool isNegated = false;
    bool isSymmetric = false;
    bool hasOperand = false;
    bool hasElse = false;
    bool isSafe = false;
    bool isStar = false;
    bool isDistinct = false;
    uint32_t height = 1; ///< levels of this tree; the parser bounds it
};

enum class NullsOrder : uint8_t { Lowest, First, Last };

struct OrderItem {
    ExprTree expr;
    bool isDescending = false;
    NullsOrder nulls = NullsOrder::Lowest; ///< Lowest where nothing is said
};

/// `ROWS` or `RANGE` with one bound (up to the row at hand) or `BETWEEN` two.
struct FrameClause {
    SourceSpan span;
    FrameUnit unit = FrameUnit::Range;
    FrameBound start = FrameBound::UnboundedPreceding;
    FrameBound end = FrameBound::CurrentRow;
    ExprTree startOffset; ///< where the bound has one
    ExprTree endOffset;
};

/// `[name] [PARTITION BY …] [ORDER BY …] [frame]` in the parentheses of OVER and WINDOW; OVER name is that alone.
struct WindowSpec {
    SourceSpan span;
    std::optional<Name> base; ///< of the window it refines
    std::vector<ExprTree> partitionBy;
    std::vector<OrderItem> orderBy;
    std::unique_ptr<FrameClause> frame;
};

/// `name AS (…)` of a WINDOW clause.
struct NamedWindow {
    Name name;
    WindowSpec spec;
};

enum class TableForm : uint8_t { Named, Subquery, Join, Window, Unnest };
enum class JoinForm : uint8_t { Inner, Left, Right, Full, Cross };

struct TableRef;
using TableTree = std::unique_ptr<TableRef>;

enum class WindowForm : uint8_t { Tumble, Hop };

/// A call of the table functions TUMBLE and HOP.
struct WindowCall {
    WindowForm form = WindowForm::Tumble;
    TableTree data;
    Name timeColumn;
    ExprTree slide; ///< Hop
    ExprTree size;
    ExprTree offset; ///< or null
    ExprTree time;   ///< streaming dialect: in place of timeColumn; null for the time of the stream
    std::string zone; ///< streaming dialect: the zone windows are aligned in; empty for that of the time
};

/// One entry of FROM.
struct TableRef {
    TableForm form = TableForm::Named;
    SourceSpan span;
    Name name;                       // Named
    QueryTree query;                 // Subquery
    std::unique_ptr<WindowCall> window;
    ExprTree array;                  // Unnest: over the columns of the entries before it
    bool withOrdinality = false;     // Unnest
    bool isHistory = false;          // Named, of the streaming dialect: table(name), the stored rows
    std::optional<Name> alias;       // all but Join
    std::vector<Name> columnAliases; // all but Join
    JoinForm join = JoinForm::Inner; // Join
    TableTree left;
    TableTree right;
    ExprTree condition; ///< ON, or null
    std::vector<Name> usingColumns;
    bool isNatural = false;
    uint32_t height = 1;
};

enum class ItemForm : uint8_t { Expression, Star, RelationStar };

struct SelectItem {
    ItemForm form = ItemForm::Expression;
    SourceSpan span;
    ExprTree expr;
    std::optional<Name> alias;
    Name relation;                      // RelationStar
    std::vector<Name> excluded;         ///< Star, RelationStar: columns that are left out
    std::vector<SelectItem> replaced;   ///< likewise: expressions that take the place of the column of their alias
};

struct Select {
    SourceSpan span;
    bool isDistinct = false;
    std::vector<ExprTree> distinctOn; ///< DISTINCT ON (…)
    std::vector<SelectItem> items;
    std::vector<TableTree> from; ///< entries of a comma list
    ExprTree where;
    bool hasGroupBy = false;
    bool groupsByAll = false; ///< GROUP BY ALL: by every item without an aggregate
    std::vector<ExprTree> groupBy;
    ExprTree having;
    std::vector<NamedWindow> windows;
    ExprTree qualify;
};

enum class BodyForm : uint8_t { Select, Values, Nested, Union, Except, Intersect };

struct QueryBody;
using BodyTree = std::unique_ptr<QueryBody>;

struct StreamClauses; // engine/sql/stream_syntax.h

/// A query without WITH and ORDER BY.
struct QueryBody {
    BodyForm form = BodyForm::Select;
    SourceSpan span;
    std::unique_ptr<Select> select;
    std::vector<std::vector<ExprTree>> rows; // Values
    QueryTree nested;                        // Nested
    bool isAll = false;                      // set operations
    std::vector<BodyTree> operands;
    uint32_t height = 1;
};

/// `name [(columns)] AS (query)` of a WITH clause.
struct CommonTable {
    Name name;
    std::vector<Name> columns;
    QueryTree query;
};

struct Query {
    SourceSpan span;
    std::vector<CommonTable> with;
    BodyTree body;
    std::vector<OrderItem> orderBy;
    SourceSpan orderBySpan;
    ExprTree limit;       ///< null when all rows are wanted
    ExprTree offset;
    bool withTies = false;
    SourceSpan limitSpan; ///< LIMIT, OFFSET or FETCH; unknown when there is none
    std::shared_ptr<StreamClauses> stream; ///< streaming dialect: always there
};

struct Property {
    std::string key;
    SourceSpan keySpan;
    std::string value;
    SourceSpan valueSpan; ///< of the literal, quotes included
};

struct ForeignKey {
    std::vector<Name> columns; ///< empty beside a column
    Name table;
    std::vector<Name> referenced;
};

struct ColumnDefinition {
    Name name;
    TypeName type;
    bool isNotNull = false;
    bool isPrimaryKey = false;
    SourceSpan primaryKeySpan;
    SourceSpan nullSpan; ///< of an explicit NULL
    ExprTree defaultValue;
    ExprTree lateness;
    ExprTree watermark;
};

struct CreateTable {
    Name name;
    std::vector<ColumnDefinition> columns;
    std::vector<std::vector<Name>> primaryKeys; ///< PRIMARY KEY (…) constraints
    std::vector<SourceSpan> primaryKeySpans;
    std::vector<ForeignKey> foreignKeys;
    std::vector<Property> properties;
    SourceSpan span;
};

enum class ViewForm : uint8_t { Plain, Local, Materialized };

struct CreateView {
    Name name;
    ViewForm form = ViewForm::Plain;
    std::vector<Name> columns;
    SourceSpan columnsSpan; ///< of the column list with its parentheses
    std::vector<Property> properties;
    QueryTree query;
    SourceSpan span;
};

struct FunctionParameter {
    Name name;
    TypeName type;
    bool isNotNull = false;
};

struct CreateFunction {
    Name name;
    std::vector<FunctionParameter> parameters;
    TypeName result;
    bool isNotNull = false;
    ExprTree body; ///< null when the program expects the function elsewhere
    SourceSpan span;
};

struct CreateIndex {
    Name name;
    Name relation;
    std::vector<Name> columns;
    SourceSpan span;
};

struct SetOption {
    Name name;
    std::string value; ///< upper case words, text of literals
    SourceSpan span;
};

/// A statement without effect in a program: INSERT, REMOVE, DROP, LATENESS.
struct IgnoredStatement {
    std::string what;
    std::string reason;
    SourceSpan span;
};

using Statement = std::variant<CreateTable, CreateView, CreateFunction, CreateIndex, SetOption, IgnoredStatement>;

} // namespace millrace::sql::syntax
