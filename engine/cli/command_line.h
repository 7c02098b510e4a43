// SPDX-License-Identifier: GPL-3.0-or-later
// The program without a window: `millrace run`, `check`, `explain`.
#pragma once

namespace millrace::cli {

/// What the program exits with.
enum ExitCode : int {
    kExitOk = 0,
    kExitProgram = 1,  ///< the SQL program is wrong, or a step was held
    kExitUsage = 2,    ///< wrong arguments, a file that cannot be read
    kExitRejected = 3, ///< it ran, but records were rejected or a connector failed
};

/// True when the arguments ask for a subcommand, for help or for the version; false: open the console.
bool isCommandLine(int argc, const char* const* argv);

/// Runs the command line to its end and returns the exit code. Takes over SIGINT, SIGTERM and SIGPIPE. Once, main
/// thread.
int runCommandLine(int argc, const char* const* argv);

} // namespace millrace::cli
