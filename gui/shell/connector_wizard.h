// SPDX-License-Identifier: GPL-3.0-or-later
// Adds a connector: what and where, a form of its options, its first rows, and the text that is written.
#pragma once

#include "models/query/query_result_model.h"
#include "models/shell/connector_sample.h"

#include <QFutureWatcher>
#include <QWizard>

class QCheckBox;
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

    /// Begins with a file to read, into the table of its name where there is one.
    void readFile(const QString& path);
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
    QWidget* makeField(const models::ConnectorField& field);
    void addPathField(QFormLayout& fields, const models::ConnectorField& field, QWidget* line);
    void addFormat(QFormLayout& fields, const models::TransportForm& chosen);
    void showFormatFields();
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
    QFormLayout* m_formatBox = nullptr;
    QHash<QString, QCheckBox*> m_formatFields; ///< by key
    bool m_isFormatChosen = false;             ///< by hand, so that it does not follow the file's name
    bool m_isHeaderChosen = false;             ///< by hand, so that it does not follow the file's first line
    QString m_path;                            ///< begun with
    QLabel* m_problem;
    models::QueryResultModel m_sample;
    ResultTable* m_sampleTable;
    QLabel* m_sampleText;
    QPlainTextEdit* m_text;
    QLabel* m_reviewProblem;
    QFutureWatcher<models::ConnectorSample> m_reading;
};

} // namespace millrace::gui
