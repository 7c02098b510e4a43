// SPDX-License-Identifier: GPL-3.0-or-later
// Colours SQL in the editor.
#pragma once

#include "gui/editor/scintilla.h"

namespace millrace::gui {

/// QScintilla's SQL lexer with the words of our dialect and the colours of the theme.
class SqlLexer : public QsciLexerSQL {
    Q_OBJECT
public:
    explicit SqlLexer(QObject* parent = nullptr);

    const char* keywords(int set) const override;
    /// Takes fonts and colours from the current theme.
    void applyTheme();
};

} // namespace millrace::gui
