// SPDX-License-Identifier: GPL-3.0-or-later
// What there is to know about the selected connector: its state, its config, its errors.
#pragma once

#include "models/bridge/pipeline_bridge.h"
#include "models/pipeline/connector_details.h"
#include "models/pipeline/connector_error_model.h"

#include <QPointer>
#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QStackedLayout;
class QTableView;
class QTabWidget;

namespace millrace::gui {

class EmptyState;
class FactTable;

/// Follows the status of its pipeline while it is visible. GUI thread only.
class ConnectorDetailsPane : public QWidget {
    Q_OBJECT
public:
    explicit ConnectorDetailsPane(QWidget* parent = nullptr);

    void setPipeline(models::PipelineBridge* pipeline);
    /// Nothing: no connector is selected, or several.
    void setConnector(std::optional<models::ConnectorId> connector);
    void showErrors();
    const models::ConnectorErrorModel& errors() const { return m_errors; }
    /// The text of the selected error: report and raw record.
    QString errorText() const;
    QString configText() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildErrors();
    void refresh();
    void updateErrorText();

    QPointer<models::PipelineBridge> m_pipeline;
    std::optional<models::ConnectorId> m_connector;
    models::ConnectorErrorModel m_errors;
    QStackedLayout* m_stack;
    QTabWidget* m_tabs;
    EmptyState* m_empty;
    FactTable* m_facts;
    QPlainTextEdit* m_config;
    QWidget* m_errorPage;
    QTableView* m_errorTable;
    QPlainTextEdit* m_errorText;
};

} // namespace millrace::gui
