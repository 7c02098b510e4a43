// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/program_file.h"

#include "engine/base/file_descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace::cli {

namespace {

constexpr size_t kMaxProgramBytes = size_t{16} << 20;

constexpr int kPipePatienceMs = 5'000;

bool isPipe(int descriptor)
{
    struct stat info = {};
    return ::fstat(descriptor, &info) == 0 && S_ISFIFO(info.st_mode);
}

/// False when nothing came for so long: a read then tells whether there is somebody who writes.
bool waitForPipe(int descriptor)
{
    pollfd waiting = {descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, kPipePatienceMs) != 0;
}

} // namespace

Result<ProgramFile> readProgramFile(const std::string& path)
{
    namespace fs = std::filesystem;
    const bool isStandardInput = path == "-";
    std::error_code failure;
    if (!isStandardInput && fs::is_directory(path, failure)) {
        return makeError(ErrorCode::kIoOpen, "This is a folder, not a program: " + path);
    }
    // A named pipe must not keep us waiting for somebody who writes.
    const FileDescriptor file(isStandardInput ? ::dup(STDIN_FILENO)
                                              : ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (file.get() < 0) {
        return makeError(ErrorCode::kIoOpen, "The program cannot be opened: " + path + ": " + std::strerror(errno));
    }
    const bool mayStall = !isStandardInput && isPipe(file.get());
    if (!isStandardInput && !mayStall) {
        ::fcntl(file.get(), F_SETFL, O_RDONLY); // a terminal is waited for
    }
    ProgramFile program;
    program.name = isStandardInput ? "<stdin>" : path;
    program.folder = (isStandardInput ? fs::current_path(failure) : fs::absolute(path, failure).parent_path()).string();
    std::array<char, 65536> chunk;
    for (;;) {
        const bool isQuiet = mayStall && !waitForPipe(file.get());
        const ssize_t size = ::read(file.get(), chunk.data(), chunk.size());
        if (size < 0 && (errno == EINTR || (mayStall && errno == EAGAIN))) {
            continue;
        }
        if (size < 0) {
            return makeError(ErrorCode::kIoRead, "The program cannot be read: " + path + ": " + std::strerror(errno));
        }
        if (size == 0 && isQuiet) {
            return makeError(ErrorCode::kIoRead, "Nobody writes the program into this pipe: " + path);
        }
        if (size == 0) {
            break;
        }
        program.text.append(chunk.data(), static_cast<size_t>(size));
        if (program.text.size() > kMaxProgramBytes) {
            return makeError(ErrorCode::kIoRead, "A program has at most 16 MiB: " + path);
        }
    }
    if (program.text.starts_with("\xEF\xBB\xBF")) { // the mark of UTF-8 that some editors write
        program.text.erase(0, 3);
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
    constexpr size_t kMaxTold = 100; // as over HTTP
    for (const sql::Diagnostic& diagnostic : std::span(diagnostics).first(std::min(diagnostics.size(), kMaxTold))) {
        std::string lines = sql::formatDiagnostic(diagnostic, fileName, text);
        if (lines.empty() || lines.back() != '\n') {
            lines += '\n';
        }
        std::fwrite(lines.data(), 1, lines.size(), stderr);
    }
    if (diagnostics.size() > kMaxTold) {
        printMessage("and " + std::to_string(diagnostics.size() - kMaxTold) + " more messages");
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
