// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a window can be opened: Qt ends the process where it cannot, without a word of what to do instead.
#pragma once

#include <string>
#include <vector>

namespace millrace::gui {

/// Nothing when a window can be opened, else the reason as a sentence. Tries the display that Qt would use (DISPLAY,
/// WAYLAND_DISPLAY, QT_QPA_PLATFORM), and sets QT_QPA_PLATFORM where only Wayland answers. Before QApplication.
std::string whyNoDisplay(int argc, const char* const* argv);

/// What the program does on a terminal instead of opening its window.
struct WithoutDisplay {
    std::string sentence;               ///< for standard error
    std::vector<std::string> arguments; ///< of the command line that takes over; empty: nothing can be done
};

/// Streams the changes of the shipped sample. Files that should have been opened are not run: nobody has asked for it.
WithoutDisplay withoutDisplay(int argc, const char* const* argv, const std::string& why);

} // namespace millrace::gui
