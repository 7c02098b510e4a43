// SPDX-License-Identifier: GPL-3.0-or-later
// The console as a program: opens the engine, shows the window, restores or begins a session.
#pragma once

#include "gui/app/console_options.h"

namespace millrace::gui {

/// Runs the console until its last window closes; returns the exit code. Needs a QApplication.
int runConsole(const ConsoleOptions& options);

} // namespace millrace::gui
