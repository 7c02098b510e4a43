// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shell/shell_commands.h"

#include "engine/api/sample.h"
#include "gui/documents/document_area.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/entry/entry_commands.h"
#include "gui/entry/entry_document.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_commands.h"
#include "gui/shell/welcome_document.h"
#include "gui/widgets/picker.h"
#include "models/bridge/pipeline_definition.h"
#include "models/text/error_text.h"

namespace millrace::gui {

namespace {

using models::PickItem;

enum class Target { Pipeline, Stream, Notebook, Rows, Document, Tutorial };

QVariant payloadOf(Target target, const QString& pipeline, const QString& relation = QString())
{
    return QVariantList{static_cast<int>(target), pipeline, relation};
}

} // namespace

ShellCommands::ShellCommands(const ShellParts& parts, ActionRegistry& actions, QWidget* window)
    : QObject(window)
    , m_parts(parts)
    , m_actions(actions)
    , m_window(window)
{
    const auto on = [this](ActionId id, auto slot) { connect(m_actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::Palette, &ShellCommands::openPalette);
    on(ActionId::QuickOpen, &ShellCommands::openQuickOpen);
    on(ActionId::Welcome, &ShellCommands::showWelcome);
    on(ActionId::OpenSample, &ShellCommands::openSample);
    on(ActionId::RestorePipeline, &ShellCommands::restorePipeline);
    update();
}

QList<PickItem> ShellCommands::paletteItems() const
{
    QList<PickItem> items;
    for (const ActionSpec& spec : actionTable()) {
        const QAction* action = m_actions.action(spec.id);
        if (spec.id == ActionId::Palette || !action->isVisible()) {
            continue;
        }
        items.append({ActionRegistry::plainText(action->text()), m_actions.menuName(spec.menu),
                      action->shortcut().toString(QKeySequence::NativeText), QString::fromLatin1(spec.icon),
                      m_actions.reason(spec.id), static_cast<int>(spec.id)});
    }
    return items;
}

void ShellCommands::openPalette()
{
    auto* picker = new Picker(QStringLiteral("palette"), tr("Command palette"), tr("Type a part of a command"),
                              paletteItems(), m_window);
    // Queued: commands that act on what has the focus find it back where it was.
    connect(
        picker, &Picker::picked, this,
        [this](const QVariant& id) { m_actions.action(static_cast<ActionId>(id.toInt()))->trigger(); },
        Qt::QueuedConnection);
    picker->openAtTop();
}

QList<PickItem> ShellCommands::quickOpenItems() const
{
    QList<PickItem> items;
    const QList<Document*>& documents = m_parts.area.documents();
    for (qsizetype i = 0; i < documents.size(); ++i) {
        const QString pipeline = documents[i]->pipeline() == nullptr ? QString() : documents[i]->pipeline()->name();
        items.append({documents[i]->title(), tr("open tab, %1").arg(pipeline), QString(), documents[i]->iconName(),
                      QString(), payloadOf(Target::Document, QString::number(i))});
    }
    for (const models::PipelineBridge* pipeline : m_parts.engine.pipelines()) {
        const QString name = pipeline->name();
        items.append({name, tr("pipeline"), QString(), QStringLiteral("pipeline"), QString(),
                      payloadOf(Target::Pipeline, name)});
        items.append({tr("%1 ~ queries").arg(name), tr("query notebook"), QString(), QStringLiteral("query"), QString(),
                      payloadOf(Target::Notebook, name)});
        for (const RelationInfo& relation : pipeline->relations()) {
            const QString text = QString::fromStdString(relation.name);
            const bool isTable = relation.kind == sql::RelationKind::Table;
            items.append({text,
                          isTable ? tr("changes of the table, %1").arg(name) : tr("changes of the view, %1").arg(name),
                          QString(), isTable ? QStringLiteral("table") : QStringLiteral("view"), QString(),
                          payloadOf(Target::Stream, name, text)});
            if (isTable) {
                items.append({tr("%1 ~ rows").arg(text), tr("rows of the table, %1").arg(name), QString(),
                              QStringLiteral("table"), QString(), payloadOf(Target::Rows, name, text)});
            }
        }
    }
    for (const models::Tutorial& tutorial : m_parts.tutorials.tutorials()) {
        items.append({tutorial.title, tr("tutorial"), QString(), QStringLiteral("tutorial"), QString(),
                      payloadOf(Target::Tutorial, tutorial.id)});
    }
    return items;
}

void ShellCommands::openQuickOpen()
{
    const QString hint = tr("Type a part of a pipeline, table, view, tab or tutorial");
    auto* picker =
        new Picker(QStringLiteral("quickOpen"), tr("Quick open"), hint, quickOpenItems(), m_window);
    connect(picker, &Picker::picked, this, &ShellCommands::open, Qt::QueuedConnection);
    picker->openAtTop();
}

void ShellCommands::open(const QVariant& payload)
{
    const QVariantList parts = payload.toList();
    const QString name = parts.value(1).toString();
    const QString relation = parts.value(2).toString();
    models::PipelineBridge* pipeline = m_parts.engine.find(name);
    switch (static_cast<Target>(parts.value(0).toInt())) {
    case Target::Document:
        if (Document* document = m_parts.area.documents().value(name.toInt())) {
            m_parts.area.show(document);
            document->focusContent();
        }
        return;
    case Target::Pipeline:
        if (pipeline != nullptr) {
            Q_EMIT pipelineWanted(pipeline);
        }
        return;
    case Target::Notebook:
        if (pipeline != nullptr) {
            m_parts.queries.openNotebook(pipeline)->focusContent();
        }
        return;
    case Target::Rows:
        if (pipeline != nullptr) {
            m_parts.entries.openTable(pipeline, relation)->focusContent();
        }
        return;
    case Target::Tutorial: Q_EMIT tutorialWanted(name); return;
    case Target::Stream: break;
    }
    if (pipeline == nullptr) {
        return;
    }
    m_parts.streams.setTicked(pipeline, relation, true);
    for (Document* document : m_parts.area.documents()) {
        auto* stream = qobject_cast<StreamDocument*>(document);
        if (stream != nullptr && stream->pipeline() == pipeline && stream->relations() == QStringList{relation}) {
            m_parts.area.show(stream);
            stream->focusContent();
        }
    }
}

void ShellCommands::showWelcome()
{
    for (Document* document : m_parts.area.documents()) {
        if (qobject_cast<WelcomeDocument*>(document) != nullptr) {
            m_parts.area.show(document);
            document->focusContent();
            return;
        }
    }
    auto* welcome = new WelcomeDocument(m_parts.engine, m_parts.tutorials, m_actions);
    connect(welcome, &WelcomeDocument::tutorialWanted, this, &ShellCommands::tutorialWanted);
    connect(welcome, &WelcomeDocument::pipelineWanted, this, &ShellCommands::pipelineWanted);
    m_parts.area.add(welcome, DocumentGroup::Programs);
    welcome->focusContent();
}

void ShellCommands::openSample()
{
    const Result<api::Sample> sample = api::loadSample(api::kFirstSample);
    if (!sample) {
        Q_EMIT failed(tr("Could not open the sample"), models::errorLine(sample.error()));
        return;
    }
    models::PipelineBridge* pipeline = m_parts.engine.find(QString::fromStdString(sample->name));
    if (pipeline == nullptr) {
        pipeline = m_parts.engine.createPipeline(api::NewPipeline{sample->name, sample->program, sample->folder});
    }
    if (pipeline != nullptr) {
        Q_EMIT pipelineWanted(pipeline);
    }
}

void ShellCommands::rememberDeleted(const models::PipelineBridge& pipeline)
{
    m_deleted = models::definitionOf(pipeline);
    update();
}

void ShellCommands::forgetDeleted(const QString& name)
{
    if (m_deleted && m_deleted->name == name.toStdString()) {
        m_deleted.reset();
        update();
    }
}

void ShellCommands::restorePipeline()
{
    models::PipelineBridge* pipeline = m_parts.engine.createPipeline(*m_deleted);
    if (pipeline != nullptr) { // else the user was told why
        m_deleted.reset();
        update();
        Q_EMIT pipelineWanted(pipeline);
    }
}

void ShellCommands::update()
{
    m_actions.setBlocked(ActionId::RestorePipeline,
                         m_deleted ? QString() : tr("No pipeline was deleted since the start."));
}

} // namespace millrace::gui
