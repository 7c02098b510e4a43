// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/token_document.h"

#include "gui/charts/time_bars.h"
#include "gui/charts/time_points.h"
#include "gui/theme/theme_controller.h"
#include "gui/views/token_look.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"
#include "models/pipeline/token_stages.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"
#include "models/text/reason_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kRedrawMs = 250;

QLabel* makeCaption(const QString& text)
{
    auto* label = new QLabel(text);
    label->setProperty("role", QStringLiteral("title"));
    label->setContentsMargins(12, 6, 12, 2);
    return label;
}

/// A table below its caption.
QWidget* captioned(const QString& caption, QWidget* content, QWidget* tool = nullptr)
{
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->addWidget(makeCaption(caption), 1);
    if (tool != nullptr) {
        line->addWidget(tool);
    }
    layout->addLayout(line);
    layout->addWidget(content, 1);
    return box;
}

} // namespace

TokenDocument::TokenDocument(models::PipelineBridge* pipeline, models::EngineBridge& engine,
                             const models::TokenWatch& watch, ActionRegistry& actions, QWidget* parent)
    : Document(pipeline, parent)
    , m_engine(engine)
    , m_filter(m_model)
    , m_summary(m_model)
    , m_table(new QTableView)
    , m_summaryTable(new QTableView)
    , m_empty(new EmptyState(QStringLiteral("tokenDocumentEmpty")))
    , m_stack(new QStackedLayout)
    , m_lookup(new QLineEdit)
    , m_answer(new QLabel)
    , m_bars(new TimeBars(QStringLiteral("tokenTimesChart"), tr("Times to complete")))
    , m_points(new TimePoints(QStringLiteral("tokenHistoryChart"), tr("By time of issue")))
{
    setObjectName(QStringLiteral("tokenDocument"));
    m_model.keepHistoryIn(engine);
    m_model.showWatched(watch);
    m_model.setPipeline(pipeline);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildLookup());
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("tokenDocumentSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildCharts());
    splitter->addWidget(buildTables(actions));
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    m_stack->addWidget(splitter);
    m_stack->addWidget(m_empty);
    layout->addLayout(m_stack, 1);
    m_redraw.setSingleShot(true);
    m_redraw.setInterval(kRedrawMs);
    connect(&m_redraw, &QTimer::timeout, this, &TokenDocument::drawCharts);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &TokenDocument::scheduleCharts);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &TokenDocument::scheduleCharts);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &TokenDocument::updateEmptyState);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &TokenDocument::updateEmptyState);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &TokenDocument::updateEmptyState);
    updateEmptyState();
    connect(&m_model, &models::TokenModel::tokenCompleted, this, &TokenDocument::scheduleCharts);
    connect(pipeline, &models::PipelineBridge::nameChanged, this, &Document::titleChanged);
    connect(pipeline, &models::PipelineBridge::statusChanged, this, &TokenDocument::refreshLookup);
}

QWidget* TokenDocument::buildLookup()
{
    auto* bar = new QWidget;
    bar->setObjectName(QStringLiteral("tokenLookupBar"));
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(bar);
    layout->setContentsMargins(12, 6, 12, 6);
    layout->setSpacing(4);
    m_lookup->setObjectName(QStringLiteral("tokenLookup"));
    m_lookup->setAccessibleName(tr("Token to look up"));
    m_lookup->setPlaceholderText(tr("Paste a token to see its state, also one that was issued over the API"));
    m_lookup->setToolTip(m_lookup->placeholderText());
    m_lookup->setClearButtonEnabled(true);
    m_answer->setObjectName(QStringLiteral("tokenLookupAnswer"));
    m_answer->setTextFormat(Qt::PlainText);
    m_answer->setProperty("role", QStringLiteral("muted"));
    m_answer->setWordWrap(true);
    m_answer->hide();
    layout->addWidget(m_lookup);
    layout->addWidget(m_answer);
    connect(m_lookup, &QLineEdit::textChanged, this, [this](const QString& text) { lookUp(text.trimmed()); });
    return bar;
}

QWidget* TokenDocument::buildCharts()
{
    auto* charts = new QWidget;
    auto* layout = new QHBoxLayout(charts);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addWidget(m_bars);
    layout->addWidget(m_points);
    return charts;
}

