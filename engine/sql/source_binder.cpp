// SPDX-License-Identifier: GPL-3.0-or-later
// FROM: relations by name, derived tables, joins.
#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/name_suggestion.h"
#include "engine/sql/query_binder.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <unordered_set>

namespace millrace::sql {

using syntax::JoinForm;
using syntax::Name;
using syntax::TableForm;
using syntax::TableRef;

namespace {

JoinKind joinKindOf(JoinForm form)
{
    switch (form) {
    case JoinForm::Left: return JoinKind::Left;
    case JoinForm::Right: return JoinKind::Right;
    case JoinForm::Full: return JoinKind::Full;
    case JoinForm::Inner:
    case JoinForm::Cross: break;
    }
    return JoinKind::Inner;
}

/// The columns that a join has on both sides: those that are named, each once, or with NATURAL all.
std::vector<Name> namesOfUsing(const TableRef& table, const Scope& left, const Scope& right)
{
    std::vector<Name> names;
    std::unordered_set<std::string_view> known;
    for (const Name& name : table.usingColumns) {
        if (known.insert(name.text).second) {
            names.push_back(name);
        }
    }
    if (table.isNatural) {
        for (const ScopeColumn* column : left.starColumns()) {
            if (right.find(column->name).column != nullptr) {
                names.push_back(Name{column->name, column->caseSensitive, table.span});
            }
        }
    }
    return names;
}

} // namespace

bool QueryBinder::bindFrom(const syntax::Select& select, Source& source)
{
    if (select.from.empty()) {
        // One row without columns.
        source.rel = makeValues({{}}, Schema(), select.span);
        return true;
    }
    bool isComplete = true;
    for (const syntax::TableTree& table : select.from) {
        if (table->form == TableForm::Unnest) {
            isComplete = isComplete && bindUnnest(*table, source);
            continue;
        }
        Source next;
        if (!bindTable(*table, next)) {
            isComplete = false;
            continue;
        }
        if (!source.rel) {
            source = std::move(next);
            continue;
        }
        isComplete = checkAliases(source.scope, next.scope, table->span) && isComplete;
        if (!spend(static_cast<size_t>(source.scope.rowWidth() + next.scope.rowWidth()), table->span)) {
            return false;
        }
        source.rel = makeJoin(JoinKind::Inner, std::move(source.rel), std::move(next.rel), nullptr,
                              select.from.front()->span.joinedWith(table->span));
        source.scope.append(std::move(next.scope));
    }
    return isComplete;
}

bool QueryBinder::bindTable(const TableRef& table, Source& source)
{
    if (table.form == TableForm::Join) {
        return bindJoin(table, source);
    }
    if (table.form == TableForm::Named) {
        return bindNamed(table, source);
    }
    if (table.form == TableForm::Window) {
        return bindWindow(table, source);
    }
    if (table.form == TableForm::Unnest) {
        return bindUnnest(table, source);
    }
    source.rel = bind(*table.query);
    if (source.rel && !table.columnAliases.empty()) {
        source.rel = renamed(std::move(source.rel), table.columnAliases, table.span);
    }
    if (source.rel) {
        source.scope.addRelation(table.alias ? table.alias->text : "", source.rel->schema);
    }
    return source.rel != nullptr;
}

/// The elements of an array beside each row of the entries before it; a row without elements is gone.
bool QueryBinder::bindUnnest(const TableRef& table, Source& source)
{
    ExpressionBinder binder = makeBinder(source.scope);
    binder.setAggregates(nullptr, "in UNNEST");
    ExprPtr array = binder.bind(*table.array);
    if (!array) {
        return false;
    }
    if (array->type.id != TypeId::Array) {
        m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                            "UNNEST needs an array, not a value of type " + array->type.toString(),
                            table.array->span);
        return false;
    }
    const std::string alias = table.alias ? table.alias->text : "";
    if (!alias.empty() && source.scope.findRelation(alias)) {
        m_diagnostics.error(ErrorCode::kSqlDuplicateName, "FROM has this name twice; give one an alias: " + alias,
                            table.span);
        return false;
    }
    Schema added;
    added.columns.push_back(ColumnInfo{table.alias ? alias : "EXPR$0", *array->type.element,
                                       !table.alias || table.alias->isQuoted});
    if (table.withOrdinality) {
        added.columns[0].name = "EXPR$0";
        added.columns.push_back(ColumnInfo{"ordinality", SqlType::of(TypeId::BigInt, false), false});
    }
    if (!table.columnAliases.empty() && table.columnAliases.size() != added.numColumns()) {
        m_diagnostics.error(ErrorCode::kSqlColumnCount,
                            "UNNEST has " + std::to_string(added.numColumns()) + " columns, but names stand for " +
                                std::to_string(table.columnAliases.size()),
                            table.span);
        return false;
    }
    std::vector<std::string> names;
    for (const Name& name : table.columnAliases) {
        names.push_back(name.text);
    }
    RelPtr rel = source.rel ? std::move(source.rel) : makeValues({{}}, Schema(), table.span);
    rel = makeUnnest(std::move(rel), std::move(array), table.span);
    if (!table.withOrdinality) {
        std::vector<ExprPtr> exprs = columnExprs(rel->schema);
        std::vector<ColumnInfo> columns = rel->schema.columns;
        exprs.pop_back();
        columns.pop_back();
        rel = makeProject(std::move(rel), std::move(exprs), columns, table.span);
    }
    source.rel = std::move(rel);
    source.scope.addRelation(alias, added, names);
    return true;
}

