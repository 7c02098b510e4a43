// SPDX-License-Identifier: GPL-3.0-or-later
// The document of data entry: the rows of a table, changes that are staged, and their commit.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/entry/row_commit.h"
#include "models/entry/staged_rows_model.h"
#include "models/query/query_cell.h"

class QStackedLayout;

namespace millrace::gui {

class Banner;
class ElidedLabel;
class EmptyState;
class EntryTable;

/// Reads the rows of a table that keeps them; of another one rows can only be added. GUI thread only.
class EntryDocument : public Document {
    Q_OBJECT
public:
    EntryDocument(models::PipelineBridge* pipeline, const QString& relation, ActionRegistry& actions,
                  QWidget* parent = nullptr);
    ~EntryDocument() override;

    QString title() const override;
    QString iconName() const override { return QStringLiteral("table"); }
    QString sessionKey() const override;
    void focusContent() override;
    bool mayClose() override;

    const QString& relation() const { return m_relation; }
    models::StagedRowsModel& model() { return m_model; }
    EntryTable* table() const { return m_table; }
    /// Of this run; null before its first.
    const models::RowCommit* commit() const { return m_commit.get(); }
    /// Why nothing can be committed now; empty when it can.
    QString blockedReason() const;

    /// Reads the rows again; what is staged is lost.
    void reload();
    void addRow();
    void generate(int count);
    void commitRows();

Q_SIGNALS:
    /// Selection, what is staged, the state of the commit.
    void stateChanged();
    /// Rows are about to be sent: they end as committed() or as commitFailed().
    void committing();
    void commitFailed();
    /// The rows are in this step, and everything that follows from it was delivered.
    void committed(const QString& relation, quint64 step);

private:
    void buildHeader(QWidget* header);
    void read();
    void readIfDue();
    void onRead();
    void onRunEnded();
    void forgetCommit();
    void onCommitChanged();
    void update();
    void updateEmptyState();
    void showPage(QWidget* page);

    QString m_relation;
    ActionRegistry& m_actions;
    models::QueryCell m_rows;
    models::StagedRowsModel m_model;
    std::unique_ptr<models::RowCommit> m_commit;
    Banner* m_banner;  ///< what went wrong
    Banner* m_outcome; ///< the commit
    ElidedLabel* m_summary;
    EntryTable* m_table;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QAction* m_run; ///< of the table's pipeline
    bool m_isReading = false;
    bool m_isRead = false;  ///< in this run
    bool m_isTaken = false; ///< the engine has the rows of m_commit
};

} // namespace millrace::gui
