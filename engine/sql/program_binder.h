// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of a program to relations.
#pragma once

#include "engine/sql/compile_budget.h"
#include "engine/sql/diagnostic_list.h"
#include "engine/sql/parser.h"
#include "engine/sql/program.h"
#include "engine/sql/relation_catalog.h"

#include <set>
#include <string>

namespace millrace::sql {

/// Binds statement after statement. What is wrong is reported, its relation left out.
class ProgramBinder {
public:
    explicit ProgramBinder(Program& program)
        : m_program(program)
        , m_catalog(program)
    {
    }

    void bind(const ParsedProgram& parsed);

private:
    void bindTable(const syntax::CreateTable& table);
    void bindView(const syntax::CreateView& view);
    void bindFunction(const syntax::CreateFunction& function);
    bool bindFunctionBody(const syntax::CreateFunction& syntax, UserFunction& function);
    void bindIndex(const syntax::CreateIndex& index);
    void bindSet(const syntax::SetOption& option);
    void bindIgnored(const syntax::IgnoredStatement& statement);

    bool checkName(const syntax::Name& name, RelationKind kind);
    bool bindColumns(const syntax::CreateTable& table, Relation& relation);
    bool bindColumn(const syntax::ColumnDefinition& column, Relation& relation);
    bool bindDefault(const syntax::ColumnDefinition& column, const SqlType& type, Relation& relation);
    bool bindPrimaryKey(const syntax::CreateTable& table, Relation& relation);
    bool checkForeignKey(const syntax::ForeignKey& key, const Relation& relation);
    bool bindProperties(const std::vector<syntax::Property>& properties, Relation& relation);
    bool bindProperty(const syntax::Property& property, Relation& relation);
    bool bindBoolean(const syntax::Property& property, bool& value);
    bool nameViewColumns(const syntax::CreateView& view, Relation& relation);
    bool checkViewColumns(const syntax::CreateView& view, const Relation& relation);
    void finish();

    Program& m_program;
    RelationCatalog m_catalog;
    DiagnosticList m_diagnostics;
    CompileBudget m_budget;
    std::set<std::string> m_ignoredWarnings; ///< titles in upper case, '_' for blanks
    bool m_areWarningsErrors = false;
};

} // namespace millrace::sql
