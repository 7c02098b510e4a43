// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/program_run.h"

#include "engine/cli/command_line.h"

#include <algorithm>

namespace millrace::cli {

namespace {

std::vector<RelationInfo> defaultRelations(const std::vector<RelationInfo>& relations)
{
    std::vector<RelationInfo> chosen;
    for (const RelationInfo& relation : relations) {
        if (relation.kind == sql::RelationKind::View || relation.kind == sql::RelationKind::MaterializedView) {
            chosen.push_back(relation);
        }
    }
    if (!chosen.empty()) {
        return chosen;
    }
    for (const RelationInfo& relation : relations) {
        if (relation.kind == sql::RelationKind::Table) {
            chosen.push_back(relation);
        }
    }
    return chosen;
}

/// The relations to print, each once; kPipelineUnknownRelation when a name is not declared.
Result<std::vector<RelationInfo>> chooseRelations(const std::vector<RelationInfo>& relations,
                                                  const ProgramRunOptions& options)
{
    if (options.views.empty()) {
        return defaultRelations(relations);
    }
    std::vector<RelationInfo> chosen;
    for (const std::string& written : options.views) {
        const std::string name = sql::canonicalName(written);
        const auto isNamed = [&name](const RelationInfo& relation) { return relation.name == name; };
        const auto found = std::find_if(relations.begin(), relations.end(), isNamed);
        if (found == relations.end()) {
            return makeError(ErrorCode::kPipelineUnknownRelation,
                             "The program declares no " + written + "; it declares " + listNames(relations));
        }
        if (std::none_of(chosen.begin(), chosen.end(), isNamed)) {
            chosen.push_back(*found);
        }
    }
    return chosen;
}

} // namespace

std::string listNames(const std::vector<RelationInfo>& relations)
{
    std::string names;
    for (const RelationInfo& relation : relations) {
        names += (names.empty() ? "" : ", ") + relation.name;
    }
    return names;
}

std::optional<ProgramRun> prepareRun(const ProgramRunOptions& options, int& exitCode)
{
    const auto fail = [&exitCode](const std::string& message, int code) {
        printMessage(message);
        exitCode = code;
        return std::nullopt;
    };
    Result<ProgramFile> program = readProgramFile(options.file);
    if (!program.ok()) {
        return fail(program.error().detail, kExitUsage);
    }
    const api::CompileReport report = api::compile(program->text);
    printDiagnostics(report, *program);
    if (report.hasErrors) {
        exitCode = kExitProgram;
        return std::nullopt;
    }
    if (report.relations.empty()) {
        return fail("the program declares no table and no view: " + program->name, kExitProgram);
    }
    Result<std::vector<RelationInfo>> relations = chooseRelations(report.relations, options);
    if (!relations.ok()) {
        return fail(relations.error().detail, kExitUsage);
    }
    Result<std::unique_ptr<api::Engine>> engine = api::Engine::open({{}, 0, options.workers});
    if (!engine.ok()) {
        return fail(engine.error().detail, kExitProgram);
    }
    constexpr bool kIsTrusted = true; // who names a program to be run has decided
    Result<std::shared_ptr<api::Pipeline>> pipeline =
        (*engine)->createFrom({"run", program->text, program->folder, kIsTrusted, options.limits});
    if (!pipeline.ok()) {
        return fail(pipeline.error().detail, kExitProgram);
    }
    return ProgramRun{std::move(program).value(), std::move(relations).value(), std::move(engine).value(),
                      std::move(pipeline).value()};
}

} // namespace millrace::cli
