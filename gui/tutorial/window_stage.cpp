// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tutorial/window_stage.h"

#include "gui/documents/document_area.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/program_companions.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/documents/token_document.h"
#include "gui/editor/sql_editor.h"
#include "gui/entry/entry_commands.h"
#include "gui/entry/entry_document.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_cell_widget.h"
#include "gui/query/query_commands.h"
#include "gui/views/filter_edit.h"
#include "gui/window/docks.h"
#include "gui/window/main_window.h"
#include "gui/window/stream_commands.h"
#include "gui/window/token_commands.h"
#include "models/text/cell_text.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTreeView>

#include <algorithm>
#include <utility>

namespace millrace::gui {

using models::CheckOutcome;
using models::TutorialItem;

namespace {

CheckOutcome outcome(bool isTrue, const QString& reason)
{
    return {isTrue, isTrue ? QString() : reason};
}

StreamDocument::Mode modeOf(const QString& word)
{
    return word == QLatin1String("state")  ? StreamDocument::Mode::State
           : word == QLatin1String("sums") ? StreamDocument::Mode::Summary
                                           : StreamDocument::Mode::Log;
}

template <typename Enum>
Enum valueOf(const QString& word, std::initializer_list<std::pair<const char*, Enum>> values)
{
    const auto* found =
        std::find_if(values.begin(), values.end(), [&](const auto& each) { return word == QLatin1String(each.first); });
    return found == values.end() ? values.begin()->second : found->second;
}

ChangeFormat formatOf(const QString& word)
{
    return valueOf<ChangeFormat>(word, {{"jsonl", ChangeFormat::JsonLines},
                                        {"csv", ChangeFormat::Csv},
                                        {"tsv", ChangeFormat::Tsv},
                                        {"sql", ChangeFormat::Sql}});
}

ChangeEncoding encodingOf(const QString& word)
{
    return valueOf<ChangeEncoding>(word, {{"weights", ChangeEncoding::Weighted},
                                          {"operations", ChangeEncoding::Operations},
                                          {"pairs", ChangeEncoding::Pairs},
                                          {"state", ChangeEncoding::State}});
}

} // namespace

WindowStage::WindowStage(MainWindow& window)
    : m_window(window)
{
}

WindowStage::~WindowStage() = default;

void WindowStage::setPipeline(models::PipelineBridge* pipeline)
{
    if (m_pipeline == pipeline) {
        return;
    }
    m_commit.reset();
    keepStreamsFollowing(false);
    m_pipeline = pipeline;
    m_since = QDateTime::currentMSecsSinceEpoch() * 1000;
    if (pipeline != nullptr) {
        openProgram();
        keepStreamsFollowing(true);
        connect(&m_window.streams(), &StreamSet::tickedChanged, this, &WindowStage::followTicked, Qt::UniqueConnection);
    }
}

void WindowStage::followTicked(const models::PipelineBridge* pipeline)
{
    if (pipeline == m_pipeline) {
        keepStreamsFollowing(true);
    }
}

void WindowStage::keepStreamsFollowing(bool keeps)
{
    if (m_pipeline != nullptr) {
        for (StreamDocument* stream : m_window.streams().documentsOf(m_pipeline)) {
            stream->followWhileHidden(keeps);
        }
    }
}

DockPanel* WindowStage::dockOf(const QString& name) const
{
    for (DockPanel* dock : m_window.docks().all()) {
        if (dock->objectName().compare(QStringLiteral("dock") + name, Qt::CaseInsensitive) == 0) {
            return dock;
        }
    }
    return nullptr;
}

PipelineDocument* WindowStage::program() const
{
    return qobject_cast<PipelineDocument*>(documentOf(QStringLiteral("program"), QString()));
}

PipelineDocument* WindowStage::openProgram()
{
    PipelineDocument* document = m_window.openPipeline(m_pipeline);
    connect(document, &PipelineDocument::reportChanged, this, &WindowStage::reportChanged, Qt::UniqueConnection);
    return document;
}

Document* WindowStage::documentOf(const QString& kind, const QString& relation) const
{
    for (Document* document : m_window.documents().documents()) {
        if (document->pipeline() != m_pipeline || m_pipeline == nullptr) {
            continue;
        }
        const auto* stream = qobject_cast<StreamDocument*>(document);
        const auto* entry = qobject_cast<EntryDocument*>(document);
        const auto* text = qobject_cast<PipelineDocument*>(document);
        const bool isIt =
            (kind == QLatin1String("program") && text != nullptr) ||
            (kind == QLatin1String("graph") && text != nullptr && text->companions()->isShown(Companion::Graph)) ||
            (kind == QLatin1String("stream") && stream != nullptr && stream->kind() == StreamDocument::Kind::Relation &&
             stream->relations() == QStringList{relation}) ||
            (kind == QLatin1String("rows") && entry != nullptr && entry->relation() == relation) ||
            (kind == QLatin1String("notebook") && qobject_cast<NotebookDocument*>(document) != nullptr) ||
            (kind == QLatin1String("tokens") && qobject_cast<TokenDocument*>(document) != nullptr);
        if (isIt) {
            return document;
        }
    }
    return nullptr;
}

StreamDocument* WindowStage::streamOf(const QString& relation) const
{
    return qobject_cast<StreamDocument*>(documentOf(QStringLiteral("stream"), relation));
}

StreamDocument* WindowStage::openStream(const QString& relation)
{
    m_window.streams().setTicked(m_pipeline, relation, true);
    StreamDocument* stream = streamOf(relation);
    if (stream != nullptr) {
        m_window.documents().show(stream);
        m_window.streamCommands().update();
    }
    return stream;
}

CheckOutcome WindowStage::check(const TutorialItem& check)
{
    if (check.kind == QLatin1String("declares")) {
        return checkDeclares(check);
    }
    if (check.kind == QLatin1String("program")) {
        return checkProgram(check);
    }
    if (check.kind == QLatin1String("dock")) {
        const DockPanel* dock = dockOf(check.text("name"));
        return outcome(dock != nullptr && dock->isOnScreen(), tr("It stands behind another one, or is closed."));
    }
    if (check.kind == QLatin1String("document")) {
        return checkDocument(check);
    }
    if (check.kind == QLatin1String("stream")) {
        return checkStream(check);
    }
    if (check.kind == QLatin1String("selected")) {
        return checkSelected(check);
    }
    return checkExport(check);
}

CheckOutcome WindowStage::checkDeclares(const TutorialItem& check) const
{
    const PipelineDocument* document = program();
    if (document == nullptr) {
        return {false, tr("The program's tab is closed.")};
    }
    const api::CompileReport& report = document->report();
    const std::string name = check.text("relation").toStdString();
    const auto found = std::find_if(report.relations.begin(), report.relations.end(),
                                    [&](const RelationInfo& each) { return each.name == name; });
    if (found == report.relations.end()) {
        return {false, tr("The program does not declare %1 yet.").arg(check.text("relation"))};
    }
    const bool isTable = found->kind == sql::RelationKind::Table;
    if (check.has("kind") && isTable != (check.text("kind") == QLatin1String("table"))) {
        return {false, isTable ? tr("%1 is a table.").arg(check.text("relation"))
                               : tr("%1 is a view.").arg(check.text("relation"))};
    }
    for (const QString& column : check.values.value(QStringLiteral("columns")).toStringList()) {
        if (!found->schema.find(column.toStdString())) {
            return {false, tr("%1 has no column %2.").arg(check.text("relation"), column)};
        }
    }
    return outcome(!report.hasErrors, tr("The program has an error; F8 leads to it."));
}

CheckOutcome WindowStage::checkProgram(const TutorialItem& check) const
{
    const PipelineDocument* document = program();
    if (document == nullptr) {
        return {false, tr("The program's tab is closed.")};
    }
    const QRegularExpression pattern(check.text("matches"), QRegularExpression::DotMatchesEverythingOption |
                                                                QRegularExpression::CaseInsensitiveOption);
    if (!pattern.match(document->text()).hasMatch()) {
        return {false, tr("The program does not say so yet.")};
    }
    return outcome(!document->report().hasErrors, tr("The program has an error; F8 leads to it."));
}

CheckOutcome WindowStage::checkDocument(const TutorialItem& check) const
{
    const Document* document = documentOf(check.text("kind"), check.text("relation"));
    if (document != nullptr && check.text("kind") == QLatin1String("stream")) {
        return {true, {}}; // a second one brings the list of all of them to the front
    }
    return outcome(document != nullptr && document->isVisible(),
                   document == nullptr ? tr("It is not open.") : tr("It stands behind another tab."));
}

CheckOutcome WindowStage::checkStream(const TutorialItem& check) const
{
    StreamDocument* stream = streamOf(check.text("relation"));
    if (stream == nullptr) {
        return {false, tr("The change stream of %1 is not open.").arg(check.text("relation"))};
    }
    if (check.has("mode") && stream->mode() != modeOf(check.text("mode"))) {
        return {false, tr("It is in another mode.")};
    }
    if (check.has("pairs") && stream->pairsUpdates() != check.flag("pairs")) {
        return {false, stream->pairsUpdates() ? tr("Updates stand as one line.") : tr("Updates stand as two lines.")};
    }
    if (check.has("frozen") && stream->isFrozen() != check.flag("frozen")) {
        return {false, stream->isFrozen() ? tr("It is frozen.") : tr("It is not frozen.")};
    }
    if (check.has("filter")) {
        const QString filter = stream->model().rules().filter;
        const QRegularExpression pattern(check.text("filter"), QRegularExpression::CaseInsensitiveOption);
        return outcome(pattern.match(filter).hasMatch(),
                       filter.isEmpty() ? tr("Nothing is filtered.") : tr("It is filtered by %1.").arg(filter));
    }
    return {true, {}};
}

CheckOutcome WindowStage::checkSelected(const TutorialItem& check) const
{
    const QModelIndexList rows = m_window.docks().connectors()->tree()->selectionModel()->selectedRows();
    const auto [relation, connector] = models::endpointParts(check.text("connector"));
    const bool isIt = m_window.docks().connectors()->model().pipeline() == m_pipeline && rows.size() == 1 &&
                      rows.first().data(models::ConnectorModel::RelationRole).toString() == relation &&
                      rows.first().data(models::ConnectorModel::ConnectorRole).toString() == connector;
    return outcome(isIt, rows.isEmpty() ? tr("No connector is selected.") : tr("Another row is selected."));
}

CheckOutcome WindowStage::checkExport(const TutorialItem& check) const
{
    const models::ExportListModel& exports = m_window.docks().exports()->model();
    QString reason = tr("There is no export of %1 yet.").arg(check.text("relation"));
    for (int row = 0; m_pipeline != nullptr && row < exports.rowCount(); ++row) {
        const models::StreamRecorder* recorder = exports.recorderAt(row);
        if (recorder == nullptr || recorder->pipelineName() != m_pipeline->name() || recorder->startedAt() < m_since ||
            !recorder->options().relations.contains(check.text("relation"))) {
            continue;
        }
        const auto numRows = static_cast<qint64>(recorder->progress().rows);
        const bool isFinished = recorder->state() == models::RecordingState::Finished;
        if (check.has("format") && recorder->options().format != formatOf(check.text("format"))) {
            reason = tr("Its file has another format.");
        } else if (check.text("state") == QLatin1String("finished") && !isFinished) {
            reason = tr("It still runs.");
        } else if (numRows < check.number("at_least")) {
            reason = tr("It has written %n change(s).", nullptr, static_cast<int>(numRows));
        } else if (recorder->state() != models::RecordingState::Failed) {
            return {true, {}};
        }
    }
    return {false, reason};
}

void WindowStage::perform(const TutorialItem& command, const models::TutorialStep& step)
{
    if (m_pipeline == nullptr || performOnRun(command) || performOnStream(command)) {
        return;
    }
    if (command.kind == QLatin1String("replace")) {
        insert({models::TutorialSnippet::Target::Replace, {}, command.text("text")});
    } else if (command.kind == QLatin1String("insert") && step.snippet) {
        insert(*step.snippet);
    } else if (command.kind == QLatin1String("show")) {
        dockOf(command.text("name"))->activate();
    } else if (command.kind == QLatin1String("open")) {
        open(command);
    } else if (command.kind == QLatin1String("push")) {
        push(command);
    } else if (command.kind == QLatin1String("query")) {
        m_window.queryCommands().openNotebook(m_pipeline)->runText(command.text("sql"));
    } else if (command.kind == QLatin1String("export")) {
        startExport(command);
    } else if (command.kind == QLatin1String("stop-exports")) {
        stopExports();
    } else if (command.kind == QLatin1String("append")) {
        append(command);
    }
}

/// What the Pipeline menu does.
bool WindowStage::performOnRun(const TutorialItem& command)
{
    const auto [relation, connector] =
        models::endpointParts(command.has("name") ? command.text("name") : command.text("connector"));
    if (command.kind == QLatin1String("save")) {
        openProgram()->save();
    } else if (command.kind == QLatin1String("run")) {
        if (openProgram()->save() && !m_pipeline->isActive()) {
            m_pipeline->start();
        }
    } else if (command.kind == QLatin1String("stop")) {
        if (m_pipeline->isActive()) {
            m_pipeline->stop();
        }
    } else if (command.kind == QLatin1String("pause")) {
        m_pipeline->pauseInputs();
    } else if (command.kind == QLatin1String("resume")) {
        m_pipeline->resumeInputs();
    } else if (command.kind == QLatin1String("select")) {
        m_window.docks().connectors()->activate();
        m_window.docks().connectors()->selectConnector(relation, connector);
    } else if (command.kind == QLatin1String("connector")) {
        if (command.text("to") == QLatin1String("start")) {
            m_pipeline->startConnector(relation, connector);
        } else {
            m_pipeline->pauseConnector(relation, connector);
        }
    } else if (command.kind == QLatin1String("token")) {
        m_window.docks().tokens()->issue(relation, connector);
    } else {
        return false;
    }
    return true;
}

bool WindowStage::performOnStream(const TutorialItem& command)
{
    const bool isOfStream = QStringList{QStringLiteral("tick"), QStringLiteral("mode"), QStringLiteral("filter"),
                                        QStringLiteral("pairs"), QStringLiteral("freeze")}
                                .contains(command.kind);
    StreamDocument* stream = isOfStream ? openStream(command.text("relation")) : nullptr;
    if (stream == nullptr) {
        return isOfStream;
    }
    if (command.kind == QLatin1String("mode")) {
        stream->setMode(modeOf(command.text("is")));
    } else if (command.kind == QLatin1String("filter")) {
        stream->filterBar()->clear();
        stream->filterBar()->add(command.text("text"));
    } else if (command.kind == QLatin1String("pairs")) {
        stream->setPairsUpdates(command.flag("on"));
    } else if (command.kind == QLatin1String("freeze") && stream->isFrozen() != command.flag("on")) {
        stream->toggleFrozen();
    }
    m_window.streamCommands().update();
    return true;
}

void WindowStage::insert(const models::TutorialSnippet& snippet)
{
    using Target = models::TutorialSnippet::Target;
    if (snippet.target == Target::Query) {
        NotebookDocument* notebook = m_window.queryCommands().openNotebook(m_pipeline);
        QueryCellWidget* cell = notebook->freeCell();
        cell->setText(snippet.text.trimmed());
        cell->focusEditor();
        return;
    }
    if (snippet.target == Target::Filter) {
        if (StreamDocument* stream = openStream(snippet.relation)) {
            stream->filterBar()->edit()->setText(snippet.text.trimmed());
            stream->filterBar()->edit()->setFocus(Qt::OtherFocusReason);
        }
        return;
    }
    PipelineDocument* document = openProgram();
    if (m_pipeline->isActive()) {
        m_window.tell(tr("The program is locked while it runs"), tr("Stop it first (Shift+F5)."));
        return;
    }
    if (snippet.target == Target::Replace) {
        document->proposeText(snippet.text);
    } else {
        document->appendStatement(snippet.text);
    }
    document->focusContent();
}

void WindowStage::open(const TutorialItem& command)
{
    const QString kind = command.text("kind");
    if (kind == QLatin1String("program")) {
        openProgram()->focusContent();
    } else if (kind == QLatin1String("stream")) {
        if (StreamDocument* stream = openStream(command.text("relation"))) {
            stream->focusContent();
        }
    } else if (kind == QLatin1String("rows")) {
        m_window.entryCommands().openTable(m_pipeline, command.text("relation"))->focusContent();
    } else if (kind == QLatin1String("notebook")) {
        m_window.queryCommands().openNotebook(m_pipeline)->focusContent();
    } else if (kind == QLatin1String("tokens")) {
        m_window.tokenCommands().openBoard(m_pipeline)->focusContent();
    } else {
        openProgram()->companions()->reveal(Companion::Graph);
    }
}

void WindowStage::push(const TutorialItem& command)
{
    m_commit = std::make_unique<models::RowCommit>(*m_pipeline, command.text("relation").toStdString(),
                                                   command.text("lines").toStdString());
    connect(m_commit.get(), &models::RowCommit::changed, this, [this, relation = command.text("relation")] {
        auto* rows = qobject_cast<EntryDocument*>(documentOf(QStringLiteral("rows"), relation));
        if (rows != nullptr && m_commit->state() == models::CommitState::Complete &&
            rows->model().counts().total() == 0) {
            rows->reload(); // it does not follow what others change
        }
    });
}

void WindowStage::startExport(const TutorialItem& command)
{
    models::RecordingOptions options;
    options.relations = QStringList{command.text("relation")};
    options.filePath = QDir(m_folder).filePath(command.text("file"));
    options.format = formatOf(command.text("format"));
    options.encoding = encodingOf(command.text("encoding"));
    if (m_window.docks().exports()->model().record(*m_pipeline, options) != nullptr) {
        m_window.docks().exports()->activate();
    }
}

void WindowStage::stopExports()
{
    models::ExportListModel& exports = m_window.docks().exports()->model();
    for (int row = 0; row < exports.rowCount(); ++row) {
        models::StreamRecorder* recorder = exports.recorderAt(row);
        if (recorder != nullptr && recorder->pipelineName() == m_pipeline->name() &&
            recorder->state() == models::RecordingState::Running) {
            recorder->stop();
        }
    }
}

void WindowStage::append(const TutorialItem& command)
{
    QFile file(QDir(m_folder).filePath(command.text("file")));
    const QByteArray text = command.text("text").toUtf8();
    if (!file.open(QIODevice::Append) || file.write(text) != text.size()) {
        m_window.tell(tr("Could not write %1").arg(file.fileName()), file.errorString());
    }
}

} // namespace millrace::gui
