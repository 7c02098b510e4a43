// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/query/query_commands.h"

#include "engine/api/descriptive.h"
#include "gui/descriptive/config_document.h"
#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/editor/sql_editor.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_cell_widget.h"
#include "gui/query/result_table.h"
#include "gui/widgets/picker.h"
#include "models/query/statement_text.h"

#include <QInputDialog>

namespace millrace::gui {

using models::QueryHistoryModel;
using models::QueryState;

QueryCommands::QueryCommands(models::EngineBridge& engine, DocumentArea& area, ActionRegistry& actions, QWidget* window)
    : QObject(window)
    , m_engine(engine)
    , m_area(area)
    , m_actions(actions)
    , m_window(window)
    , m_history(engine.settings())
    , m_streams(std::make_shared<descriptive::QueryHost>())
{
    const auto on = [this](ActionId id, auto slot) { connect(m_actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::OpenNotebook, [this] {
        if (m_area.current() != nullptr && m_area.current()->pipeline() != nullptr) {
            openNotebook(m_area.current()->pipeline())->focusContent();
        }
    });
    on(ActionId::RunAtCursor, &QueryCommands::runAtCursor);
    on(ActionId::RunQuery, &QueryCommands::runCurrent);
    on(ActionId::RunQueryAndAdvance, [this] { active()->runAndAdvance(); });
    on(ActionId::CancelQuery, [this] { currentCell()->cell().cancel(); });
    on(ActionId::ExplainQuery, [this] { active()->current()->explain(); });
    on(ActionId::WatchQuery, &QueryCommands::watch);
    on(ActionId::PromoteQuery, &QueryCommands::askName);
    on(ActionId::QueryHistory, &QueryCommands::pickFromHistory);
    on(ActionId::OlderQuery, [this] { active()->recall(1); });
    on(ActionId::NewerQuery, [this] { active()->recall(-1); });
    on(ActionId::AddCell, [this] { active()->addCell()->focusEditor(); });
    on(ActionId::AddStreamCell, [this] { active()->addCell(CellKind::Stream)->focusEditor(); });
    on(ActionId::RemoveCell, [this] { active()->removeCurrent(); });
    constexpr std::array kCopies = {ActionId::CopyResultTsv, ActionId::CopyResultCsv, ActionId::CopyResultJson,
                                    ActionId::CopyResultMarkdown, ActionId::CopyResultSql};
    for (size_t i = 0; i < kCopies.size(); ++i) {
        on(kCopies[i], [this, format = models::kRowFormats[i]] { copyResult(format); });
    }
    connect(&m_area, &DocumentArea::currentChanged, this, &QueryCommands::update);
    update();
}

NotebookDocument* QueryCommands::notebookOf(const models::PipelineBridge* pipeline) const
{
    for (Document* document : m_area.documents()) {
        auto* notebook = qobject_cast<NotebookDocument*>(document);
        if (notebook != nullptr && notebook->pipeline() == pipeline) {
            return notebook;
        }
    }
    return nullptr;
}

NotebookDocument* QueryCommands::active() const
{
    if (auto* seen = m_area.inSight<NotebookDocument>()) {
        return seen;
    }
    return m_area.current() == nullptr ? nullptr : notebookOf(m_area.current()->pipeline());
}

ConfigDocument* QueryCommands::activeConfig() const
{
    const bool isNotebook = qobject_cast<NotebookDocument*>(m_area.current()) != nullptr;
    return isNotebook ? nullptr : m_area.inSight<ConfigDocument>();
}

QueryCellWidget* QueryCommands::currentCell() const
{
    if (const ConfigDocument* config = activeConfig()) {
        return config->rows();
    }
    const NotebookDocument* notebook = active();
    return notebook == nullptr ? nullptr : notebook->current();
}

void QueryCommands::runCurrent()
{
    if (ConfigDocument* config = activeConfig()) {
        config->runSelected();
    } else {
        currentCell()->run();
    }
}

NotebookDocument* QueryCommands::openNotebook(models::PipelineBridge* pipeline)
{
    NotebookDocument* notebook = notebookOf(pipeline);
    if (notebook == nullptr) {
        notebook = new NotebookDocument(pipeline, m_engine.settings(), m_history, *m_streams, m_actions);
        connect(notebook, &NotebookDocument::cellChanged, this, &QueryCommands::update);
        connect(pipeline, &models::PipelineBridge::stateChanged, this, &QueryCommands::update, Qt::UniqueConnection);
        m_area.add(notebook, DocumentGroup::Streams);
    } else {
        m_area.show(notebook);
    }
    update();
    return notebook;
}

QStringList QueryCommands::openNotebooks() const
{
    QStringList names;
    for (Document* document : m_area.documents()) {
        if (qobject_cast<NotebookDocument*>(document) != nullptr && document->pipeline() != nullptr) {
            names.append(document->pipeline()->name());
        }
    }
    return names;
}

void QueryCommands::runAtCursor()
{
    if (auto* notebook = qobject_cast<NotebookDocument*>(m_area.current())) {
        notebook->current()->run();
        return;
    }
    auto* program = qobject_cast<PipelineDocument*>(m_area.current());
    if (program == nullptr || program->pipeline() == nullptr) {
        return;
    }
    QString sql = program->editor()->selectedText();
    if (sql.trimmed().isEmpty()) {
        const QString all = program->text();
        const long position = program->editor()->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS);
        const models::TextRange range = models::statementAt(all, QString::fromUtf8(all.toUtf8().left(position)).size());
        sql = models::queryOf(all.mid(range.begin, range.end - range.begin));
    }
    if (!sql.trimmed().isEmpty()) {
        openNotebook(program->pipeline())->runText(sql);
    }
}

void QueryCommands::watch(bool isWatching)
{
    models::QueryCell& cell = active()->current()->cell();
    if (isWatching && cell.state() == QueryState::Idle) {
        active()->current()->run();
    }
    cell.setWatching(isWatching);
    active()->current()->refreshFooter();
    update(); // the check mark is what is, not what was clicked
}

QString QueryCommands::freeViewName(const models::PipelineBridge& pipeline) const
{
    for (int number = 1;; ++number) {
        const QString name = QStringLiteral("view_%1").arg(number);
        if (pipeline.findRelation(name) == nullptr) {
            return name;
        }
    }
}

void QueryCommands::askName()
{
    bool isOk = false;
    const QString name = QInputDialog::getText(m_window, tr("Make it a view"), tr("Name of the view:"),
                                               QLineEdit::Normal, freeViewName(*active()->pipeline()), &isOk)
                             .trimmed();
    if (isOk && !name.isEmpty()) {
        promote(name);
    }
}

void QueryCommands::promote(const QString& name)
{
    NotebookDocument* notebook = active();
    const QString sql = models::queryOf(notebook->current()->statement()).trimmed();
    const QString what = tr("Could not make the query a view");
    if (sql.isEmpty() || models::changesRows(sql)) {
        Q_EMIT failed(what, tr("A view is a SELECT."));
    } else if (!models::isPlainName(name)) {
        Q_EMIT failed(what, tr("A name has letters, digits and '_', and begins with no digit: %1").arg(name));
    } else if (notebook->pipeline()->findRelation(name.toLower()) != nullptr) {
        Q_EMIT failed(what, tr("There is a table or view of this name: %1").arg(name));
    } else {
        Q_EMIT viewPromoted(notebook->pipeline(),
                            QStringLiteral("CREATE MATERIALIZED VIEW %1 AS\n%2;\n").arg(name, sql));
    }
}

void QueryCommands::pickFromHistory()
{
    QList<models::PickItem> items;
    for (int row = 0; row < m_history.rowCount(); ++row) {
        const QModelIndex index = m_history.index(row);
        const bool hasFailed = index.data(QueryHistoryModel::FailedRole).toBool();
        items.append({index.data().toString(), index.data(QueryHistoryModel::DetailRole).toString(), QString(),
                      hasFailed ? QStringLiteral("error") : QStringLiteral("query"), QString(),
                      index.data(QueryHistoryModel::SqlRole)});
    }
    auto* picker =
        new Picker(QStringLiteral("historyPicker"), tr("Query history"), tr("Type a part of a query"), items, m_window);
    connect(picker, &Picker::picked, this, [this](const QVariant& sql) {
        if (NotebookDocument* notebook = active()) {
            m_area.show(notebook);
            notebook->current()->setText(sql.toString());
            notebook->focusContent();
        }
    });
    picker->openAtTop();
}

void QueryCommands::copyResult(models::RowFormat format)
{
    // Where the rows come from is a query; the name is to be filled in.
    currentCell()->table()->copyRows(format, QStringLiteral("relation"));
}

void QueryCommands::update()
{
    const NotebookDocument* notebook = active();
    const bool hasPipeline = m_area.current() != nullptr && m_area.current()->pipeline() != nullptr;
    m_actions.setBlocked(ActionId::OpenNotebook, hasPipeline ? QString() : tr("No pipeline is open."));
    m_actions.setBlocked(ActionId::RunAtCursor, hasPipeline ? QString() : tr("No pipeline is open."));
    const QString none = notebook == nullptr ? tr("Open the query notebook first.") : QString();
    for (const ActionId id :
         {ActionId::RunQuery, ActionId::RunQueryAndAdvance, ActionId::ExplainQuery, ActionId::WatchQuery,
          ActionId::PromoteQuery, ActionId::QueryHistory, ActionId::OlderQuery, ActionId::NewerQuery, ActionId::AddCell,
          ActionId::AddStreamCell, ActionId::RemoveCell}) {
        m_actions.setBlocked(id, none);
    }
    if (activeConfig() != nullptr) {
        m_actions.setBlocked(ActionId::RunQuery, QString());
    }
    models::QueryCell* cell = currentCell() == nullptr ? nullptr : &currentCell()->cell();
    const models::QueryCell* query = notebook == nullptr ? nullptr : &notebook->current()->cell();
    if (query != nullptr && query->isStreaming()) {
        for (const ActionId id : {ActionId::ExplainQuery, ActionId::WatchQuery, ActionId::PromoteQuery,
                                  ActionId::QueryHistory, ActionId::OlderQuery, ActionId::NewerQuery}) {
            m_actions.setBlocked(id, tr("Not in a streaming cell."));
        }
    }
    const bool isRunning = cell != nullptr && cell->state() == QueryState::Running;
    const QString noCell = cell == nullptr ? none : QString();
    m_actions.setBlocked(ActionId::CancelQuery,
                         !noCell.isEmpty() || isRunning ? noCell : tr("No query runs in this cell."));
    m_actions.action(ActionId::WatchQuery)->setChecked(query != nullptr && query->isWatching());
    const bool hasRows = cell != nullptr && cell->result().rowCount() > 0;
    for (const ActionId id : {ActionId::CopyResultTsv, ActionId::CopyResultCsv, ActionId::CopyResultJson,
                              ActionId::CopyResultMarkdown, ActionId::CopyResultSql}) {
        m_actions.setBlocked(id, !noCell.isEmpty() || hasRows ? noCell : tr("There are no rows in this cell."));
    }
}

} // namespace millrace::gui
