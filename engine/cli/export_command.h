// SPDX-License-Identifier: GPL-3.0-or-later
// `millrace export`: a program runs without a window, its change stream goes to files.
#pragma once

#include "engine/api/export.h"
#include "engine/cli/program_run.h"

#include <chrono>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace millrace::cli {

struct ExportCommandOptions {
    ProgramRunOptions run;
    ExportOptions files;
    bool untilComplete = false; ///< end when every input has ended and was delivered
    std::optional<std::chrono::milliseconds> duration;
    bool continues = false; ///< behind what is there of these files, see prepareContinuation()
    std::string recovered;  ///< a .part file to finish, instead of a run; see ExportOptions::existing
};

/// Runs to the end and returns the exit code.
int runExport(ExportCommandOptions options);

/// The arguments of the subcommand.
class ExportCommand {
public:
    void addTo(CLI::App& app);
    /// The exit code, when the subcommand was given.
    std::optional<int> run(const CLI::App& app);

private:
    ExportCommandOptions m_options;
    std::string m_format; ///< empty: as the name of the file says
    std::string m_encoding = "weight";
    std::string m_duration;
    bool m_isForced = false;
    std::string m_rotateSize;
    std::string m_rotateTime;
    std::string m_compression;
};

} // namespace millrace::cli
