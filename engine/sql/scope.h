// SPDX-License-Identifier: GPL-3.0-or-later
// The columns that names of a query may refer to.
#pragma once

#include "engine/expr/scalar_expr.h"
#include "engine/types/schema.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace millrace::sql {

/// One column that FROM makes visible.
struct ScopeColumn {
    std::string name;
    bool caseSensitive = false;
    int relation = 0;        ///< index of the relation in FROM
    ExprPtr expr;            ///< its value over the row of FROM
    bool isQualified = true; ///< found by relation.name
    bool isVisible = true;   ///< found by its bare name and by *; false for one side of USING
};

/// Relations and columns of one FROM clause.
class Scope {
public:
    Scope() = default;
    Scope(Scope&&) = default;
    Scope& operator=(Scope&&) = default;
    Scope(const Scope&) = delete; // the index points into our own columns
    Scope& operator=(const Scope&) = delete;

    struct Match {
        const ScopeColumn* column = nullptr;
        std::vector<const ScopeColumn*> others; ///< further matches: the name is ambiguous
    };

    /// Adds a relation whose columns follow those that are there. `alias` may be empty.
    void addRelation(std::string alias, const Schema& schema, const std::vector<std::string>& renamed = {});
    /// Appends the relations and columns of `right`, its columns shifted behind ours.
    void append(Scope right);
    /// Makes the columns of our row positions [from, to) nullable: the side of an outer join that may be missing.
    void makeNullable(int from, int to);
    /// USING: columns of both sides become one each, shown first.
    struct Merged {
        const ScopeColumn* left;
        const ScopeColumn* right;
        ExprPtr value;
    };
    void merge(const std::vector<Merged>& pairs);

    Match find(std::string_view name) const;
    Match find(std::string_view relation, std::string_view name) const;
    /// Position of the relation of this name in FROM.
    std::optional<int> findRelation(std::string_view alias) const;

    /// Columns in the order of `*`.
    std::vector<const ScopeColumn*> starColumns() const;
    std::vector<const ScopeColumn*> columnsOf(int relation) const;
    const std::string& relationName(int relation) const { return m_relations[static_cast<size_t>(relation)]; }
    size_t numRelations() const { return m_relations.size(); }
    /// Width of the row of FROM.
    int rowWidth() const { return m_rowWidth; }
    std::vector<std::string_view> columnNames() const;
    std::vector<std::string_view> relationNames() const;

private:
    void forEachNamed(std::string_view name, std::vector<const ScopeColumn*>& found) const;

    std::vector<std::string> m_relations;
    std::vector<ScopeColumn> m_columns;
    int m_rowWidth = 0;
    mutable std::unordered_multimap<std::string_view, size_t> m_index; ///< built when many columns are looked up
};

} // namespace millrace::sql
