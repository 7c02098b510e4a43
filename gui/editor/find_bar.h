// SPDX-License-Identifier: GPL-3.0-or-later
// Finds text in the program: a line above the editor.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace millrace::gui {

class SqlEditor;

/// Hidden until open(); Escape closes it and returns to the editor. GUI thread only.
class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(SqlEditor* editor, QWidget* parent = nullptr);

    /// Shows the bar with the selected text.
    void open();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Direction { Forward, Backward };
    void find(Direction direction);
    void close();

    SqlEditor* m_editor;
    QLineEdit* m_text;
    QLabel* m_result;
};

} // namespace millrace::gui
