// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/check_command.h"

#include "engine/api/pipeline.h"
#include "engine/cli/change_output.h"
#include "engine/cli/command_line.h"
#include "engine/cli/pipelines_file.h"
#include "engine/cli/program_file.h"

namespace millrace::cli {

namespace {

/// The file's own mistakes and those of all statements.
int checkPipelinesFile(const std::string& path)
{
    Result<PipelinesFile> file = readPipelinesFile(path);
    if (!file.ok()) {
        printMessage(file.error().detail);
        return kExitUsage;
    }
    descriptive::checkPipelines(file->text, file->reading);
    printDiagnostics(*file);
    return file->reading.hasErrors ? kExitProgram : kExitOk;
}

} // namespace

int runCheck(const std::vector<std::string>& files)
{
    int exitCode = kExitOk;
    for (const std::string& path : files) {
        if (isPipelinesFile(path)) {
            const int fileCode = checkPipelinesFile(path);
            exitCode = exitCode == kExitOk || fileCode == kExitUsage ? fileCode : exitCode;
            continue;
        }
        const Result<ProgramFile> program = readProgramFile(path);
        if (!program.ok()) {
            printMessage(program.error().detail);
            exitCode = kExitUsage;
            continue;
        }
        const api::CompileReport report = api::compile(program->text);
        printDiagnostics(report, *program);
        if (report.hasErrors && exitCode == kExitOk) {
            exitCode = kExitProgram;
        }
    }
    return exitCode;
}

int runExplain(const std::string& file)
{
    const Result<ProgramFile> program = readProgramFile(file);
    if (!program.ok()) {
        printMessage(program.error().detail);
        return kExitUsage;
    }
    const api::CompileReport report = api::compile(program->text);
    printDiagnostics(report, *program);
    if (report.hasErrors) {
        return kExitProgram;
    }
    const Result<std::string> plan = api::explain(program->text);
    if (!plan.ok()) {
        printMessage(plan.error().toString());
        return kExitProgram;
    }
    return printAll(std::move(*plan), kExitOk);
}

} // namespace millrace::cli
