// SPDX-License-Identifier: GPL-3.0-or-later
// What the window takes up from one start to the next (session.h).
#include "gui/window/main_window.h"

#include "gui/descriptive/config_commands.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_set.h"
#include "gui/entry/entry_commands.h"
#include "gui/entry/entry_document.h"
#include "gui/language/language.h"
#include "gui/query/query_commands.h"
#include "gui/shell/shell_commands.h"
#include "gui/shell/text_recovery.h"
#include "gui/tutorial/tutorial_commands.h"
#include "gui/window/docks.h"
#include "gui/window/token_commands.h"
#include "gui/window/view_commands.h"

#include <QGuiApplication>
#include <QScreen>
#include <QStyle>

namespace millrace::gui {

void MainWindow::restoreWindow()
{
    const WindowState state = loadWindowState(m_settings);
    if (restoreGeometry(state.geometry) && !isMaximized() && !isFullScreen()) {
        // Qt takes it as it was as long as a corner is on a screen, and screens change.
        const QScreen* at = QGuiApplication::screenAt(geometry().center());
        const QRect available = (at == nullptr ? screen() : at)->availableGeometry();
        setGeometry(fittedTo(geometry(), available, style()->pixelMetric(QStyle::PM_TitleBarHeight)));
    }
    m_docks->resizeToWindow();
    m_docks->sizes().setState(state.dockSizes);
    m_hasStoredLayout = state.arrangement >= 0 && restoreState(state.docks);
    if (m_hasStoredLayout) {
        m_viewCommands->setArrangement(state.arrangement);
        m_area->restoreState(state.documentSplitter);
    }
    m_viewCommands->setZoom(state.zoom);
}

void MainWindow::restoreDocuments(const OpenDocuments& documents)
{
    for (const QString& name : documents.pipelines) {
        if (models::PipelineBridge* pipeline = m_engine.find(name)) {
            openPipeline(pipeline);
        }
    }
    for (auto it = documents.ticked.begin(); it != documents.ticked.end(); ++it) {
        if (models::PipelineBridge* pipeline = m_engine.find(it.key())) {
            m_streams->setAllTicked(pipeline, it.value());
            m_streams->setLooks(pipeline, documents.looks.value(it.key()));
        }
    }
    for (const QString& name : m_recovery->kept()) {
        openPipeline(m_engine.find(name)); // it says what was brought back
    }
    for (const QString& name : documents.notebooks) {
        if (models::PipelineBridge* pipeline = m_engine.find(name)) {
            m_queryCommands->openNotebook(pipeline);
        }
    }
    for (const QString& path : documents.configs) {
        m_configCommands->open(path);
    }
    for (const QString& name : documents.tokenBoards) {
        if (models::PipelineBridge* pipeline = m_engine.find(name)) {
            m_tokenCommands->openBoard(pipeline);
        }
    }
    for (auto it = documents.grids.begin(); it != documents.grids.end(); ++it) {
        models::PipelineBridge* pipeline = m_engine.find(it.key());
        for (const QString& table : pipeline == nullptr ? QStringList() : it.value()) {
            m_entryCommands->openTable(pipeline, table);
        }
    }
    const QList<Document*> all = m_area->documents();
    for (Document* document : all) {
        if (documents.moved.contains(document->sessionKey())) {
            m_area->moveToOtherSide(document);
        }
    }
    showInFront(documents);
    for (const QString& name : documents.running) {
        models::PipelineBridge* pipeline = m_engine.find(name);
        if (pipeline != nullptr && !pipeline->isActive()) {
            pipeline->start();
        }
    }
    m_tutorialCommands->resume();
}

void MainWindow::showInFront(const OpenDocuments& documents)
{
    if (m_area->documents().isEmpty()) {
        m_shellCommands->showWelcome();
        return;
    }
    models::PipelineBridge* current = m_engine.find(documents.current);
    if (documents.inSight.isEmpty() && current != nullptr) { // a first session, or one of an older version
        openPipeline(current)->focusContent();
        return;
    }
    for (const QString& key : documents.inSight) {
        for (Document* document : m_area->documents()) {
            if (document->sessionKey() == key) {
                m_area->show(document);
                document->focusContent();
            }
        }
    }
}

void MainWindow::saveSession()
{
    WindowState state;
    state.geometry = saveGeometry();
    state.docks = saveState();
    state.dockSizes = m_docks->sizes().state();
    state.documentSplitter = m_area->saveState();
    state.theme = textOf(m_theme.choice());
    state.language = textOf(shownLanguage());
    state.arrangement = static_cast<int>(m_area->arrangement());
    state.zoom = m_viewCommands->zoom();
    saveWindowState(m_settings, state);
    storeDocuments();
}

/// Also while the program runs, so that a crash loses none of it.
void MainWindow::storeDocuments()
{
    m_sessionIdle.stop();
    OpenDocuments documents;
    for (Document* document : m_area->documents()) {
        if (qobject_cast<PipelineDocument*>(document) != nullptr && document->pipeline() != nullptr) {
            documents.pipelines.append(document->pipeline()->name());
        }
        if (const auto* grid = qobject_cast<EntryDocument*>(document); grid != nullptr && grid->pipeline() != nullptr) {
            documents.grids[grid->pipeline()->name()].append(grid->relation());
        }
        if (m_area->isMoved(document)) {
            documents.moved.append(document->sessionKey());
        }
        if (m_area->isInFront(document) && document != m_area->current()) {
            documents.inSight.append(document->sessionKey());
        }
    }
    for (models::PipelineBridge* pipeline : m_engine.pipelines()) {
        documents.ticked.insert(pipeline->name(), m_streams->ticked(pipeline));
        documents.looks.insert(pipeline->name(), m_streams->looks(pipeline));
        if (pipeline->isActive()) {
            documents.running.append(pipeline->name());
        }
    }
    if (m_area->current() != nullptr) {
        documents.inSight.append(m_area->current()->sessionKey());
    }
    documents.notebooks = m_queryCommands->openNotebooks();
    documents.configs = m_configCommands->openFiles();
    documents.tokenBoards = m_tokenCommands->openBoards();
    documents.current = m_pipeline == nullptr ? QString() : m_pipeline->name();
    saveDocuments(m_engine, documents);
}

} // namespace millrace::gui
