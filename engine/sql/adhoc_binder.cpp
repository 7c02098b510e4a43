// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/function.h"
#include "engine/sql/adhoc_order.h"
#include "engine/sql/adhoc_statement.h"
#include "engine/sql/adhoc_syntax.h"
#include "engine/sql/name_suggestion.h"
#include "engine/sql/query_binder.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <optional>
#include <set>

namespace millrace::sql {

namespace {

/// Binds one statement. What is wrong is reported in `diagnostics`.
class AdHocBinder {
public:
    AdHocBinder(const Program& program, DiagnosticList& diagnostics)
        : m_program(program)
        , m_catalog(program)
        , m_diagnostics(diagnostics)
    {
        for (size_t i = 0; i < program.relations.size(); ++i) {
            m_catalog.add(program.relations[i].name, static_cast<RelationId>(i), program.relations[i].nameSpan);
        }
    }

    void bind(ParsedAdHoc parsed, AdHocStatement& statement)
    {
        statement.kind = parsed.isInsert ? AdHocKind::Insert : parsed.isExplain ? AdHocKind::Explain : AdHocKind::Query;
        AdHocOrder order(m_diagnostics);
        if (!order.takeFrom(*parsed.query)) {
            return;
        }
        CompileBudget budget;
        RelPtr bound = QueryBinder(m_catalog, m_diagnostics, budget).bind(*parsed.query);
        if (!bound || !checkReads(*bound, statement.reads) || !order.applyTo(statement, std::move(bound))) {
            return;
        }
        if (parsed.isInsert) {
            bindInsert(parsed, statement);
        } else {
            makeShowable(statement);
        }
    }

private:
    /// What is read has to be there: the rows of a plain view are nowhere.
    bool checkReads(const RelNode& rel, std::vector<RelationId>& reads)
    {
        bool isComplete = true;
        if (rel.kind == RelKind::Scan && std::find(reads.begin(), reads.end(), rel.relation) == reads.end()) {
            reads.push_back(rel.relation);
            isComplete = checkMaterialized(m_program.relations[rel.relation], rel.span);
        }
        for (const RelPtr& input : rel.inputs) {
            isComplete = checkReads(*input, reads) && isComplete;
        }
        return isComplete;
    }

    bool checkMaterialized(const Relation& relation, const SourceSpan& span)
    {
        if (relation.isMaterialized) {
            return true;
        }
        std::string advice;
        switch (relation.kind) {
        case RelationKind::Table:
            advice = "This table is not materialized, so its rows are not kept; give it a PRIMARY KEY or add "
                     "WITH ('materialized' = 'true') to query it: ";
            break;
        case RelationKind::LocalView:
            advice = "A LOCAL view is not materialized, so its rows are not kept; declare it as CREATE MATERIALIZED "
                     "VIEW to query it: ";
            break;
        default:
            advice = "This view is not materialized, so its rows are not kept; declare it as CREATE MATERIALIZED VIEW "
                     "to query it: ";
        }
        m_diagnostics.error(ErrorCode::kSqlNotMaterialized, advice + relation.name, span);
        return false;
    }

    /// A bare NULL shows as text; intervals have no text of their own.
    void makeShowable(AdHocStatement& statement)
    {
        std::vector<ExprPtr> exprs = columnExprs(statement.query->schema);
        std::vector<ColumnInfo> names = statement.query->schema.columns;
        bool isChanged = false;
        for (size_t i = 0; i < statement.schema.numColumns(); ++i) {
            SqlType& type = statement.schema.columns[i].type;
            if (isInterval(type.id)) {
                m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                                    "A column of a result cannot have type " + type.toString() +
                                        "; CAST it to VARCHAR or a number: " + statement.schema.columns[i].name,
                                    statement.query->span);
                return;
            }
            if (type.id == TypeId::Null) {
                type = SqlType::of(TypeId::Varchar);
                exprs[i] = castExpr(exprs[i], type, statement.query->span);
                names[i].type = type;
                isChanged = true;
            }
        }
        if (isChanged) {
            statement.query = makeProject(statement.query, std::move(exprs), names, statement.query->span);
        }
    }

