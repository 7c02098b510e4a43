// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/compilation.h"

#include "engine/api/pipeline.h"
#include "engine/plan/planner.h"

#include <algorithm>
#include <chrono>

namespace millrace::api {

namespace {

RelationInfo describe(const sql::Relation& relation, const std::vector<ConnectorSpec>& connectors)
{
    RelationInfo info;
    info.name = relation.name;
    info.kind = relation.kind;
    info.schema = relation.schema;
    info.isMaterialized = relation.isMaterialized;
    for (const ConnectorSpec& connector : connectors) {
        if (connector.relation == relation.name) {
            info.connectors.push_back(connector.name);
        }
    }
    return info;
}

} // namespace

const sql::Diagnostic* Compilation::firstError() const
{
    for (const sql::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == sql::Severity::Error) {
            return &diagnostic;
        }
    }
    return nullptr;
}

Compilation compileText(std::string_view sql)
{
    Compilation compilation;
    compilation.program = sql::compileProgram(sql);
    compilation.diagnostics = compilation.program.diagnostics;
    compilation.connectors = parseConnectors(compilation.program, compilation.diagnostics);
    sortByPlace(compilation.diagnostics);
    for (const sql::Relation& relation : compilation.program.relations) {
        compilation.relations.push_back(describe(relation, compilation.connectors));
    }
    return compilation;
}

Compilation compileAndPlan(std::string_view sql)
{
    Compilation compilation = compileText(sql);
    if (compilation.firstError() == nullptr) {
        const Result<plan::IncrementalPlan> plan = plan::buildPlan(compilation.program);
        if (!plan.ok()) {
            compilation.diagnostics.push_back(sql::diagnosticOf(plan.error()));
            sortByPlace(compilation.diagnostics);
        }
    }
    return compilation;
}

void sortByPlace(std::vector<sql::Diagnostic>& diagnostics)
{
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [](const sql::Diagnostic& a, const sql::Diagnostic& b) { return a.span.begin < b.span.begin; });
}

CompileReport compile(std::string_view sql)
{
    const auto begin = std::chrono::steady_clock::now();
    Compilation compilation = compileAndPlan(sql);
    CompileReport report;
    report.hasErrors = compilation.firstError() != nullptr;
    report.diagnostics = std::move(compilation.diagnostics);
    report.relations = std::move(compilation.relations);
    for (const ConnectorSpec& connector : compilation.connectors) {
        for (ConnectorAccess& access : accessesOf(connector)) {
            report.connectors.push_back(std::move(access));
        }
    }
    const auto taken = std::chrono::steady_clock::now() - begin;
    report.micros = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
    return report;
}

Status Pipeline::setLimits(const RunLimits&)
{
    return makeError(ErrorCode::kPipelineState, "The limits of this pipeline cannot be changed from here");
}

namespace {

/// The program of a text and its plan.
struct Planned {
    sql::Program program;
    plan::IncrementalPlan plan;
};

Result<Planned> planned(std::string_view sql)
{
    Compilation compilation = compileText(sql);
    if (const sql::Diagnostic* error = compilation.firstError()) {
        return makeError(error->code, error->message, error->span);
    }
    MR_TRY(plan::IncrementalPlan plan, plan::buildPlan(compilation.program));
    return Planned{std::move(compilation.program), std::move(plan)};
}

} // namespace

Result<std::string> explain(std::string_view sql)
{
    MR_TRY(const Planned found, planned(sql));
    return plan::explain(found.program, found.plan);
}

Result<std::vector<plan::OperatorInfo>> planOperators(std::string_view sql)
{
    MR_TRY(const Planned found, planned(sql));
    return plan::describeOperators(found.plan);
}

} // namespace millrace::api
