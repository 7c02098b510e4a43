// SPDX-License-Identifier: GPL-3.0-or-later
// A cell of a notebook: a statement, what became of it, and its rows.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/query/query_cell.h"
#include "models/query/statement_text.h"

#include <QFrame>

#include <memory>

class QLabel;
class QToolButton;

namespace millrace::gui {

class ResultTable;
class SqlEditor;

/// GUI thread only.
class QueryCellWidget : public QFrame {
    Q_OBJECT
public:
    QueryCellWidget(std::unique_ptr<models::QueryCell> cell, ActionRegistry& actions, QWidget* parent = nullptr);

    models::QueryCell& cell() { return *m_cell; }
    const models::QueryCell& cell() const { return *m_cell; }
    SqlEditor* editor() const { return m_editor; }
    ResultTable* table() const { return m_table; }
    /// Where the text stands elsewhere, with what runs it.
    void showOnlyRows();

    QString text() const;
    /// As one step that can be undone.
    void setText(const QString& text);
    /// The statement at the cursor, or what is selected; of a streaming cell all of them.
    QString statement() const;
    /// Several statements that are selected run one after the other, until one does not finish.
    void run();
    void explain();
    /// All statements, as if all were selected.
    void runAll();
    void focusEditor();
    /// Marks it as the one that actions act on.
    void setCurrent(bool isCurrent);
    void refreshFooter();
    /// What stands below the statement: state, numbers, an error.
    QString footer() const;

Q_SIGNALS:
    void textEdited();
    /// Its height changed.
    void resized();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void updateActivity();
    QString rowsText() const;
    QStringList streamFooter() const;
    QStringList queryFooter() const;
    /// A statement to run, and where the editor's text has it.
    struct Piece {
        QString sql;
        int errorOffset = 0; ///< byte where it begins there, less what was put before
    };

    void connectCell();
    models::TextRange chosen() const;
    void runStatements(models::TextRange range, const QString& prefix);
    void runNext();
    void fitEditor();
    void showError();
    void showToken(const QString& token);

    std::unique_ptr<models::QueryCell> m_cell;
    SqlEditor* m_editor;
    QLabel* m_footer;
    QToolButton* m_token; ///< of an INSERT; a click copies it
    QToolButton* m_run;
    QLabel* m_kind;
    ResultTable* m_table;
    ActionRegistry& m_actions;
    QList<Piece> m_pieces;        ///< of the newest run
    qsizetype m_currentPiece = 0; ///< the one that runs or ran last
};

} // namespace millrace::gui
