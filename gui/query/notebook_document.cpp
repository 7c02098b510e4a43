// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/query/notebook_document.h"

#include "gui/editor/sql_editor.h"
#include "gui/query/query_cell_widget.h"
#include "gui/widgets/banner.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr int kIdleMs = 1000;
constexpr int kMaxCells = 200;
const QString kStreamKey = QStringLiteral("stream"); ///< a streaming cell is an object, another one its text

std::string keyOf(const models::PipelineBridge& pipeline)
{
    return "notebook.cells." + pipeline.name().toStdString();
}

} // namespace

NotebookDocument::NotebookDocument(models::PipelineBridge* pipeline, models::SettingWriter& settings,
                                   models::QueryHistoryModel& history, descriptive::QueryHost& streams,
                                   ActionRegistry& actions, QWidget* parent)
    : Document(pipeline, parent)
    , m_settings(settings)
    , m_history(history)
    , m_streams(streams)
    , m_actions(actions)
    , m_banner(new Banner(QStringLiteral("notebookBanner"), this))
    , m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("notebookDocument"));
    auto* header = new QWidget(this);
    header->setObjectName(QStringLiteral("documentHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    auto* tools = new QHBoxLayout(header);
    tools->setContentsMargins(8, 3, 8, 3);
    tools->setSpacing(4);
    for (const ActionId id :
         {ActionId::RunQuery, ActionId::CancelQuery, ActionId::ExplainQuery, ActionId::WatchQuery,
          ActionId::PromoteQuery, ActionId::QueryHistory, ActionId::AddCell, ActionId::AddStreamCell}) {
        auto* button = new QToolButton(header);
        QAction* action = actionFor(id);
        button->setDefaultAction(action);
        button->setObjectName(QStringLiteral("notebook") + action->objectName());
        button->setAccessibleName(ActionRegistry::plainText(action->text()));
        button->setIconSize(QSize(14, 14));
        tools->addWidget(button);
    }
    tools->addStretch(1);
    m_banner->addAction(onThisPipeline(actions, ActionId::Run));
    auto* cells = new QWidget;
    cells->setObjectName(QStringLiteral("notebookCells"));
    m_layout = new QVBoxLayout(cells);
    m_layout->setContentsMargins(8, 8, 8, 8);
    m_layout->setSpacing(8);
    m_layout->addStretch(1);
    m_scroll->setWidget(cells);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addWidget(m_banner);
    layout->addWidget(m_scroll, 1);
    for (const ActionSpec& spec : actionTable()) {
        if (spec.scope == KeyScope::Notebook) {
            addAction(actions.action(spec.id));
        }
    }
    m_idle.setSingleShot(true);
    m_idle.setInterval(kIdleMs);
    connect(&m_idle, &QTimer::timeout, this, &NotebookDocument::store);
    connect(pipeline, &models::PipelineBridge::stateChanged, this, &NotebookDocument::updateBanner);
    connect(pipeline, &models::PipelineBridge::nameChanged, this, [this] {
        store();
        Q_EMIT titleChanged();
    });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { onFocusChanged(now); });
    restore();
    updateBanner();
}

/// A file of pipelines can stand beside it, which the window's actions to run and to cancel are about while that is the
/// current document.
QAction* NotebookDocument::actionFor(ActionId id)
{
    if (id == ActionId::RunQuery) {
        QAction* run = likeAction(m_actions, id);
        connect(run, &QAction::triggered, this, [this] { m_current->run(); });
        return run;
    }
    if (id == ActionId::CancelQuery) {
        QAction* cancel = likeAction(m_actions, id);
        connect(cancel, &QAction::triggered, this, [this] { m_current->cell().cancel(); });
        const auto enable = [this, cancel] {
            cancel->setEnabled(m_current != nullptr && m_current->cell().state() == models::QueryState::Running);
        };
        enable();
        connect(this, &NotebookDocument::cellChanged, cancel, enable);
        return cancel;
    }
    return m_actions.action(id);
}

NotebookDocument::~NotebookDocument()
{
    if (m_idle.isActive()) {
        store();
    }
}

QString NotebookDocument::title() const
{
    return pipeline() == nullptr ? tr("queries") : tr("%1 ~ queries").arg(pipeline()->name());
}

void NotebookDocument::focusContent()
{
    m_current->focusEditor();
}

void NotebookDocument::setZoom(int zoom)
{
    m_zoom = zoom;
    for (QueryCellWidget* cell : std::as_const(m_cells)) {
        cell->editor()->zoomTo(zoom);
    }
}

QueryCellWidget* NotebookDocument::addCell(CellKind kind, const QString& text)
{
    auto query = kind == CellKind::Query ? std::make_unique<models::QueryCell>(*pipeline())
                                         : std::make_unique<models::QueryCell>(m_streams, title(), pipeline()->clock());
    auto* cell = new QueryCellWidget(std::move(query), m_actions, m_scroll->widget());
    cell->editor()->zoomTo(m_zoom);
    m_layout->insertWidget(static_cast<int>(m_cells.size()), cell);
    m_cells.append(cell);
    connect(cell, &QueryCellWidget::textEdited, this, [this] {
        m_recalled = -1;
        m_idle.start();
    });
    connect(&cell->cell(), &models::QueryCell::stateChanged, this, &NotebookDocument::cellChanged);
    connect(&cell->cell(), &models::QueryCell::finished, this, [this, cell] { remember(cell); });
    connect(cell, &QueryCellWidget::resized, this, [this, cell] {
        if (cell == m_current && cell == m_cells.last()) {
            reveal(cell);
        }
    });
    if (!text.isEmpty()) {
        cell->setText(text); // now that it is listened to: it is stored like typed text
    }
    setCurrent(cell);
    return cell;
}

