// SPDX-License-Identifier: GPL-3.0-or-later
// The field of a filter: completes names and words, remembers what was applied.
#pragma once

#include <QLineEdit>
#include <QStringList>

class QCompleter;
class QStringListModel;

namespace millrace::gui {

/// Up and Down go through the history while nothing is being completed. GUI thread only.
class FilterEdit : public QLineEdit {
    Q_OBJECT
public:
    static constexpr qsizetype kMaxHistory = 50;

    explicit FilterEdit(QWidget* parent = nullptr);

    /// Names of columns, as they are written in a condition.
    void setNames(const QStringList& names);
    /// Newest first.
    void setHistory(const QStringList& history) { m_history = history; }
    const QStringList& history() const { return m_history; }
    void remember(const QString& filter);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    int wordBegin() const;
    void complete(const QString& word);

    QCompleter* m_completer;
    QStringListModel* m_words;
    QStringList m_history;
    qsizetype m_at = -1; ///< of the history; -1 = what was typed
    QString m_typed;
};

} // namespace millrace::gui