QWidget* TokenDocument::buildTables(ActionRegistry& actions)
{
    setUpTable(m_summaryTable, QStringLiteral("tokenSummaryTable"), tr("Tokens by connector"));
    m_summaryTable->setItemDelegate(new CellDelegate(&tokenSummaryLook, m_summaryTable));
    m_summaryTable->setModel(&m_summary);
    setColumnWidths(m_summaryTable, {26, 11, 19, 18, 10, 10, 10});
    m_summaryTable->setMinimumHeight(2 * CellDelegate::rowHeight(fontMetrics())); // low windows have room for the board
    setUpTable(m_table, QStringLiteral("tokenDocumentTable"), tr("Completion tokens"));
    m_table->setItemDelegate(new CellDelegate(&tokenLook, m_table));
    m_table->setModel(&m_filter);
    setColumnWidths(m_table, tokenColumnWidths());
    m_table->setMinimumHeight(2 * CellDelegate::rowHeight(fontMetrics()));
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const ActionId id : {ActionId::CopyToken, ActionId::CopyTokenCurl, ActionId::WaitForToken}) {
        m_table->addAction(actions.action(id));
    }
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TokenDocument::selectionChanged);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("tokenTablesSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(captioned(tr("By connector"), m_summaryTable));
    m_empty->say(
        QStringLiteral("token"), tr("No completion token was issued in this run"),
        tr("A token marks what a connector has received so far, and completes when all of it was processed and "
           "delivered."),
        actions.action(ActionId::IssueToken));
    splitter->addWidget(captioned(tr("Tokens, newest first"), m_table, makeTokenChoice(m_filter)));
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 3);
    return splitter;
}

void TokenDocument::updateEmptyState()
{
    m_stack->setCurrentIndex(m_model.rowCount() == 0 ? 1 : 0);
}

void TokenDocument::setZoom(int zoom)
{
    zoomTable(m_table, zoom);
    zoomTable(m_summaryTable, zoom);
}

void TokenDocument::focusContent()
{
    (m_model.rowCount() == 0 ? static_cast<QWidget*>(m_empty) : m_table)->setFocus(Qt::OtherFocusReason);
    if (!m_table->selectionModel()->hasSelection() && m_filter.rowCount() > 0) {
        m_table->selectRow(0);
    }
}

void TokenDocument::focusLookup()
{
    m_lookup->setFocus(Qt::ShortcutFocusReason);
    m_lookup->selectAll();
}

void TokenDocument::lookUp(const QString& token)
{
    m_lookedUp = token;
    if (m_lookup->text().trimmed() != token) {
        m_lookup->setText(token);
    }
    refreshLookup();
}

void TokenDocument::refreshLookup()
{
    if (!m_lookedUp.isEmpty() && pipeline() != nullptr) {
        m_answer->setText(answerOf(m_lookedUp));
    } else if (m_lookup->text().isEmpty()) {
        m_answer->clear();
    }
    m_answer->setVisible(!m_answer->text().isEmpty());
}

/// Asks this pipeline first: its error is the one to tell when no other knows the token.
QString TokenDocument::answerOf(const QString& text)
{
    QList<models::PipelineBridge*> pipelines = m_engine.pipelines();
    pipelines.removeAll(pipeline());
    pipelines.prepend(pipeline());
    std::optional<Error> problem;
    for (const models::PipelineBridge* each : std::as_const(pipelines)) {
        const Result<TokenStatus> found = each->pipeline()->tokenStatus(text.toStdString());
        if (!found.ok()) {
            problem = problem ? problem : found.error();
            continue;
        }
        const TokenStatus& token = found.value();
        const QString connector = models::toQString(token.relation + "." + token.connector);
        const QString name = each->name() + QStringLiteral(": ") + connector;
        if (token.state == TokenState::Complete) {
            m_lookedUp.clear();
            return tr("%1 – complete", "token").arg(name);
        }
        const QString stages = models::tokenStagesText(models::tokenStages(token, *each->status()));
        if (token.waitsFor.empty()) {
            return tr("%1 – %2", "token, stages").arg(name, stages);
        }
        return tr("%1 – %2, waits for %3", "token, stages, reason")
            .arg(name, stages, models::reasonText(token.waitsFor));
    }
    m_lookedUp.clear();
    return models::errorLine(*problem);
}

QString TokenDocument::lookupText() const
{
    return m_answer->text();
}

void TokenDocument::showEvent(QShowEvent* event)
{
    Document::showEvent(event);
    drawCharts();
}

void TokenDocument::scheduleCharts()
{
    if (isVisible() && !m_redraw.isActive()) {
        m_redraw.start();
    }
}

void TokenDocument::drawCharts()
{
    m_bars->setBuckets(models::timeBuckets(m_model.tokens()));
    m_points->setPoints(models::timeHistory(m_model.tokens()));
}

} // namespace millrace::gui
