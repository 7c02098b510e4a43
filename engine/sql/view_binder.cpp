// SPDX-License-Identifier: GPL-3.0-or-later
// CREATE VIEW: its query, its columns.
#include "engine/sql/program_binder.h"
#include "engine/sql/query_binder.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <set>

namespace millrace::sql {

namespace {

RelationKind kindOf(syntax::ViewForm form)
{
    switch (form) {
    case syntax::ViewForm::Local: return RelationKind::LocalView;
    case syntax::ViewForm::Materialized: return RelationKind::MaterializedView;
    case syntax::ViewForm::Plain: break;
    }
    return RelationKind::View;
}

bool containsScan(const RelNode& rel)
{
    return rel.kind == RelKind::Scan ||
           std::any_of(rel.inputs.begin(), rel.inputs.end(), [](const RelPtr& input) { return containsScan(*input); });
}

/// Where the query makes the column, if that is known.
SourceSpan columnPlace(const RelNode& query, size_t column, const SourceSpan& otherwise)
{
    const RelNode* rel = &query;
    while ((rel->kind == RelKind::Distinct || rel->kind == RelKind::UnionAll) && !rel->inputs.empty()) {
        rel = rel->inputs[0].get();
    }
    const bool isKnown = rel->kind == RelKind::Project && column < rel->exprs.size();
    return isKnown && rel->exprs[column]->span.isKnown() ? rel->exprs[column]->span : otherwise;
}

} // namespace

void ProgramBinder::bindView(const syntax::CreateView& view)
{
    Relation relation;
    relation.name = view.name.text;
    relation.caseSensitive = view.name.isQuoted;
    relation.kind = kindOf(view.form);
    relation.nameSpan = view.name.span;
    relation.span = view.span;
    relation.isMaterialized = relation.kind == RelationKind::MaterializedView;
    if (m_budget.isSpent()) {
        // Told where it happened; what comes behind would only take time.
        m_catalog.addBroken(relation.name, relation.nameSpan);
        return;
    }
    const bool isNameFree = checkName(view.name, relation.kind);
    const bool arePropertiesBound = bindProperties(view.properties, relation);
    relation.query = QueryBinder(m_catalog, m_diagnostics, m_budget).bind(*view.query);
    const bool isComplete = isNameFree && arePropertiesBound && relation.query && nameViewColumns(view, relation) &&
                            checkViewColumns(view, relation);
    if (!isComplete) {
        m_catalog.addBroken(relation.name, relation.nameSpan);
        return;
    }
    if (!containsScan(*relation.query)) {
        m_diagnostics.warning("View is constant", "The view reads no table: its rows never change: " + relation.name,
                              relation.nameSpan);
    }
    relation.query = withColumnNames(relation.query, relation.schema.columns);
    m_catalog.add(relation.name, static_cast<RelationId>(m_program.relations.size()), relation.nameSpan);
    m_program.relations.push_back(std::move(relation));
}

bool ProgramBinder::nameViewColumns(const syntax::CreateView& view, Relation& relation)
{
    relation.schema.columns = relation.query->schema.columns;
    if (view.columns.empty()) {
        return true;
    }
    if (view.columns.size() != relation.schema.numColumns()) {
        m_diagnostics.error(ErrorCode::kSqlColumnCount,
                            "The view names " + std::to_string(view.columns.size()) + " columns, but its query has " +
                                std::to_string(relation.schema.numColumns()),
                            view.columnsSpan);
        return false;
    }
    for (size_t i = 0; i < view.columns.size(); ++i) {
        relation.schema.columns[i].name = view.columns[i].text;
        relation.schema.columns[i].caseSensitive = view.columns[i].isQuoted;
    }
    return true;
}

bool ProgramBinder::checkViewColumns(const syntax::CreateView& view, const Relation& relation)
{
    bool isComplete = true;
    std::set<std::string_view> names;
    for (size_t i = 0; i < relation.schema.numColumns(); ++i) {
        const ColumnInfo& column = relation.schema.columns[i];
        const SourceSpan place =
            i < view.columns.size() ? view.columns[i].span : columnPlace(*relation.query, i, view.name.span);
        if (!names.insert(column.name).second) {
            m_diagnostics.error(ErrorCode::kSqlDuplicateName, "The view has two columns of this name: " + column.name,
                                place);
            isComplete = false;
        }
        const bool isNull = column.type.id == TypeId::Null;
        if (isNull || (isInterval(column.type.id) && relation.kind != RelationKind::LocalView)) {
            m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                                "A column of a view cannot have type " + column.type.toString() +
                                    (isNull ? "; CAST it to the type it should have: " : ": ") + column.name,
                                place);
            isComplete = false;
        }
    }
    return isComplete;
}

} // namespace millrace::sql
