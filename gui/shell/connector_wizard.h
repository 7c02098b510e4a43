// SPDX-License-Identifier: GPL-3.0-or-later
// Adds a connector: what and where, a form of its options, its first rows, and the text that is written.
#pragma once

#include "models/query/query_result_model.h"
#include "models/shell/connector_form.h"

#include <QFutureWatcher>
#include <QWizard>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace millrace::gui {

class ResultTable;

/// Works on a program's text; the text that comes out is for the editor, as a change to save. GUI thread only.
class ConnectorWizard : public QWizard {
    Q_OBJECT
public:
    /// `relation` is the one chosen at first, or empty.
    ConnectorWizard(const QString& program, const QString& baseFolder, const QString& relation,
                    QWidget* parent = nullptr);

    models::ConnectorDraft draft() const;
    /// The program with the connector; once the last page was reached.
    const QString& changedProgram() const { return m_changed; }

protected:
    void initializePage(int id) override;
    bool validateCurrentPage() override;

private:
    enum PageId { KindPage, OptionsPage, SamplePage, ReviewPage };

    void buildKindPage();
    void buildSamplePage();
    void buildReviewPage();
    void onRelationChanged();
    void buildOptions();
    void readSample();
    void showSample();
    void review();
    const RelationInfo* relation() const;
    const models::TransportForm* form() const;

    QString m_program;
    QString m_baseFolder;
    std::vector<RelationInfo> m_relations;
    QString m_changed;
    QComboBox* m_relation;
    QComboBox* m_transport;
    QLineEdit* m_name;
    QComboBox* m_format = nullptr;
    QWidget* m_optionsBox = nullptr;
    QHash<QString, QWidget*> m_fields; ///< by key
    QLabel* m_problem;
    models::QueryResultModel m_sample;
    ResultTable* m_sampleTable;
    QLabel* m_sampleText;
    QPlainTextEdit* m_text;
    QLabel* m_reviewProblem;
    QFutureWatcher<models::ConnectorSample> m_reading;
};

} // namespace millrace::gui
