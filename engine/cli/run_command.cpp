// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/run_command.h"

#include "engine/api/engine.h"
#include "engine/cli/command_line.h"
#include "engine/cli/program_file.h"
#include "engine/cli/run_session.h"

#include <charconv>

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

std::string listNames(const std::vector<RelationInfo>& relations)
{
    std::string names;
    for (const RelationInfo& relation : relations) {
        names += (names.empty() ? "" : ", ") + relation.name;
    }
    return names;
}

/// The relations to print, each once; kPipelineUnknownRelation when a name is not declared.
Result<std::vector<RelationInfo>> chooseRelations(const std::vector<RelationInfo>& relations, const RunOptions& options)
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

int fail(const Error& error, ExitCode exitCode)
{
    printMessage(error.detail);
    return exitCode;
}

} // namespace

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    double amount = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), amount);
    const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
    double millis = 0;
    if (unit == "ms") {
        millis = 1;
    } else if (unit == "s" || unit.empty()) {
        millis = 1000;
    } else if (unit == "m") {
        millis = 60'000;
    } else if (unit == "h") {
        millis = 3'600'000;
    }
    constexpr double kMaxMillis = 1e12; // 31 years
    if (problem != std::errc() || millis == 0 || !(amount >= 0) || amount * millis > kMaxMillis) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(static_cast<int64_t>(amount * millis));
}

std::optional<uint64_t> parseSize(std::string_view text)
{
    double amount = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), amount);
    const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
    double bytes = unit.empty() ? 1 : 0;
    double power = 1;
    for (const std::string_view prefix : {"K", "M", "G", "T"}) {
        power *= 1024;
        if (unit.starts_with(prefix) && (unit.size() == 1 || unit.substr(1) == "iB" || unit.substr(1) == "B")) {
            bytes = power;
        }
    }
    constexpr double kMaxBytes = 1e18;
    if (problem != std::errc() || bytes == 0 || !(amount * bytes >= 1) || amount * bytes > kMaxBytes) {
        return std::nullopt;
    }
    return static_cast<uint64_t>(amount * bytes);
}

int runProgram(const RunOptions& options)
{
    const Result<ProgramFile> program = readProgramFile(options.file);
    if (!program.ok()) {
        return fail(program.error(), kExitUsage);
    }
    const api::CompileReport report = api::compile(program->text);
    printDiagnostics(report, *program);
    if (report.hasErrors) {
        return kExitProgram;
    }
    if (report.relations.empty()) {
        printMessage("the program declares no table and no view: " + program->name);
        return kExitProgram;
    }
    Result<std::vector<RelationInfo>> relations = chooseRelations(report.relations, options);
    if (!relations.ok()) {
        return fail(relations.error(), kExitUsage);
    }
    if (options.format == ChangeFormat::Csv && relations->size() > 1) {
        printMessage("csv has the columns of one table or view; choose it with --view: " + listNames(*relations));
        return kExitUsage;
    }
    const Result<std::unique_ptr<api::Engine>> engine = api::Engine::open({{}, 0, options.workers});
    if (!engine.ok()) {
        return fail(engine.error(), kExitProgram);
    }
    constexpr bool kIsTrusted = true; // who names a program to be run has decided
    const Result<std::shared_ptr<api::Pipeline>> pipeline =
        (*engine)->createFrom({"run", program->text, program->folder, kIsTrusted, options.limits});
    if (!pipeline.ok()) {
        return fail(pipeline.error(), kExitProgram);
    }
    return RunSession(*pipeline, *program, std::move(relations).value(), options).run();
}

} // namespace millrace::cli
