// SPDX-License-Identifier: GPL-3.0-or-later
// A line of text to take elsewhere, with a button that copies it.
#pragma once

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QToolButton;

namespace millrace::gui {

/// The text can be read and selected, not edited. GUI thread only.
class CopyRow : public QWidget {
    Q_OBJECT
public:
    /// `name` says to a screen reader what the text is.
    CopyRow(const QString& objectName, const QString& name, QWidget* parent = nullptr);

    void setText(const QString& text);
    QString text() const;
    /// Puts the text on the clipboard and says so for a moment.
    void copy();

private:
    void showCopied(bool isCopied);

    QString m_name;
    QLineEdit* m_text;
    QToolButton* m_button;
    QTimer m_shown; ///< single shot: runs while "Copied" is said
};

} // namespace millrace::gui
