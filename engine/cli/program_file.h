// SPDX-License-Identifier: GPL-3.0-or-later
// A SQL program on disk.
#pragma once

#include "engine/api/pipeline.h"
#include "engine/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace::cli {

struct ProgramFile {
    std::string name; ///< as the user wrote it, for messages
    std::string text;
    std::string folder; ///< absolute; relative paths of connectors start here
};

/// Reads a program; `-` is standard input (its folder is the working directory). kIoOpen, kIoRead; at most 16 MiB.
Result<ProgramFile> readProgramFile(const std::string& path);

/// Prints what is wrong with a program to standard error, as compilers do.
void printDiagnostics(const api::CompileReport& report, const ProgramFile& program);
void printDiagnostics(const std::vector<sql::Diagnostic>& diagnostics, const std::string& fileName,
                      std::string_view text);

/// Prints what a step failed on, at its place in the program, and what can be done about it.
void printHeldStep(const HeldStep& held, const ProgramFile& program);

/// Prints "millrace: <message>" to standard error.
void printMessage(const std::string& message);

} // namespace millrace::cli
