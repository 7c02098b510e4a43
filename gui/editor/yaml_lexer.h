// SPDX-License-Identifier: GPL-3.0-or-later
// Colours YAML in the editor.
#pragma once

#include "gui/editor/scintilla.h"

namespace millrace::gui {

/// QScintilla's YAML lexer with the colours of the theme. GUI thread only.
class YamlLexer : public QsciLexerYAML {
    Q_OBJECT
public:
    using QsciLexerYAML::QsciLexerYAML;

    /// Takes fonts and colours from the current theme.
    void applyTheme();
};

} // namespace millrace::gui
