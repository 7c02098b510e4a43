// SPDX-License-Identifier: GPL-3.0-or-later
// Leads to a new pipeline: a table with its columns, where its rows come from, a view; it ends in SQL.
#pragma once

#include "models/shell/pipeline_draft.h"

#include <QWizard>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QRadioButton;
class QTableWidget;

namespace millrace::gui {

/// The text on the last page is what is created, and can be changed there. GUI thread only.
class PipelineWizard : public QWizard {
    Q_OBJECT
public:
    /// `name` is proposed.
    explicit PipelineWizard(const QString& name, QWidget* parent = nullptr);

    QString name() const;
    /// The program; once the last page was reached.
    QString program() const;

    int nextId() const override;

protected:
    void initializePage(int id) override;
    bool validateCurrentPage() override;

private:
    enum PageId { StartPage, TablePage, ViewPage, ProgramPage };

    void buildStart();
    void buildTable();
    void buildView();
    void buildProgram();
    void addColumn(const QString& name, const QString& type, bool isKey);
    void chooseFile();
    void checkProgram();
    void propose(const QString& program);
    models::PipelineDraft draft() const;

    QLineEdit* m_name;
    QRadioButton* m_isExample;
    QRadioButton* m_isOwn;
    QLineEdit* m_table;
    QTableWidget* m_columns;
    QComboBox* m_source;
    QLineEdit* m_path;
    QComboBox* m_view;
    QLineEdit* m_viewName;
    QComboBox* m_counted;
    QPlainTextEdit* m_program;
    QString m_proposed;        ///< the program as the answers make it
    QLabel* m_remade;          ///< says that it took the place of an edited one
    QLabel* m_verdict;         ///< on the program
    QList<QLabel*> m_problems; ///< one a page of the form
};

} // namespace millrace::gui
