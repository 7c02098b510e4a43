// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/scope.h"

#include <algorithm>
#include <iterator>

namespace millrace::sql {

namespace {

/// Up to here comparing names one by one is faster than hashing them.
constexpr size_t kIndexedSize = 16;

} // namespace

void Scope::addRelation(std::string alias, const Schema& schema, const std::vector<std::string>& renamed)
{
    m_index.clear();
    const int relation = static_cast<int>(m_relations.size());
    m_relations.push_back(std::move(alias));
    m_columns.reserve(m_columns.size() + schema.numColumns());
    for (size_t i = 0; i < schema.numColumns(); ++i) {
        ScopeColumn column;
        column.name = i < renamed.size() ? renamed[i] : schema.columns[i].name;
        column.caseSensitive = schema.columns[i].caseSensitive;
        column.relation = relation;
        column.expr = columnExpr(m_rowWidth, schema.columns[i].type);
        m_columns.push_back(std::move(column));
        ++m_rowWidth;
    }
}

void Scope::append(Scope right)
{
    m_index.clear();
    const int firstRelation = static_cast<int>(m_relations.size());
    std::vector<int> shifted(static_cast<size_t>(right.m_rowWidth));
    for (size_t i = 0; i < shifted.size(); ++i) {
        shifted[i] = m_rowWidth + static_cast<int>(i);
    }
    m_relations.insert(m_relations.end(), right.m_relations.begin(), right.m_relations.end());
    m_columns.reserve(m_columns.size() + right.m_columns.size());
    for (ScopeColumn& column : right.m_columns) {
        column.relation += firstRelation;
        column.expr = remapColumns(column.expr, shifted);
        m_columns.push_back(std::move(column));
    }
    m_rowWidth += right.m_rowWidth;
}

void Scope::makeNullable(int from, int to)
{
    std::vector<ExprPtr> replacement(static_cast<size_t>(m_rowWidth));
    for (const ScopeColumn& column : m_columns) {
        if (column.expr->kind == ExprKind::Column) {
            const int position = column.expr->column;
            const bool isAffected = position >= from && position < to;
            replacement[static_cast<size_t>(position)] =
                isAffected ? columnExpr(position, column.expr->type.withNullable(true)) : column.expr;
        }
    }
    for (ScopeColumn& column : m_columns) {
        column.expr = substituteColumns(column.expr, replacement);
    }
}

void Scope::merge(const std::vector<Merged>& pairs)
{
    std::vector<ScopeColumn> merged;
    for (const Merged& pair : pairs) {
        ScopeColumn& column = merged.emplace_back(*pair.left);
        column.expr = pair.value;
        column.isQualified = false;
        for (const ScopeColumn* hidden : {pair.left, pair.right}) {
            m_columns[static_cast<size_t>(hidden - m_columns.data())].isVisible = false;
        }
    }
    m_index.clear();
    const auto firstPlain =
        std::find_if(m_columns.begin(), m_columns.end(), [](const ScopeColumn& c) { return c.isQualified; });
    m_columns.insert(firstPlain, std::make_move_iterator(merged.begin()), std::make_move_iterator(merged.end()));
}

void Scope::forEachNamed(std::string_view name, std::vector<const ScopeColumn*>& found) const
{
    if (m_columns.size() <= kIndexedSize) {
        for (const ScopeColumn& column : m_columns) {
            if (column.name == name) {
                found.push_back(&column);
            }
        }
        return;
    }
    if (m_index.empty()) {
        for (size_t i = 0; i < m_columns.size(); ++i) {
            m_index.emplace(m_columns[i].name, i);
        }
    }
    const auto [first, last] = m_index.equal_range(name);
    for (auto it = first; it != last; ++it) {
        found.push_back(&m_columns[it->second]);
    }
    std::sort(found.begin(), found.end());
}

Scope::Match Scope::find(std::string_view name) const
{
    std::vector<const ScopeColumn*> found;
    forEachNamed(name, found);
    Match match;
    for (const ScopeColumn* column : found) {
        if (!column->isVisible) {
            continue;
        }
        if (match.column == nullptr) {
            match.column = column;
        } else {
            match.others.push_back(column);
        }
    }
    return match;
}

Scope::Match Scope::find(std::string_view relation, std::string_view name) const
{
    std::vector<const ScopeColumn*> found;
    forEachNamed(name, found);
    Match match;
    for (const ScopeColumn* column : found) {
        if (!column->isQualified || relationName(column->relation) != relation) {
            continue;
        }
        if (match.column == nullptr) {
            match.column = column;
        } else {
            match.others.push_back(column);
        }
    }
    return match;
}

std::optional<int> Scope::findRelation(std::string_view alias) const
{
    for (size_t i = 0; i < m_relations.size(); ++i) {
        if (!alias.empty() && m_relations[i] == alias) {
            return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

std::vector<const ScopeColumn*> Scope::starColumns() const
{
    std::vector<const ScopeColumn*> columns;
    for (const ScopeColumn& column : m_columns) {
        if (column.isVisible) {
            columns.push_back(&column);
        }
    }
    return columns;
}

std::vector<const ScopeColumn*> Scope::columnsOf(int relation) const
{
    std::vector<const ScopeColumn*> columns;
    for (const ScopeColumn& column : m_columns) {
        if (column.isQualified && column.relation == relation) {
            columns.push_back(&column);
        }
    }
    return columns;
}

std::vector<std::string_view> Scope::columnNames() const
{
    std::vector<std::string_view> names;
    for (const ScopeColumn& column : m_columns) {
        names.push_back(column.name);
    }
    return names;
}

std::vector<std::string_view> Scope::relationNames() const
{
    return {m_relations.begin(), m_relations.end()};
}

} // namespace millrace::sql
