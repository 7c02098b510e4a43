// SPDX-License-Identifier: GPL-3.0-or-later
// What all lexers take from the theme: font, ink and paper.
#pragma once

#include "gui/editor/scintilla.h"
#include "gui/theme/theme_controller.h"

namespace millrace::gui {

/// Sets them for every style of the lexer; gives the font of what stands out.
inline QFont applyPlainLook(QsciLexer& lexer)
{
    const Theme& theme = ThemeController::current();
    const QFont font = ThemeController::monospaceFont();
    lexer.setDefaultFont(font);
    lexer.setDefaultColor(theme.color(ColorToken::Text));
    lexer.setDefaultPaper(theme.color(ColorToken::Base));
    lexer.setFont(font);
    lexer.setColor(theme.color(ColorToken::Text));
    lexer.setPaper(theme.color(ColorToken::Base));
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    return bold;
}

} // namespace millrace::gui
