// SPDX-License-Identifier: GPL-3.0-or-later
// A program made ready to run for one command: read, compiled, its relations chosen, an engine that stores nothing.
#pragma once

#include "engine/api/engine.h"
#include "engine/cli/program_file.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::cli {

struct ProgramRunOptions {
    std::string file;
    std::vector<std::string> views; ///< as written; empty = all views, or all tables where there is no view
    RunLimits limits;
    size_t workers = 0; ///< 0 = the usual number
};

struct ProgramRun {
    ProgramFile program;
    std::vector<RelationInfo> relations; ///< chosen, each once
    std::unique_ptr<api::Engine> engine;
    std::shared_ptr<api::Pipeline> pipeline; ///< stopped
};

/// Prints what is wrong and sets `exitCode` where it gives nothing.
std::optional<ProgramRun> prepareRun(const ProgramRunOptions& options, int& exitCode);

std::string listNames(const std::vector<RelationInfo>& relations);

} // namespace millrace::cli
