// SPDX-License-Identifier: GPL-3.0-or-later
// The language of the window: chosen, switched while the window is open, and what numbers and dates follow.
#pragma once

#include <QLatin1String>
#include <QString>

#include <cstdint>

namespace millrace::gui {

enum class LanguageChoice : uint8_t {
    FollowSystem, ///< the first of the system's languages that there is, else English
    English,
    German,
    Pseudo, ///< English with accents, longer and in brackets: shows what is not translated or has no room
};

/// Shows the application in a language, from now on and in all open windows. Translators and the default QLocale are
/// the application's, so this is as well. GUI thread only; needs a QApplication.
void showLanguage(LanguageChoice choice);

/// What was asked for last; English before.
LanguageChoice shownLanguage();

/// "system", "en", "de", "pseudo": as stored in settings and given on the command line; unknown text follows the
/// system.
LanguageChoice languageChoiceOf(const QString& text);
QString textOf(LanguageChoice choice);

} // namespace millrace::gui
