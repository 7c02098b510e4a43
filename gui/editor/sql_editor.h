// SPDX-License-Identifier: GPL-3.0-or-later
// The editor of a program: colours of SQL or YAML, squiggles under what is wrong, a lock while it runs.
#pragma once

#include "engine/api/pipeline.h"
#include "gui/actions/action_registry.h"
#include "gui/editor/scintilla.h"
#include "models/query/statement_text.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace millrace::gui {

class SqlLexer;
class YamlLexer;

/// YAML: a file whose SQL stands in texts.
enum class EditorLanguage : uint8_t { Sql, Yaml };

/// Text is UTF-8 inside, so the byte spans of diagnostics are its positions. GUI thread only.
class SqlEditor : public QsciScintilla {
    Q_OBJECT
public:
    explicit SqlEditor(QWidget* parent = nullptr, EditorLanguage language = EditorLanguage::Sql);

    /// Leaves keys that belong to actions of the window, or of this scope, to them.
    void yieldKeysTo(const ActionRegistry& actions, KeyScope scope = KeyScope::Window);

    /// Underlines what is wrong; replaces the previous marks. Spans that no longer fit the text are clipped.
    void setDiagnostics(std::vector<sql::Diagnostic> diagnostics);
    const std::vector<sql::Diagnostic>& diagnostics() const { return m_diagnostics; }
    /// The diagnostic at a byte position, or null.
    const sql::Diagnostic* diagnosticAt(long position) const;

    /// Selects the place and scrolls it to the middle.
    void revealSpan(const SourceSpan& span);
    /// What a tool tip says of the byte under the mouse, where no diagnostic stands; empty = nothing.
    void setHover(std::function<QString(uint32_t byte)> hover) { m_hover = std::move(hover); }
    /// What is selected, in characters of text(). QsciScintilla's own word on it is late: text typed over a selection
    /// counts as selected until the caret moves, so these two stand before it.
    models::TextRange selectedRange() const;
    bool hasSelectedText() const { return !selectedRange().isEmpty(); }
    QString selectedText() const;
    /// Byte of the caret.
    uint32_t caretByte() const;
    /// Replaces the whole text; one step of undo. The caret stays in its line.
    void replaceText(const QString& text);
    /// Makes the selected lines, or that of the caret, comments; where all of them are, no comments any more. One step
    /// of undo.
    void toggleComment();
    /// Read-only with a lock in the margin; typing then emits lockedKeyPressed().
    void setLocked(bool isLocked);

Q_SIGNALS:
    /// The user typed into a locked text.
    void lockedKeyPressed();

protected:
    /// Files are for the window to open, not for the text.
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    void setUpMargins();
    void defineIndicators();
    void showTip(int position, int x, int y);
    int lengthInBytes() const;

    SqlLexer* m_sqlLexer = nullptr; ///< of the two the one of the language
    YamlLexer* m_yamlLexer = nullptr;
    std::vector<sql::Diagnostic> m_diagnostics;
    std::function<QString(uint32_t)> m_hover;
};

} // namespace millrace::gui