bool QueryBinder::bindNamed(const TableRef& table, Source& source)
{
    source.rel = findRelation(table.name);
    if (!source.rel) {
        return false;
    }
    std::vector<std::string> names;
    for (const Name& name : table.columnAliases) {
        names.push_back(name.text);
    }
    const size_t numColumns = source.rel->schema.numColumns();
    if (!names.empty() && names.size() != numColumns) {
        m_diagnostics.error(ErrorCode::kSqlColumnCount,
                            table.name.text + " has " + std::to_string(numColumns) + " columns, but names stand for " +
                                std::to_string(names.size()),
                            table.columnAliases.front().span.joinedWith(table.columnAliases.back().span));
        return false;
    }
    source.scope.addRelation(table.alias ? table.alias->text : table.name.text, source.rel->schema, names);
    return true;
}

/// A common table expression or a relation of the program; null when there is none or it is broken.
RelPtr QueryBinder::findRelation(const Name& name)
{
    for (auto it = m_common.rbegin(); it != m_common.rend(); ++it) {
        if (it->first == name.text) {
            return it->second;
        }
    }
    if (m_catalog.isBroken(name.text)) {
        return nullptr;
    }
    const auto id = m_catalog.find(name.text);
    if (!id) {
        std::vector<std::string_view> candidates = m_catalog.names();
        for (const auto& [common, rel] : m_common) {
            candidates.push_back(common);
        }
        m_diagnostics.error(ErrorCode::kSqlUnknownRelation, "No table or view of this name: " + name.text, name.span,
                            suggestionNotes(m_diagnostics, name.text, candidates));
        return nullptr;
    }
    return makeScan(*id, m_catalog.relation(*id).schema, name.span);
}

bool QueryBinder::checkAliases(const Scope& left, const Scope& right, const SourceSpan& span)
{
    for (const std::string_view alias : right.relationNames()) {
        if (left.findRelation(alias)) {
            m_diagnostics.error(ErrorCode::kSqlDuplicateName,
                                "FROM has this name twice; give one an alias: " + std::string(alias), span);
            return false;
        }
    }
    return true;
}

/// `source JOIN UNNEST(…) ON …`.
bool QueryBinder::bindUnnestJoin(const TableRef& table, Source& source)
{
    const bool isInner = table.join == JoinForm::Inner || table.join == JoinForm::Cross;
    if (!isInner || table.isNatural || !table.usingColumns.empty()) {
        m_diagnostics.error(ErrorCode::kSqlUnsupported,
                            std::string(isInner ? "USING" : "An outer join") + " with UNNEST is not supported yet",
                            table.span);
        return false;
    }
    ExprPtr condition;
    if (!bindUnnest(*table.right, source) || !bindCondition(table, source.scope, condition)) {
        return false;
    }
    if (condition) {
        source.rel = makeFilter(std::move(source.rel), std::move(condition), table.span);
    }
    return true;
}

/// The condition of ON, null where there is none; false when it was reported.
bool QueryBinder::bindCondition(const TableRef& table, const Scope& scope, ExprPtr& condition)
{
    if (!table.condition) {
        return true;
    }
    ExpressionBinder binder = makeBinder(scope);
    binder.setAggregates(nullptr, "in ON");
    condition = binder.bindCondition(*table.condition, "ON");
    return condition != nullptr;
}