    void bindInsert(const ParsedAdHoc& parsed, AdHocStatement& statement)
    {
        const auto id = m_catalog.find(parsed.table.text);
        if (!id) {
            m_diagnostics.error(ErrorCode::kSqlUnknownRelation, "No table of this name: " + parsed.table.text,
                                parsed.table.span, suggestionNotes(parsed.table.text, m_catalog.names()));
            return;
        }
        const Relation& table = m_program.relations[*id];
        if (!table.isTable()) {
            m_diagnostics.error(ErrorCode::kSqlUnsupported,
                                "Rows are inserted into tables; a view follows from them: " + table.name,
                                parsed.table.span);
            return;
        }
        statement.table = *id;
        const Schema given = std::move(statement.schema);
        statement.schema = table.schema;
        const auto sources = columnSources(parsed, table, given);
        if (!sources) {
            return;
        }
        std::vector<ExprPtr> exprs;
        bool isComplete = true;
        for (size_t i = 0; i < table.schema.numColumns(); ++i) {
            exprs.push_back(valueFor(table, i, (*sources)[i], given, parsed));
            isComplete = isComplete && exprs.back();
        }
        if (!isComplete) {
            return;
        }
        // Columns to sort by stay behind: with LIMIT they choose the rows.
        const std::vector<ExprPtr> all = columnExprs(statement.query->schema);
        std::vector<ColumnInfo> names = table.schema.columns;
        for (OrderKey& key : statement.orderBy) {
            exprs.push_back(all[static_cast<size_t>(key.column)]);
            names.push_back(ColumnInfo{"", exprs.back()->type, false});
            key.column = static_cast<int>(exprs.size() - 1);
        }
        statement.query = makeProject(statement.query, std::move(exprs), names, parsed.query->span);
    }

    /// For each column of the table the column of the query, or -1.
    std::optional<std::vector<int>> columnSources(const ParsedAdHoc& parsed, const Relation& table, const Schema& given)
    {
        const size_t numNamed = parsed.columns.empty() ? table.schema.numColumns() : parsed.columns.size();
        if (given.numColumns() != numNamed) {
            m_diagnostics.error(ErrorCode::kSqlColumnCount,
                                "The rows to insert have " + std::to_string(given.numColumns()) +
                                    " columns, but there are to be " + std::to_string(numNamed),
                                parsed.query->span);
            return std::nullopt;
        }
        std::vector<int> sources(table.schema.numColumns(), -1);
        if (parsed.columns.empty()) {
            for (size_t i = 0; i < sources.size(); ++i) {
                sources[i] = static_cast<int>(i);
            }
            return sources;
        }
        std::vector<std::string_view> names;
        for (const ColumnInfo& column : table.schema.columns) {
            names.push_back(column.name);
        }
        for (size_t i = 0; i < parsed.columns.size(); ++i) {
            const syntax::Name& name = parsed.columns[i];
            const auto position = table.schema.find(name.text);
            if (!position) {
                m_diagnostics.error(ErrorCode::kSqlUnknownColumn, "No column of this name in the table: " + name.text,
                                    name.span, suggestionNotes(name.text, names));
                return std::nullopt;
            }
            int& source = sources[static_cast<size_t>(*position)];
            if (source >= 0) {
                m_diagnostics.error(ErrorCode::kSqlDuplicateName, "Column is named twice: " + name.text, name.span);
                return std::nullopt;
            }
            source = static_cast<int>(i);
        }
        return sources;
    }

    ExprPtr valueFor(const Relation& table, size_t column, int source, const Schema& given, const ParsedAdHoc& parsed)
    {
        const ColumnInfo& target = table.schema.columns[column];
        const SourceSpan& span = parsed.query->span;
        if (source < 0) {
            const std::optional<Value>& otherwise = table.defaults[column];
            if (!otherwise && !target.type.nullable) {
                m_diagnostics.error(ErrorCode::kSqlColumnCount,
                                    "A column that is NOT NULL and has no DEFAULT needs a value: " + target.name,
                                    parsed.table.span);
                return nullptr;
            }
            return literalExpr(otherwise.value_or(Value::null()), target.type.withNullable(!otherwise), span);
        }
        const SqlType& type = given.columns[static_cast<size_t>(source)].type;
        if (!isImplicitlyConvertible(type, target.type)) {
            m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                                "A value of type " + type.toString() + " cannot go into column " + target.name +
                                    " of type " + target.type.toString(),
                                span);
            return nullptr;
        }
        return castExpr(columnExpr(source, type, span), target.type.withNullable(type.nullable), span);
    }

    const Program& m_program;
    RelationCatalog m_catalog;
    DiagnosticList& m_diagnostics;
};

Error errorOf(const Diagnostic& diagnostic)
{
    Error error = makeError(diagnostic.code, diagnostic.message, diagnostic.span);
    error.notes = diagnostic.notes;
    return error;
}

} // namespace

Result<AdHocStatement> compileAdHoc(const Program& program, std::string_view text)
{
    ParsedAdHoc parsed = parseAdHoc(text);
    if (!parsed.errors.empty()) {
        return parsed.errors.front();
    }
    DiagnosticList diagnostics;
    AdHocStatement statement;
    AdHocBinder(program, diagnostics).bind(std::move(parsed), statement);
    for (const Diagnostic& diagnostic : diagnostics.list()) {
        if (diagnostic.severity == Severity::Error) {
            return errorOf(diagnostic);
        }
    }
    if (!statement.query) {
        return makeError(ErrorCode::kPipelineProgram, "The program has errors in what the statement uses");
    }
    return statement;
}

} // namespace millrace::sql
