// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/yaml_lexer.h"

#include "gui/editor/lexer_look.h"

namespace millrace::gui {

void YamlLexer::applyTheme()
{
    const Theme& theme = ThemeController::current();
    const QFont bold = applyPlainLook(*this);
    setFont(bold, Identifier); // what QScintilla calls so are keys
    setColor(theme.color(ColorToken::SqlKeyword), Identifier);
    setColor(theme.color(ColorToken::SqlComment), Comment);
    setColor(theme.color(ColorToken::SqlNumber), Number);
    setColor(theme.color(ColorToken::SqlType), Keyword);
    setColor(theme.color(ColorToken::SqlType), Reference);
    setColor(theme.color(ColorToken::SqlOperator), Operator);
    setColor(theme.color(ColorToken::SqlOperator), TextBlockMarker);
    setColor(theme.color(ColorToken::SqlOperator), DocumentDelimiter);
    setColor(theme.color(ColorToken::Error), SyntaxErrorMarker);
}

} // namespace millrace::gui
