// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/connector_details_pane.h"

#include "gui/theme/theme_controller.h"
#include "gui/views/cell_delegate.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/fact_table.h"
#include "models/text/number_text.h"

#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabWidget>
#include <QVBoxLayout>

namespace millrace::gui {

using models::ConnectorErrorModel;

namespace {

CellLook errorLook(const QModelIndex& index)
{
    CellLook look;
    const bool isMissing = index.data(ConnectorErrorModel::MissingRole).toULongLong() != 0;
    if (isMissing || index.column() != static_cast<int>(ConnectorErrorModel::Column::Message)) {
        look.color = ColorToken::TextMuted;
    }
    return look;
}

QPlainTextEdit* makeText(const QString& objectName, const QString& accessibleName)
{
    auto* text = new QPlainTextEdit;
    text->setObjectName(objectName);
    text->setAccessibleName(accessibleName);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFont(ThemeController::monospaceFont());
    text->setFrameShape(QFrame::NoFrame);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return text;
}

/// Keeps scroll position and selection while the text is the same.
void showText(QPlainTextEdit* edit, const QString& text)
{
    if (edit->toPlainText() != text) {
        edit->setPlainText(text);
    }
}

} // namespace

ConnectorDetailsPane::ConnectorDetailsPane(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedLayout(this))
    , m_tabs(new QTabWidget)
    , m_empty(new EmptyState(QStringLiteral("connectorDetailsEmpty")))
    , m_facts(new FactTable(QStringLiteral("connectorFactsTable"), tr("State of the connector")))
    , m_config(makeText(QStringLiteral("connectorConfig"), tr("Configuration of the connector")))
    , m_errorPage(nullptr)
    , m_errorTable(new QTableView)
    , m_errorText(makeText(QStringLiteral("connectorErrorText"), tr("The selected error and its record")))
{
    setObjectName(QStringLiteral("connectorDetails"));
    m_tabs->setObjectName(QStringLiteral("connectorDetailsTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setAccessibleName(tr("Details of the connector"));
    m_tabs->addTab(m_facts, tr("State"));
    m_tabs->addTab(m_config, tr("Configuration"));
    buildErrors();
    m_stack->addWidget(m_tabs);
    m_stack->addWidget(m_empty);
    refresh();
}

void ConnectorDetailsPane::buildErrors()
{
    setUpTable(m_errorTable, QStringLiteral("connectorErrorsTable"), tr("Errors of the connector"));
    m_errorTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_errorTable->setItemDelegate(new CellDelegate(&errorLook, m_errorTable));
    m_errorTable->setModel(&m_errors);
    m_errorTable->setFrameShape(QFrame::NoFrame);
    setColumnWidths(m_errorTable, {9, 12, 14, 8});
    m_errorTable->horizontalHeader()->setStretchLastSection(false);
    m_errorTable->horizontalHeader()->setSectionResizeMode(static_cast<int>(ConnectorErrorModel::Column::Message),
                                                           QHeaderView::Stretch);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("connectorErrorsSplitter"));
    splitter->addWidget(m_errorTable);
    splitter->addWidget(m_errorText);
    splitter->setChildrenCollapsible(false);
    m_errorPage = splitter;
    m_tabs->addTab(m_errorPage, tr("Errors"));
    connect(m_errorTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ConnectorDetailsPane::updateErrorText);
}

void ConnectorDetailsPane::setPipeline(models::PipelineBridge* pipeline)
{
    if (m_pipeline != nullptr) {
        m_pipeline->disconnect(this);
    }
    m_pipeline = pipeline;
    m_connector.reset();
    if (pipeline != nullptr) {
        connect(pipeline, &models::PipelineBridge::statusChanged, this, [this] {
            if (isVisible()) {
                refresh();
            }
        });
    }
    refresh();
}

void ConnectorDetailsPane::setConnector(std::optional<models::ConnectorId> connector)
{
    if (m_connector != connector) {
        m_connector = std::move(connector);
        refresh();
    }
}

void ConnectorDetailsPane::showErrors()
{
    m_tabs->setCurrentWidget(m_errorPage);
    if (!m_errorTable->selectionModel()->hasSelection()) {
        m_errorTable->setCurrentIndex(m_errors.newest());
    }
    m_errorTable->setFocus(Qt::OtherFocusReason);
}

void ConnectorDetailsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void ConnectorDetailsPane::refresh()
{
    if (!m_connector || m_pipeline == nullptr) {
        m_empty->say(QStringLiteral("connector"), tr("No connector is selected"),
                     tr("Select one to see its state, its configuration and its errors."));
        m_stack->setCurrentWidget(m_empty);
        m_errors.setErrors({}, 0);
        return;
    }
    models::ConnectorDetails details = models::connectorDetails(*m_pipeline->status(), *m_connector);
    if (!details.isKnown) {
        m_empty->say(QStringLiteral("run"), tr("%1 is not running").arg(m_connector->connector),
                     tr("Its state shows while the pipeline runs; its declaration stands in the program."));
        m_stack->setCurrentWidget(m_empty);
        m_errors.setErrors({}, 0);
        return;
    }
    m_stack->setCurrentWidget(m_tabs);
    m_facts->model().setFacts(std::move(details.facts));
    showText(m_config, details.config);
    const bool hadErrors = m_errors.rowCount() > 0;
    m_errors.setErrors(details.errors, details.numErrors);
    if (!hadErrors && m_errors.rowCount() > 0) {
        m_errorTable->setCurrentIndex(m_errors.newest());
    }
    m_tabs->setTabText(m_tabs->indexOf(m_errorPage), details.numErrors == 0
                                                         ? tr("Errors")
                                                         : tr("Errors (%1)").arg(models::countText(details.numErrors)));
    updateErrorText();
}

void ConnectorDetailsPane::updateErrorText()
{
    showText(m_errorText, errorText());
}

QString ConnectorDetailsPane::errorText() const
{
    const QModelIndexList selected = m_errorTable->selectionModel()->selectedRows();
    if (m_errors.rowCount() == 0) {
        return tr("This connector has reported no error.");
    }
    if (selected.isEmpty()) {
        return {};
    }
    const QModelIndex row = selected.first();
    const QString raw = row.data(ConnectorErrorModel::RawRole).toString();
    const QString report = row.data(ConnectorErrorModel::ReportRole).toString();
    const QString place = row.siblingAtColumn(static_cast<int>(ConnectorErrorModel::Column::Place)).data().toString();
    if (raw.isEmpty()) {
        return report;
    }
    return place.isEmpty() ? raw + QStringLiteral("\n\n") + report
                           : tr("%1:\n%2\n\n%3", "place, record, report").arg(place, raw, report);
}

QString ConnectorDetailsPane::configText() const
{
    return m_config->toPlainText();
}

} // namespace millrace::gui