QueryCellWidget* NotebookDocument::freeCell()
{
    QueryCellWidget* last = m_cells.last();
    const bool isFree = last->text().trimmed().isEmpty() && !last->cell().isStreaming();
    return isFree || m_cells.size() >= kMaxCells ? last : addCell();
}

void NotebookDocument::removeCurrent()
{
    const qsizetype at = m_cells.indexOf(m_current);
    QueryCellWidget* removed = m_cells.takeAt(at);
    m_layout->removeWidget(removed);
    removed->hide();
    removed->deleteLater();
    if (m_cells.isEmpty()) {
        addCell();
    } else {
        setCurrent(m_cells[std::min(at, m_cells.size() - 1)]);
    }
    focusContent();
    m_idle.start();
}

void NotebookDocument::runAndAdvance()
{
    m_current->run();
    const qsizetype next = m_cells.indexOf(m_current) + 1;
    if (next < m_cells.size()) {
        setCurrent(m_cells[next]);
    } else if (m_cells.size() < kMaxCells) {
        addCell();
    }
    focusContent();
}

void NotebookDocument::runText(const QString& sql)
{
    QueryCellWidget* cell = freeCell();
    cell->setText(sql);
    setCurrent(cell);
    cell->focusEditor();
    cell->runAll();
}

void NotebookDocument::recall(int direction)
{
    const QList<models::QueryHistoryEntry>& entries = m_history.entries();
    const int wanted = std::clamp(m_recalled + direction, -1, static_cast<int>(entries.size()) - 1);
    if (wanted == m_recalled) {
        return;
    }
    if (m_recalled < 0) {
        m_draft = m_current->text();
    }
    m_current->setText(wanted < 0 ? m_draft : entries[wanted].sql);
    m_recalled = wanted; // setText() has taken it back
}

void NotebookDocument::remember(QueryCellWidget* cell)
{
    const models::QueryCell& query = cell->cell();
    if (query.state() == models::QueryState::Cancelled || query.isStreaming()) {
        return;
    }
    models::QueryHistoryEntry entry;
    entry.sql = query.sql();
    entry.pipeline = pipeline() == nullptr ? QString() : pipeline()->name();
    entry.at = Clock::system().now();
    entry.durationUs = query.durationUs();
    entry.rows = query.progress().rowsOut;
    entry.hasFailed = query.state() == models::QueryState::Failed;
    m_history.add(std::move(entry));
    Q_EMIT cellChanged();
}

void NotebookDocument::restore()
{
    const std::optional<std::string> stored = m_settings.value(keyOf(*pipeline()));
    const QJsonArray texts = QJsonDocument::fromJson(QByteArray::fromStdString(stored.value_or("[]"))).array();
    for (qsizetype i = 0; i < std::min<qsizetype>(texts.size(), kMaxCells); ++i) {
        const QJsonValue stream = texts[i].toObject().value(kStreamKey);
        addCell(stream.isString() ? CellKind::Stream : CellKind::Query,
                stream.isString() ? stream.toString() : texts[i].toString());
    }
    if (m_cells.isEmpty()) {
        addCell();
    }
    m_idle.stop();
}

void NotebookDocument::store()
{
    m_idle.stop();
    if (pipeline() == nullptr) {
        return;
    }
    QJsonArray texts;
    for (const QueryCellWidget* cell : std::as_const(m_cells)) {
        if (cell->cell().isStreaming()) {
            texts.append(QJsonObject{{kStreamKey, cell->text()}});
        } else {
            texts.append(cell->text());
        }
    }
    m_settings.set(keyOf(*pipeline()), QJsonDocument(texts).toJson(QJsonDocument::Compact).toStdString());
}

void NotebookDocument::setCurrent(QueryCellWidget* cell)
{
    if (m_current != cell) {
        m_recalled = -1;
        m_current = cell;
        for (QueryCellWidget* each : std::as_const(m_cells)) {
            each->setCurrent(each == cell);
        }
        reveal(cell);
        updateBanner();
        Q_EMIT cellChanged();
    }
}

void NotebookDocument::reveal(QueryCellWidget* cell)
{
    // Once the layout knows its height.
    QTimer::singleShot(0, cell, [this, cell] {
        constexpr int kMargin = 8;
        if (cell->height() + 2 * kMargin > m_scroll->viewport()->height()) {
            // Not all of it fits: the statement, and the rows from the first one.
            m_scroll->verticalScrollBar()->setValue(cell->y() - kMargin);
        } else {
            m_scroll->ensureWidgetVisible(cell, 0, kMargin);
        }
    });
}

void NotebookDocument::onFocusChanged(QWidget* now)
{
    for (QueryCellWidget* cell : std::as_const(m_cells)) {
        if (now != nullptr && cell->isAncestorOf(now)) {
            setCurrent(cell);
            return;
        }
    }
}

void NotebookDocument::updateBanner()
{
    const bool asksPipeline = m_current == nullptr || !m_current->cell().isStreaming();
    if (!asksPipeline || (pipeline() != nullptr && pipeline()->isActive())) {
        m_banner->hide();
    } else {
        m_banner->say(BannerSeverity::Info,
                      tr("The pipeline is not running. Its rows can be asked for while it runs."));
    }
}

} // namespace millrace::gui
