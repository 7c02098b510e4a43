// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which theme is shown, and applies it to the application while it runs.
#pragma once

#include "gui/theme/theme.h"

#include <QFont>
#include <QObject>

namespace millrace::gui {

enum class ThemeChoice : uint8_t {
    FollowSystem, ///< light or dark, and of high contrast, as the desktop's palette was when the program started
    Light,
    Dark,
    ContrastLight, ///< text at 7:1 or more, borders that are seen
    ContrastDark,
};

/// The one theme of the application. Widgets that paint by hand read current() when they paint and repaint on
/// changed(); everything else follows palette and style sheet. GUI thread only.
class ThemeController : public QObject {
    Q_OBJECT
public:
    /// Remembers the start palette; call before anything changes the application's palette.
    explicit ThemeController(QObject* parent = nullptr);

    /// The theme that is shown; the light one before any controller applied one.
    static const Theme& current();

    void apply(ThemeChoice choice);
    ThemeChoice choice() const { return m_choice; }

    /// The font of data and code: JetBrains Mono, or what the system has instead.
    static QFont monospaceFont();

Q_SIGNALS:
    void changed();

private:
    /// What is shown for a choice: never FollowSystem.
    ThemeChoice resolve(ThemeChoice choice) const;
    void applyToApplication(const Theme& theme);

    ThemeChoice m_choice = ThemeChoice::FollowSystem;
    bool m_isSystemDark = false;
    bool m_isSystemContrast = false;
};

/// "system", "light", "dark", "contrast-light", "contrast-dark": as stored in settings and given on the command line;
/// unknown text follows the system.
ThemeChoice themeChoiceOf(const QString& text);
QString textOf(ThemeChoice choice);

} // namespace millrace::gui
