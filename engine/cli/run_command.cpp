// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/run_command.h"

#include "engine/cli/command_line.h"
#include "engine/cli/program_run.h"
#include "engine/cli/run_session.h"

#include <charconv>

namespace millrace::cli {

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
    int exitCode = kExitOk;
    std::optional<ProgramRun> run =
        prepareRun({options.file, options.views, options.limits, options.workers}, exitCode);
    if (!run) {
        return exitCode;
    }
    if (options.format == ChangeFormat::Csv && run->relations.size() > 1) {
        printMessage("csv has the columns of one table or view; choose it with --view: " + listNames(run->relations));
        return kExitUsage;
    }
    return RunSession(run->pipeline, run->program, run->relations, options).run();
}

} // namespace millrace::cli
