// SPDX-License-Identifier: GPL-3.0-or-later
// Finds and replaces text in an editor: a line or two above it.
#pragma once

#include "gui/editor/text_search.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace millrace::gui {

/// Hidden until open(); Enter finds on, Shift+Enter back, Escape closes it and returns to the editor. GUI thread only.
class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(SqlEditor* editor, QWidget* parent = nullptr);

    /// Shows the bar with the selected text.
    void open();
    /// And the field of what to put in its place.
    void openReplace();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Direction { Forward, Backward };
    void build();
    QToolButton* addButton(const QString& name, const QString& text, const QString& toolTip);
    void takeSelection();
    void find(Direction direction);
    void replace();
    void replaceEach();
    /// A locked text is not changed; the editor says why.
    bool mayChange();
    SearchOptions options() const;
    void showCount();
    void close();

    SqlEditor* m_editor;
    QLineEdit* m_text;
    QLineEdit* m_with;
    QToolButton* m_case;
    QToolButton* m_words;
    QLabel* m_result;
    QWidget* m_second; ///< the line of the replacement
};

} // namespace millrace::gui
