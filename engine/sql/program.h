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

struct Program {
    std::vector<Relation> relations; ///< in order of declaration; a view follows what it reads
    std::vector<Diagnostic> diagnostics;

    bool hasErrors() const;
    /// By canonical name.
    const Relation* find(std::string_view name) const;
};

/// Parses and binds a program. Never fails as a whole: what is wrong stands in `diagnostics`, relations
/// that could be bound are there. Any thread; no I/O.
Program compileProgram(std::string_view text);

/// The canonical form of an identifier as written in an API path or a command line: unquoted names fold to
/// lower case, "quoted" ones lose their quotes.
std::string canonicalName(std::string_view written);

} // namespace millrace::sql
