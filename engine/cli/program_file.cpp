// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/program_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace millrace::cli {

namespace {

constexpr size_t kMaxProgramBytes = size_t{16} << 20;

struct FileCloser {
    void operator()(std::FILE* file) const
    {
        if (file != stdin) {
            std::fclose(file);
        }
    }
};

} // namespace

Result<ProgramFile> readProgramFile(const std::string& path)
{
    namespace fs = std::filesystem;
    const bool isStandardInput = path == "-";
    std::error_code failure;
    if (!isStandardInput && fs::is_directory(path, failure)) {
        return makeError(ErrorCode::kIoOpen, "This is a folder, not a program: " + path);
    }
    const std::unique_ptr<std::FILE, FileCloser> file(isStandardInput ? stdin : std::fopen(path.c_str(), "rbe"));
    if (!file) {
        return makeError(ErrorCode::kIoOpen, "The program cannot be opened: " + path + ": " + std::strerror(errno));
    }
    ProgramFile program;
    program.name = isStandardInput ? "<stdin>" : path;
    program.folder = (isStandardInput ? fs::current_path(failure) : fs::absolute(path, failure).parent_path()).string();
    std::array<char, 65536> chunk;
    size_t size = 0;
    while ((size = std::fread(chunk.data(), 1, chunk.size(), file.get())) > 0) {
        program.text.append(chunk.data(), size);
        if (program.text.size() > kMaxProgramBytes) {
            return makeError(ErrorCode::kIoRead, "A program has at most 16 MiB: " + path);
        }
    }
    if (std::ferror(file.get()) != 0) {
        return makeError(ErrorCode::kIoRead, "The program cannot be read: " + path + ": " + std::strerror(errno));
    }
    return program;
}

void printDiagnostics(const api::CompileReport& report, const ProgramFile& program)
{
    printDiagnostics(report.diagnostics, program.name, program.text);
}

void printDiagnostics(const std::vector<sql::Diagnostic>& diagnostics, const std::string& fileName,
                      std::string_view text)
{
    for (const sql::Diagnostic& diagnostic : diagnostics) {
        std::string lines = sql::formatDiagnostic(diagnostic, fileName, text);
        if (lines.empty() || lines.back() != '\n') {
            lines += '\n';
        }
        std::fwrite(lines.data(), 1, lines.size(), stderr);
    }
}

void printHeldStep(const HeldStep& held, const ProgramFile& program)
{
    std::string text = sql::formatDiagnostic(sql::diagnosticOf(held.error), program.name, program.text);
    if (text.empty() || text.back() != '\n') {
        text += '\n';
    }
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::string message = "a step failed and was rolled back";
    message += held.view.empty() ? "" : " in view " + held.view;
    message += held.endpoint.empty() ? "" : "; the record came from " + held.endpoint;
    message += held.record.empty() ? "" : ": " + held.record;
    printMessage(message);
    if (!held.record.empty()) {
        printMessage("with --on-step-error set_aside such records are left out and the rest goes on");
    } else if (held.error.code == ErrorCode::kEvalMemoryLimit) {
        printMessage("--memory-limit SIZE sets another limit");
    }
}

void printMessage(const std::string& message)
{
    std::fprintf(stderr, "millrace: %s\n", message.c_str());
}

} // namespace millrace::cli
