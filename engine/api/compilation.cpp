// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/compilation.h"

#include "engine/api/pipeline.h"
#include "engine/plan/planner.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <unordered_map>

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

/// Compilations that somebody holds, by their text. Any thread.
class KnownCompilations {
public:
    static KnownCompilations& shared()
    {
        static KnownCompilations known;
        return known;
    }

    std::shared_ptr<const Compilation> find(std::string_view text)
    {
        std::lock_guard lock(m_mutex);
        const auto [first, last] = m_byHash.equal_range(std::hash<std::string_view>()(text));
        for (auto each = first; each != last; ++each) {
            std::shared_ptr<const Compilation> compilation = each->second.lock();
            if (compilation && compilation->text == text) {
                return compilation;
            }
        }
        return nullptr;
    }

    void add(const std::shared_ptr<const Compilation>& compilation)
    {
        std::lock_guard lock(m_mutex);
        if (m_byHash.size() >= m_tidyAt) {
            std::erase_if(m_byHash, [](const auto& each) { return each.second.expired(); });
            m_tidyAt = 2 * m_byHash.size() + kMinTidy;
        }
        m_byHash.emplace(std::hash<std::string_view>()(compilation->text), compilation);
    }

private:
    static constexpr size_t kMinTidy = 64;

    std::mutex m_mutex;
    std::unordered_multimap<size_t, std::weak_ptr<const Compilation>> m_byHash;
    size_t m_tidyAt = kMinTidy;
};

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

std::shared_ptr<const Compilation> compileText(std::string_view sql)
{
    KnownCompilations& known = KnownCompilations::shared();
    if (std::shared_ptr<const Compilation> compiled = known.find(sql)) {
        return compiled;
    }
    auto compilation = std::make_shared<Compilation>();
    compilation->text = sql;
    compilation->program = sql::compileProgram(sql);
    compilation->diagnostics = compilation->program.diagnostics;
    compilation->connectors = parseConnectors(compilation->program, compilation->diagnostics);
    sortByPlace(compilation->diagnostics);
    for (const sql::Relation& relation : compilation->program.relations) {
        compilation->relations.push_back(describe(relation, compilation->connectors));
    }
    known.add(compilation);
    return compilation;
}

std::shared_ptr<const Compilation> compileAndPlan(std::string_view sql)
{
    std::shared_ptr<const Compilation> compilation = compileText(sql);
    if (compilation->firstError() != nullptr) {
        return compilation;
    }
    const Result<plan::IncrementalPlan> plan = plan::buildPlan(compilation->program);
    if (plan.ok()) {
        return compilation;
    }
    auto refused = std::make_shared<Compilation>(*compilation);
    refused->diagnostics.push_back(sql::diagnosticOf(plan.error()));
    sortByPlace(refused->diagnostics);
    return refused;
}

void sortByPlace(std::vector<sql::Diagnostic>& diagnostics)
{
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [](const sql::Diagnostic& a, const sql::Diagnostic& b) { return a.span.begin < b.span.begin; });
}

CompileReport compile(std::string_view sql)
{
    const auto begin = std::chrono::steady_clock::now();
    const std::shared_ptr<const Compilation> compilation = compileAndPlan(sql);
    CompileReport report;
    report.hasErrors = compilation->firstError() != nullptr;
    report.diagnostics = compilation->diagnostics;
    report.relations = compilation->relations;
    for (const ConnectorSpec& connector : compilation->connectors) {
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
    std::shared_ptr<const Compilation> compilation;
    plan::IncrementalPlan plan;
};

Result<Planned> planned(std::string_view sql)
{
    std::shared_ptr<const Compilation> compilation = compileText(sql);
    if (const sql::Diagnostic* error = compilation->firstError()) {
        return makeError(error->code, error->message, error->span);
    }
    MR_TRY(plan::IncrementalPlan plan, plan::buildPlan(compilation->program));
    return Planned{std::move(compilation), std::move(plan)};
}

} // namespace

Result<std::string> explain(std::string_view sql)
{
    MR_TRY(const Planned found, planned(sql));
    return plan::explain(found.compilation->program, found.plan);
}

Result<std::vector<plan::OperatorInfo>> planOperators(std::string_view sql)
{
    MR_TRY(const Planned found, planned(sql));
    return plan::describeOperators(found.plan);
}

} // namespace millrace::api
