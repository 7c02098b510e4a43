// SPDX-License-Identifier: GPL-3.0-or-later
// A compiled SQL program: its relations, bound views, connector declarations and diagnostics.
#pragma once

#include "engine/sql/diagnostic.h"
#include "engine/sql/relational.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::sql {

enum class RelationKind : uint8_t { Table, View, LocalView, MaterializedView };

/// The value of the 'connectors' property: JSON text and where it stands, so that errors inside it can be
/// shown at their place.
struct ConnectorsProperty {
    std::string json;
    SourceSpan span; ///< of the string literal, quotes included
};

/// A table or view of a program.
struct Relation {
    std::string name; ///< canonical
    bool caseSensitive = false;
    RelationKind kind = RelationKind::Table;
    Schema schema;
    std::vector<std::optional<Value>> defaults; ///< tables: DEFAULT of each column
    /// Rows are kept: keyed tables, 'materialized' = 'true', MATERIALIZED views.
    bool isMaterialized = false;
    bool isAppendOnly = false;
    std::vector<std::pair<std::string, std::string>> properties; ///< as written, 'connectors' too
    std::optional<ConnectorsProperty> connectors;
    RelPtr query; ///< views
    SourceSpan nameSpan;
    SourceSpan span; ///< the whole statement

    bool isTable() const { return kind == RelationKind::Table; }
};

/// A function of CREATE FUNCTION: an expression that takes the place of each call.
struct UserFunction {
    std::string name; ///< canonical
    std::vector<SqlType> parameters;
    SqlType result;
    ExprPtr body;        ///< over the parameters as columns; null when its declaration has errors
    size_t bodySize = 0; ///< nodes of the body
    SourceSpan nameSpan;
};

/// A key of a view for the connectors that write it (CREATE INDEX).
struct IndexDeclaration {
    std::string name; ///< canonical
    RelationId relation = 0;
    std::vector<int> columns;
    SourceSpan span;
};

struct Program {
    std::vector<Relation> relations; ///< in order of declaration; a view follows what it reads
    std::vector<UserFunction> functions;
    std::vector<IndexDeclaration> indexes;
    std::vector<Diagnostic> diagnostics;

    bool hasErrors() const;
    /// By canonical name.
    const Relation* find(std::string_view name) const;
    const UserFunction* findFunction(std::string_view name) const;
};

/// Parses and binds a program. Never fails as a whole: what is wrong stands in `diagnostics`, relations
/// that could be bound are there. Any thread; no I/O.
Program compileProgram(std::string_view text);

/// The canonical form of an identifier as written in an API path or a command line: unquoted names fold to
/// lower case, "quoted" ones lose their quotes.
std::string canonicalName(std::string_view written);

} // namespace millrace::sql
