// SPDX-License-Identifier: GPL-3.0-or-later
// CREATE TABLE: columns, keys, defaults.
#include "engine/expr/evaluator.h"
#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/name_suggestion.h"
#include "engine/sql/program_binder.h"
#include "engine/sql/type_binder.h"

#include <algorithm>
#include <unordered_set>

namespace millrace::sql {

namespace {

std::vector<std::string_view> columnNames(const Relation& relation)
{
    std::vector<std::string_view> names;
    for (const ColumnInfo& column : relation.schema.columns) {
        names.push_back(column.name);
    }
    return names;
}

} // namespace

void ProgramBinder::bindTable(const syntax::CreateTable& table)
{
    Relation relation;
    relation.name = table.name.text;
    relation.caseSensitive = table.name.isQuoted;
    relation.kind = RelationKind::Table;
    relation.nameSpan = table.name.span;
    relation.span = table.span;
    const bool isNameFree = checkName(table.name, relation.kind);
    bool isComplete = bindColumns(table, relation);
    isComplete = isComplete && bindPrimaryKey(table, relation);
    isComplete = bindProperties(table.properties, relation) && isComplete;
    for (const syntax::ForeignKey& key : table.foreignKeys) {
        isComplete = isComplete && checkForeignKey(key, relation);
    }
    if (!isNameFree || !isComplete) {
        m_catalog.addBroken(relation.name, relation.nameSpan);
        return;
    }
    relation.isMaterialized = relation.isMaterialized || !relation.schema.primaryKey.empty();
    m_catalog.add(relation.name, static_cast<RelationId>(m_program.relations.size()), relation.nameSpan);
    m_program.relations.push_back(std::move(relation));
}

bool ProgramBinder::bindColumns(const syntax::CreateTable& table, Relation& relation)
{
    bool isComplete = true;
    if (table.columns.empty()) {
        m_diagnostics.error(ErrorCode::kSqlColumnCount, "A table needs at least one column: " + table.name.text,
                            table.name.span);
        return false;
    }
    std::unordered_set<std::string_view> names;
    for (const syntax::ColumnDefinition& column : table.columns) {
        if (!names.insert(column.name.text).second) {
            const auto first =
                std::find_if(table.columns.begin(), table.columns.end(), [&](const syntax::ColumnDefinition& other) {
                    return other.name.text == column.name.text;
                });
            m_diagnostics.error(ErrorCode::kSqlDuplicateName,
                                "The table has two columns of this name: " + column.name.text, column.name.span,
                                {ErrorNote{"The first is here", first->name.span}});
            isComplete = false;
        }
        isComplete = bindColumn(column, relation) && isComplete;
    }
    return isComplete;
}

bool ProgramBinder::bindColumn(const syntax::ColumnDefinition& column, Relation& relation)
{
    const auto type = bindType(column.type, m_diagnostics);
    if (!type) {
        return false;
    }
    if (isInterval(type->id)) {
        m_diagnostics.error(ErrorCode::kSqlTypeMismatch, "A column of a table cannot have type " + type->toString(),
                            column.type.span);
        return false;
    }
    if (column.lateness) {
        m_diagnostics.warning("LATENESS ignored", "LATENESS is not used yet: late rows are kept",
                              column.lateness->span);
    }
    if (column.watermark) {
        m_diagnostics.warning("WATERMARK ignored", "WATERMARK is not used yet: rows are not held back",
                              column.watermark->span);
    }
    const SqlType columnType = type->withNullable(!column.isNotNull);
    relation.schema.columns.push_back(ColumnInfo{column.name.text, columnType, column.name.isQuoted});
    return bindDefault(column, columnType, relation);
}

bool ProgramBinder::bindDefault(const syntax::ColumnDefinition& column, const SqlType& type, Relation& relation)
{
    relation.defaults.emplace_back();
    if (!column.defaultValue) {
        return true;
    }
    const SourceSpan& span = column.defaultValue->span;
    const Scope scope;
    ExpressionBinder binder(m_diagnostics, scope, &m_catalog);
    binder.setBudget(&m_budget);
    binder.setAggregates(nullptr, "in DEFAULT");
    const ExprPtr bound = binder.bind(*column.defaultValue);
    if (!bound) {
        return false;
    }
    if (!isImplicitlyConvertible(bound->type, type)) {
        m_diagnostics.error(
            ErrorCode::kSqlTypeMismatch,
            "A value of type " + bound->type.toString() + " cannot be the default of type " + type.toString(), span);
        return false;
    }
    auto value = evaluateConstant(castExpr(bound, type.withNullable(bound->type.nullable), span));
    if (!value.ok()) {
        Error error = value.takeError();
        error.span = error.span.isKnown() ? error.span : span;
        m_diagnostics.error(error);
        return false;
    }
    if (value.value().isNull() && !type.nullable) {
        m_diagnostics.error(ErrorCode::kSqlTypeMismatch, "NULL cannot be the default of a NOT NULL column", span);
        return false;
    }
    relation.defaults.back() = std::move(value).value();
    return true;
}

bool ProgramBinder::bindPrimaryKey(const syntax::CreateTable& table, Relation& relation)
{
    std::vector<std::pair<std::string, SourceSpan>> columns;
    size_t numKeys = table.primaryKeys.size();
    SourceSpan last = table.primaryKeySpans.empty() ? SourceSpan() : table.primaryKeySpans.back();
    for (const std::vector<syntax::Name>& key : table.primaryKeys) {
        for (const syntax::Name& name : key) {
            columns.emplace_back(name.text, name.span);
        }
    }
    for (const syntax::ColumnDefinition& column : table.columns) {
        if (column.isPrimaryKey) {
            columns.emplace_back(column.name.text, column.name.span);
            last = last.begin > column.primaryKeySpan.begin ? last : column.primaryKeySpan;
            ++numKeys;
        }
    }
    if (numKeys > 1) {
        m_diagnostics.error(ErrorCode::kSqlInvalidPrimaryKey,
                            "A table has one PRIMARY KEY; write PRIMARY KEY (a, b) for several columns", last);
        return false;
    }
    const std::vector<std::string_view> names = columnNames(relation);
    for (const auto& [name, span] : columns) {
        const auto position = relation.schema.find(name);
        if (!position) {
            m_diagnostics.error(ErrorCode::kSqlUnknownColumn, "No column of this name in the table: " + name, span,
                                suggestionNotes(m_diagnostics, name, names));
            return false;
        }
        std::vector<int>& key = relation.schema.primaryKey;
        if (std::find(key.begin(), key.end(), *position) != key.end()) {
            m_diagnostics.error(ErrorCode::kSqlInvalidPrimaryKey, "Column stands twice in PRIMARY KEY: " + name, span);
            return false;
        }
        if (relation.schema.columns[static_cast<size_t>(*position)].type.nullable) {
            m_diagnostics.error(ErrorCode::kSqlInvalidPrimaryKey,
                                "PRIMARY KEY cannot be nullable; declare the column NOT NULL: " + name, span);
            return false;
        }
        if (relation.schema.columns[static_cast<size_t>(*position)].type.id == TypeId::Array) {
            m_diagnostics.error(ErrorCode::kSqlInvalidPrimaryKey, "PRIMARY KEY cannot be an ARRAY: " + name, span);
            return false;
        }
        key.push_back(*position);
    }
    return true;
}

/// Foreign keys are checked and not enforced. A table that is not there (yet) is a warning only.
bool ProgramBinder::checkForeignKey(const syntax::ForeignKey& key, const Relation& relation)
{
    if (key.columns.size() != key.referenced.size()) {
        m_diagnostics.error(ErrorCode::kSqlColumnCount,
                            "FOREIGN KEY has " + std::to_string(key.columns.size()) + " columns and refers to " +
                                std::to_string(key.referenced.size()),
                            key.table.span);
        return false;
    }
    const auto id = m_catalog.find(key.table.text);
    const bool isSelf = key.table.text == relation.name;
    if (!id && !isSelf && !m_catalog.isBroken(key.table.text)) {
        m_diagnostics.warning("Table not found",
                              "FOREIGN KEY refers to a table that is not declared: " + key.table.text, key.table.span);
    }
    const Relation* target = isSelf ? &relation : id ? &m_catalog.relation(*id) : nullptr;
    for (size_t i = 0; i < key.columns.size(); ++i) {
        const auto own = relation.schema.find(key.columns[i].text);
        const auto other = target == nullptr ? own : target->schema.find(key.referenced[i].text);
        if (!own || !other) {
            const syntax::Name& missing = own ? key.referenced[i] : key.columns[i];
            m_diagnostics.error(ErrorCode::kSqlUnknownColumn,
                                "No column of this name in " + (own ? key.table.text : relation.name) + ": " +
                                    missing.text,
                                missing.span,
                                suggestionNotes(m_diagnostics, missing.text, columnNames(own ? *target : relation)));
            return false;
        }
        if (target == nullptr) {
            continue;
        }
        const SqlType& type = relation.schema.columns[static_cast<size_t>(*own)].type;
        const SqlType& otherType = target->schema.columns[static_cast<size_t>(*other)].type;
        if (!type.sameIgnoringNull(otherType)) {
            m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                                "FOREIGN KEY compares " + type.toString() + " with " + otherType.toString(),
                                key.referenced[i].span);
            return false;
        }
    }
    return true;
}

} // namespace millrace::sql
