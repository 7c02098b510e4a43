// SPDX-License-Identifier: GPL-3.0-or-later
// `millrace run`: a program runs without a window, its change stream goes to standard output.
#pragma once

#include "engine/api/pipeline.h"
#include "engine/api/values.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::cli {

struct RunOptions {
    std::string file;
    std::vector<std::string> views; ///< as written; empty = all views, or all tables where there is no view
    bool untilComplete = false;     ///< end when every input has ended and was delivered
    std::optional<std::chrono::milliseconds> duration;
    RunLimits limits;
    size_t workers = 0; ///< 0 = the usual number
    ChangeFormat format = ChangeFormat::JsonLines;
};

/// "512MiB", "2GiB", "1500000"; nothing for what is no size.
std::optional<uint64_t> parseSize(std::string_view text);

/// Runs to the end and returns the exit code.
int runProgram(const RunOptions& options);

/// "250ms", "10s", "5m", "1h"; a number alone counts seconds.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

} // namespace millrace::cli