bool QueryBinder::bindJoin(const TableRef& table, Source& source)
{
    Source left;
    Source right;
    const bool isLeftBound = bindTable(*table.left, left);
    if (table.right->form == TableForm::Unnest) {
        source = std::move(left);
        return isLeftBound && bindUnnestJoin(table, source);
    }
    if (!bindTable(*table.right, right) || !isLeftBound || !checkAliases(left.scope, right.scope, table.right->span)) {
        return false;
    }
    const JoinKind kind = joinKindOf(table.join);
    const int leftWidth = left.scope.rowWidth();
    const int width = leftWidth + right.scope.rowWidth();
    if (!spend(static_cast<size_t>(width), table.span)) {
        return false;
    }
    ExprPtr condition;
    if (table.isNatural || !table.usingColumns.empty()) {
        if (!bindUsing(table, left, right, kind, condition)) {
            return false;
        }
    } else {
        left.scope.append(std::move(right.scope));
        if (!bindCondition(table, left.scope, condition)) {
            return false;
        }
        if (kind == JoinKind::Right || kind == JoinKind::Full) {
            left.scope.makeNullable(0, leftWidth);
        }
        if (kind == JoinKind::Left || kind == JoinKind::Full) {
            left.scope.makeNullable(leftWidth, width);
        }
    }
    source.rel = makeJoin(kind, std::move(left.rel), std::move(right.rel), std::move(condition), table.span);
    source.scope = std::move(left.scope);
    return true;
}

/// USING and NATURAL: equality of columns of the same name, which then are one.
bool QueryBinder::bindUsing(const TableRef& table, Source& left, Source& right, JoinKind kind, ExprPtr& condition)
{
    const std::vector<Name> names = namesOfUsing(table, left.scope, right.scope);
    std::vector<ExprPtr> equalities;
    const int leftWidth = left.scope.rowWidth();
    const int width = leftWidth + right.scope.rowWidth();
    for (const Name& name : names) {
        const Scope::Match ofLeft = left.scope.find(name.text);
        const Scope::Match ofRight = right.scope.find(name.text);
        if (ofLeft.column == nullptr || ofRight.column == nullptr) {
            m_diagnostics.error(ErrorCode::kSqlUnknownColumn,
                                "No column of this name on the " +
                                    std::string(ofLeft.column == nullptr ? "left" : "right") +
                                    " side of the join: " + name.text,
                                name.span);
            return false;
        }
        if (!ofLeft.others.empty() || !ofRight.others.empty()) {
            m_diagnostics.error(ErrorCode::kSqlAmbiguousColumn, "Several columns have the name " + name.text,
                                name.span);
            return false;
        }
    }
    left.scope.append(std::move(right.scope));
    const auto sides = [&](const Name& name) {
        const Scope::Match match = left.scope.find(name.text);
        return std::make_pair(match.column, match.others.at(0));
    };
    for (const Name& name : names) {
        const auto [a, b] = sides(name);
        auto equality = resolveCall("=", {a->expr, b->expr}, name.span);
        if (!equality.ok()) {
            m_diagnostics.error(equality.error());
            return false;
        }
        equalities.push_back(std::move(equality).value());
    }
    if (!equalities.empty()) {
        condition = equalities.size() == 1 ? equalities[0] : logicalExpr(ExprKind::And, equalities, table.span);
    }
    if (kind == JoinKind::Right || kind == JoinKind::Full) {
        left.scope.makeNullable(0, leftWidth);
    }
    if (kind == JoinKind::Left || kind == JoinKind::Full) {
        left.scope.makeNullable(leftWidth, width);
    }
    std::vector<Scope::Merged> pairs;
    for (const Name& name : names) {
        const auto [a, b] = sides(name);
        ExprPtr merged = kind == JoinKind::Right ? b->expr : a->expr;
        if (kind == JoinKind::Full) {
            auto either = resolveCall("COALESCE", {a->expr, b->expr}, name.span);
            if (!either.ok()) {
                m_diagnostics.error(either.error());
                return false;
            }
            merged = std::move(either).value();
        }
        pairs.push_back({a, b, std::move(merged)});
    }
    left.scope.merge(pairs);
    return true;
}

} // namespace millrace::sql
