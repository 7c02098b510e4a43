// SPDX-License-Identifier: GPL-3.0-or-later
// What the console can be told on its command line.
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace millrace::gui {

/// `millrace [FILE.sql …] [--data-folder DIR] [--theme NAME] [--language NAME] [--size WxH] [--for TIME]
///  [--screenshot PNG [--after SECONDS]]`
struct ConsoleOptions {
    QStringList files;  ///< programs to open, stopped
    QString dataFolder; ///< empty = the user's
    QString theme;      ///< as themeChoiceOf() knows it; empty = as stored
    QString language;   ///< as languageChoiceOf() knows it; empty = as stored
    std::optional<QSize> size;
    std::optional<std::chrono::milliseconds> duration; ///< closes the window after it
    QString screenshot;                                ///< render the window into this PNG and quit
    double screenshotAfterSeconds = 4;
};

/// Nothing when the arguments are wrong; `problem` then holds a sentence. `arguments` begins with the program's name.
std::optional<ConsoleOptions> parseConsoleOptions(const QStringList& arguments, QString* problem);

} // namespace millrace::gui
