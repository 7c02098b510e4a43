// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/check_command.h"

#include "engine/api/pipeline.h"
#include "engine/cli/change_output.h"
#include "engine/cli/command_line.h"
#include "engine/cli/program_file.h"

namespace millrace::cli {

int runCheck(const std::vector<std::string>& files)
{
    int exitCode = kExitOk;
    for (const std::string& path : files) {
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
