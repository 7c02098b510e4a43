// SPDX-License-Identifier: GPL-3.0-or-later
// `millrace check` and `millrace explain`: a program is looked at, not run.
#pragma once

#include <string>
#include <vector>

namespace millrace::cli {

/// Compiles each file and prints what is wrong; silent when all is well. Returns the exit code.
int runCheck(const std::vector<std::string>& files);

/// Prints the incremental plan of a program to standard output. Returns the exit code.
int runExplain(const std::string& file);

} // namespace millrace::cli
