// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/main_window.h"

#include "gui/actions/blocked_keys.h"
#include "gui/api/api_commands.h"
#include "gui/api/api_switch.h"
#include "gui/descriptive/config_commands.h"
#include "gui/descriptive/config_document.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/documents/token_document.h"
#include "gui/editor/sql_editor.h"
#include "gui/entry/committed_steps.h"
#include "gui/entry/entry_commands.h"
#include "gui/entry/entry_document.h"
#include "gui/language/language.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_commands.h"
#include "gui/shell/connector_wizard.h"
#include "gui/shell/shell_commands.h"
#include "gui/shell/text_recovery.h"
#include "gui/tutorial/tutorial_commands.h"
#include "gui/widgets/banner.h"
#include "gui/widgets/empty_state.h"
#include "gui/window/catalog_commands.h"
#include "gui/window/catalog_undo.h"
#include "gui/window/closed_tabs.h"
#include "gui/window/docks.h"
#include "gui/window/edit_commands.h"
#include "gui/window/pipeline_commands.h"
#include "gui/window/program_commands.h"
#include "gui/window/status_strip.h"
#include "gui/window/stream_commands.h"
#include "gui/window/tab_commands.h"
#include "gui/window/token_commands.h"
#include "gui/window/view_commands.h"
#include "gui/window/window_drops.h"
#include "models/stream/filter_history.h"
#include "models/text/error_text.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QMenuBar>
#include <QScreen>
#include <QSettings>
#include <QStyle>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace millrace::gui {

namespace {

constexpr QSize kUsualSize(1500, 920);
constexpr int kSessionIdleMs = 1000;
constexpr int kNoticeMs = 12'000;      // time to read what is told in passing
constexpr int kSideBySideWidth = 1200; // narrower windows start with one group of tabs

} // namespace

MainWindow::MainWindow(models::EngineBridge& engine, ThemeController& theme, QSettings& settings, QWidget* parent)
    : QMainWindow(parent)
    , m_engine(engine)
    , m_theme(theme)
    , m_settings(settings)
    , m_notice(new Banner(QStringLiteral("noticeBanner")))
    , m_heldBanner(new Banner(QStringLiteral("heldBanner")))
    , m_deletedBanner(new Banner(QStringLiteral("deletedBanner")))
    , m_failBanner(new Banner(QStringLiteral("failBanner")))
    , m_area(new DocumentArea)
    , m_filters(new models::FilterHistory(engine.settings(), this))
    , m_streams(new StreamSet(*m_area, *m_filters, m_actions, this))
    , m_status(new StatusStrip(engine.clock()))
    , m_api(new ApiSwitch(engine, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Millrace"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/millrace.svg")));
    resize(kUsualSize.boundedTo(screen()->availableSize() * 0.96));
    m_actions.buildMenus(menuBar());
    new BlockedKeys(m_actions, this);
    menuBar()->setObjectName(QStringLiteral("menuBar"));
    buildToolBar();
    buildCentre();
    setStatusBar(m_status);
    m_docks = new Docks(engine, *m_streams, m_actions, this);
    m_pipelineCommands = new PipelineCommands(engine, m_actions, this);
    m_streamCommands = new StreamCommands(*m_streams, *m_docks, m_actions, this);
    m_entryCommands = new EntryCommands(*m_area, *m_docks->catalog(), m_actions, this);
    m_queryCommands = new QueryCommands(engine, *m_area, m_actions, this);
    m_configCommands = new ConfigCommands(engine, m_queryCommands->streams(), *m_area, *m_api, m_actions, this);
    m_tutorialCommands = new TutorialCommands(engine, *m_docks->tutorial(), *this);
    m_shellCommands = new ShellCommands(
        {engine, *m_area, *m_streams, *m_queryCommands, *m_entryCommands, m_tutorialCommands->shelf()}, m_actions,
        this);
    m_recovery = new TextRecovery(engine, this);
    m_tokenCommands = new TokenCommands(engine, *m_area, *m_docks, *m_api, m_actions, this);
    m_programCommands = new ProgramCommands(m_actions, this);
    m_viewCommands = new ViewCommands(*m_area, *m_docks, theme, m_actions, this);
    new TabCommands(*m_area, m_actions, this);
    new EditCommands(*m_area, *m_docks, m_viewCommands->undoStack(), m_actions, this);
    m_closedTabs = new ClosedTabs(m_actions, this);
    const auto* api = new ApiCommands(*m_api, m_actions, *m_status, this);
    connect(api, &ApiCommands::failed, this, &MainWindow::tell);
    connect(api, &ApiCommands::mended, this, [this](const QString& what) {
        if (m_notice->sentence() == what) {
            m_notice->hide();
        }
    });
    connectParts();
    connectCommands();
    connectConfigs();
    connectDrops();
    connectProblems();
    restoreWindow();
    setCurrentPipeline(nullptr);
}

MainWindow::~MainWindow()
{
    // The parts refer to each other and to our members, which would go before them: last made, first deleted.
    qApp->disconnect(this); // the focus moves while they go
    hide();
    m_engine.disconnect(this);
    m_sessionIdle.stop();
    m_streams->disconnect(&m_sessionIdle);
    m_area->disconnect(&m_sessionIdle);
    m_area->disconnect(this);
    delete m_viewCommands;
    delete m_tutorialCommands;
    delete m_shellCommands;
    delete m_entryCommands;
    closeBoards();
    delete m_tokenCommands;
    delete m_configCommands;
    delete m_api;
    delete m_streamCommands;
    delete m_pipelineCommands;
    for (DockPanel* dock : m_docks->all()) {
        delete dock;
    }
    delete m_docks;
    delete m_streams;
    delete takeCentralWidget(); // the notebooks refer to the history of the query commands
    delete m_queryCommands;
    delete m_recovery;
    delete m_status;
}

void MainWindow::buildToolBar()
{
    QToolBar* bar = addToolBar(tr("Run"));
    bar->setObjectName(QStringLiteral("toolBarRun"));
    bar->setIconSize(QSize(16, 16));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    const auto add = [&](ActionId id) {
        QAction* action = m_actions.action(id);
        bar->addAction(action);
        QWidget* button = bar->widgetForAction(action);
        button->setObjectName(QStringLiteral("tool") + action->objectName());
        const auto sync = [button, action] {
            const QString name = ActionRegistry::plainText(action->text());
            button->setAccessibleName(name);
            static_cast<QToolButton*>(button)->setText(name);
        };
        sync();
        connect(action, &QAction::changed, button, sync);
        button->setFocusPolicy(Qt::TabFocus);
    };
    for (const ActionId id : {ActionId::Run, ActionId::PauseInputs, ActionId::Stop}) {
        add(id);
    }
    bar->addSeparator();
    for (const ActionId id : {ActionId::Check, ActionId::Save}) {
        add(id);
    }
    bar->addSeparator();
    for (const ActionId id : {ActionId::SaveStream, ActionId::IssueToken}) {
        add(id);
    }
}

void MainWindow::buildCentre()
{
    auto* centre = new QWidget(this);
    centre->setObjectName(QStringLiteral("centre"));
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_notice->makeDismissable();
    m_noticeEnd.setSingleShot(true);
    m_noticeEnd.setInterval(kNoticeMs);
    connect(&m_noticeEnd, &QTimer::timeout, m_notice, &QWidget::hide);
    for (const ActionId id : {ActionId::SetAside, ActionId::RetryStep, ActionId::Stop}) {
        m_heldBanner->addAction(m_actions.action(id));
    }
    m_deletedBanner->addAction(m_actions.action(ActionId::RestorePipeline));
    m_deletedBanner->makeDismissable();
    for (const ActionId id : {ActionId::NextProblem, ActionId::Run}) {
        m_failBanner->addAction(m_actions.action(id));
    }
    for (Banner* banner : {m_notice, m_deletedBanner, m_heldBanner, m_failBanner}) {
        layout->addWidget(banner);
    }
    layout->addWidget(m_area, 1);
    setCentralWidget(centre);
}

void MainWindow::connectParts()
{
    connect(m_actions.action(ActionId::Quit), &QAction::triggered, this, &QWidget::close);
    connect(m_actions.action(ActionId::CloseTab), &QAction::triggered, this, [this] {
        if (m_area->current() != nullptr) {
            closeDocument(m_area->current());
        }
    });
    connect(m_area, &DocumentArea::currentChanged, this, &MainWindow::onCurrentDocument);
    m_sessionIdle.setSingleShot(true);
    m_sessionIdle.setInterval(kSessionIdleMs);
    connect(&m_sessionIdle, &QTimer::timeout, this, &MainWindow::storeDocuments);
    connect(m_area, &DocumentArea::currentChanged, &m_sessionIdle, qOverload<>(&QTimer::start));
    connect(m_streams, &StreamSet::tickedChanged, &m_sessionIdle, qOverload<>(&QTimer::start));
    connect(m_streams, &StreamSet::looksChanged, &m_sessionIdle, qOverload<>(&QTimer::start));
    connect(m_area, &DocumentArea::closeRequested, this, &MainWindow::closeDocument);
    connect(m_streams, &StreamSet::tickedChanged, this, &MainWindow::updateEmptyTexts);
    connectCatalog();
    m_docks->tokens()->model().keepHistoryIn(m_engine);
    m_docks->exports()->model().keepHistoryIn(m_engine);
    connect(&m_docks->tokens()->model(), &models::TokenModel::numInProgressChanged, m_status,
            &StatusStrip::setTokensInProgress);
    connect(m_pipelineCommands, &PipelineCommands::pipelineOpened, this,
            [this](models::PipelineBridge* pipeline) { openPipeline(pipeline)->focusContent(); });
    connect(m_pipelineCommands, &PipelineCommands::failed, this, &MainWindow::tell);
    connect(m_pipelineCommands, &PipelineCommands::problemsFound, this, [this] {
        m_docks->problems()->show();
        m_docks->problems()->raise(); // the focus stays in the program
    });
    connect(m_streamCommands, &StreamCommands::failed, this, &MainWindow::tell);
    connect(m_docks->log(), &LogDock::failed, this, &MainWindow::tell);
    connect(m_programCommands, &ProgramCommands::failed, this, &MainWindow::tell);
    connect(m_tokenCommands, &TokenCommands::told, this,
            [this](const QString& what, const QString& detail) { tellInPassing(what, detail); });
    connect(&m_engine, &models::EngineBridge::commandFailed, this,
            [this](const QString& what, const Error& error) { tell(what, models::errorLine(error)); });
    connect(&m_docks->exports()->model(), &models::ExportListModel::recordingFailed, this,
            [this](const QString& what, const Error& error) { tell(what, models::errorLine(error)); });
    connect(&m_engine, &models::EngineBridge::pipelineAboutToBeRemoved, this, &MainWindow::onPipelineAboutToBeRemoved);
}

void MainWindow::connectCatalog()
{
    CatalogDock* catalog = m_docks->catalog();
    connect(catalog, &CatalogDock::selectionChanged, this, [this, catalog] {
        const models::PipelineBridge* pipeline = catalog->selectedPipeline();
        const RelationInfo* relation =
            pipeline == nullptr ? nullptr : pipeline->findRelation(catalog->selectedRelation());
        if (relation != nullptr && catalog->hasFocusInside()) {
            m_docks->inspector()->showRelation(*relation);
        }
    });
    connect(catalog, &CatalogDock::openRequested, this, &MainWindow::openPipeline);
    auto* commands = new CatalogCommands(*m_docks, *m_streams, m_actions, this);
    connect(commands, &CatalogCommands::failed, this, &MainWindow::tell);
    // What is selected there is what commands are about, until a document has the focus again.
    connect(catalog, &CatalogDock::selectionChanged, this, [this, catalog] {
        models::PipelineBridge* selected = catalog->selectedPipeline();
        if (selected != nullptr && selected != m_pipeline && catalog->hasFocusInside()) {
            setCurrentPipeline(selected);
        }
    });
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget*, const QWidget* now) {
        if (m_area->current() != nullptr && m_area->current()->isAncestorOf(now) && isOfOther(*m_area->current())) {
            onCurrentDocument(m_area->current());
        }
    });
}

bool MainWindow::isOfOther(const Document& document) const
{
    return document.pipeline() != m_pipeline;
}

void MainWindow::connectCommands()
{
    connect(m_actions.action(ActionId::StepToChange), &QAction::triggered, this, [this] {
        if (m_pipeline != nullptr) {
            m_pipeline->singleStep(m_streams->ticked(m_pipeline));
        }
    });
    connect(m_actions.action(ActionId::AddConnector), &QAction::triggered, this, [this] { addConnector(); });
    connect(m_shellCommands, &ShellCommands::failed, this, &MainWindow::tell);
    connect(m_shellCommands, &ShellCommands::tutorialWanted, m_tutorialCommands, &TutorialCommands::start);
    connect(m_tutorialCommands, &TutorialCommands::failed, this, &MainWindow::tell);
    connect(m_shellCommands, &ShellCommands::pipelineWanted, this, [this](models::PipelineBridge* pipeline) {
        m_deletedBanner->hide();
        openPipeline(pipeline)->focusContent();
    });
    auto* undo = new CatalogUndo(m_engine, m_viewCommands->undoStack(), this);
    connect(undo, &CatalogUndo::restored, this, [this](models::PipelineBridge* pipeline) {
        m_shellCommands->forgetDeleted(pipeline->name());
        m_deletedBanner->hide();
        openPipeline(pipeline)->focusContent();
    });
    connect(m_pipelineCommands, &PipelineCommands::aboutToDelete, this, [this, undo](models::PipelineBridge* pipeline) {
        undo->noteDeletion(*pipeline);
        m_shellCommands->rememberDeleted(*pipeline);
        m_deletedBanner->say(BannerSeverity::Info, tr("The pipeline %1 was deleted.").arg(pipeline->name()));
    });
    connect(m_entryCommands, &EntryCommands::failed, this, &MainWindow::tell);
    new CommittedSteps(*m_entryCommands, *m_streams, this);
    connect(m_queryCommands, &QueryCommands::failed, this, &MainWindow::tell);
    connect(m_queryCommands, &QueryCommands::viewPromoted, this,
            [this](models::PipelineBridge* pipeline, const QString& statement) {
                PipelineDocument* program = openPipeline(pipeline);
                program->appendStatement(statement);
                program->focusContent();
            });
}

void MainWindow::connectDrops()
{
    const auto* drops = new WindowDrops(m_area, this);
    connect(drops, &WindowDrops::failed, this, &MainWindow::tell);
    connect(drops, &WindowDrops::programDropped, m_pipelineCommands, &PipelineCommands::openFile);
    connect(drops, &WindowDrops::rowsDropped, this, [this](const QString& path) {
        const QAction* add = m_actions.action(ActionId::AddConnector);
        if (add->isEnabled()) {
            addConnector(path);
        } else {
            tell(tr("Could not add a connector for %1").arg(path), tr("No pipeline is open."));
        }
    });
    connect(drops, &WindowDrops::relationDropped, this, [this](const QString& pipeline, const QString& relation) {
        if (models::PipelineBridge* bridge = m_engine.find(pipeline)) {
            m_streams->show(bridge, relation);
        }
    });
}

void MainWindow::addConnector(const QString& file)
{
    PipelineDocument* program = openPipeline(m_pipeline);
    const QString folder = QString::fromStdString(m_pipeline->pipeline()->baseFolder());
    auto* wizard = new ConnectorWizard(program->text(), folder, m_docks->catalog()->selectedRelation(), this);
    if (!file.isEmpty()) {
        wizard->readFile(file);
    }
    connect(program, &QObject::destroyed, wizard, &QDialog::reject);
    connect(wizard, &QDialog::accepted, program, [program, wizard] {
        program->proposeText(wizard->changedProgram());
        program->focusContent();
    });
    wizard->open();
}

void MainWindow::connectConfigs()
{
    connect(m_pipelineCommands, &PipelineCommands::configChosen, this, [this](const QString& path) {
        if (ConfigDocument* config = m_configCommands->open(path)) {
            config->focusContent();
        }
    });
    connect(m_configCommands, &ConfigCommands::failed, this, &MainWindow::tell);
    connect(m_configCommands, &ConfigCommands::opened, this, [this](ConfigDocument* config) {
        connect(config, &ConfigDocument::streamChanged, m_queryCommands, &QueryCommands::update);
        models::ProblemsModel& problems = m_docks->problems()->model();
        connect(config, &ConfigDocument::reportChanged, &problems, &models::ProblemsModel::setReport);
        connect(config, &QObject::destroyed, &problems, [&problems, path = config->path()] { problems.forget(path); });
    });
}

void MainWindow::connectProblems()
{
    ProblemsDock* problems = m_docks->problems();
    for (models::PipelineBridge* pipeline : m_engine.pipelines()) {
        problems->model().watch(pipeline);
    }
    connect(&m_engine, &models::EngineBridge::pipelineAdded, this,
            [problems](models::PipelineBridge* pipeline) { problems->model().watch(pipeline); });
    connect(problems, &ProblemsDock::placeRequested, this, &MainWindow::reveal);
    connect(problems, &ProblemsDock::connectorRequested, this,
            [this](const QString& document, const QString& relation, const QString& connector) {
                if (models::PipelineBridge* pipeline = m_engine.find(document)) {
                    openPipeline(pipeline);
                    m_docks->connectors()->activate();
                    m_docks->connectors()->selectConnector(relation, connector);
                }
            });
}

PipelineDocument* MainWindow::programOf(const models::PipelineBridge* pipeline) const
{
    for (Document* document : m_area->documents()) {
        auto* program = qobject_cast<PipelineDocument*>(document);
        if (program != nullptr && program->pipeline() == pipeline) {
            return program;
        }
    }
    return nullptr;
}

PipelineDocument* MainWindow::openPipeline(models::PipelineBridge* pipeline)
{
    PipelineDocument* program = programOf(pipeline);
    if (program != nullptr) {
        m_area->show(program);
        return program;
    }
    program = new PipelineDocument(pipeline, m_actions);
    connect(program, &PipelineDocument::reportChanged, this, [this, program](const api::CompileReport& report) {
        if (program->pipeline() != nullptr) {
            m_docks->problems()->model().setReport(program->pipeline()->name(), report);
        }
    });
    connect(program, &PipelineDocument::recreateRequested, this, [this, program] { recreate(program); });
    m_recovery->watch(program);
    m_area->add(program, DocumentGroup::Programs);
    return program;
}

void MainWindow::onCurrentDocument(Document* document)
{
    setCurrentPipeline(document == nullptr ? nullptr : document->pipeline());
}

void MainWindow::setCurrentPipeline(models::PipelineBridge* pipeline)
{
    if (m_pipeline != pipeline || pipeline == nullptr) { // the reason for none may be another one
        m_docks->setPipeline(pipeline, m_area->current() == nullptr ? NoPipeline::NoneOpen : NoPipeline::OtherTab);
    }
    if (m_pipeline != pipeline) {
        if (m_pipeline != nullptr) {
            disconnect(m_pipeline, nullptr, this, nullptr);
        }
        m_pipeline = pipeline;
        if (pipeline != nullptr) {
            connect(pipeline, &models::PipelineBridge::stateChanged, this, &MainWindow::updateStateBanner);
            connect(pipeline, &models::PipelineBridge::stateChanged, this, [this] { m_sessionIdle.start(); });
            connect(pipeline, &models::PipelineBridge::nameChanged, this, &MainWindow::updateStateBanner);
            m_docks->catalog()->reveal(pipeline);
        }
        m_status->setPipeline(pipeline);
        m_status->setTokensInProgress(m_docks->tokens()->model().numInProgress());
    }
    const bool isOfDocument = m_area->current() != nullptr && !isOfOther(*m_area->current());
    auto* config = isOfDocument ? qobject_cast<ConfigDocument*>(m_area->current()) : nullptr;
    m_pipelineCommands->setTarget(pipeline, programOf(pipeline), config);
    m_actions.setBlocked(ActionId::AddConnector, pipeline == nullptr ? tr("No pipeline is open.") : QString());
    m_programCommands->setTarget(programOf(pipeline), config);
    m_actions.setBlocked(ActionId::CloseTab, m_area->current() == nullptr ? tr("No tab is open.") : QString());
    updateStateBanner();
    updateEmptyTexts();
}

void MainWindow::updateStateBanner()
{
    const QString name = m_pipeline == nullptr ? QString() : m_pipeline->name();
    setWindowTitle(name.isEmpty() ? tr("Millrace") : tr("%1 – Millrace").arg(name));
    m_heldBanner->hide();
    m_failBanner->hide();
    m_streamCommands->update();
    m_tokenCommands->update();
    if (m_pipeline == nullptr) {
        return;
    }
    const PipelineStatus& status = *m_pipeline->status();
    if (status.state == PipelineState::Held && status.held) {
        const HeldStep& held = *status.held;
        const QString why = models::errorLine(held.error);
        const QString view = QString::fromStdString(held.view);
        m_heldBanner->say(BannerSeverity::Error,
                          view.isEmpty() ? tr("A step is held, nothing of it was applied. %1").arg(why)
                                         : tr("A step is held at %1, nothing of it was applied. %2").arg(view, why),
                          QString::fromStdString(held.record));
    } else if (status.state == PipelineState::Failed && status.error) {
        const QString why = models::errorLine(*status.error);
        m_failBanner->say(BannerSeverity::Error, tr("%1 could not run. %2").arg(name, why));
        if (m_notice->detail() == why) {
            m_notice->hide(); // the same, as the failure of the command
        }
    }
}

void MainWindow::updateEmptyTexts()
{
    m_area->emptyPrograms()->say(QStringLiteral("pipeline"), tr("No program is open"),
                                 tr("Open one from the catalog, or begin a new pipeline."),
                                 m_actions.action(ActionId::NewPipeline));
    m_area->emptyStreams()->say(QStringLiteral("stream"), tr("No change stream is shown"),
                                tr("Tick a table or view in the catalog to see each of its changes as it happens."),
                                m_actions.action(ActionId::ShowCatalog));
}

void MainWindow::closeDocument(Document* document)
{
    if (auto* stream = qobject_cast<StreamDocument*>(document)) {
        rememberClosed(document);
        m_streams->close(stream);
    } else if (document->mayClose()) {
        rememberClosed(document);
        m_area->remove(document);
        setCurrentPipeline(m_area->current() == nullptr ? nullptr : m_area->current()->pipeline());
    }
}

void MainWindow::rememberClosed(Document* document)
{
    if (const auto* config = qobject_cast<ConfigDocument*>(document)) {
        m_closedTabs->remember([this, path = config->path()] { return m_configCommands->open(path) != nullptr; });
        return;
    }
    using Pipeline = models::PipelineBridge;
    std::function<void(Pipeline*)> open;
    if (const auto* stream = qobject_cast<StreamDocument*>(document)) {
        const bool isOne = stream->kind() == StreamDocument::Kind::Relation;
        const QString name = isOne ? stream->relations().value(0) : QString();
        open = [this, name, look = m_streams->looks(stream->pipeline()).value(name)](Pipeline* pipeline) {
            m_streams->reopen(pipeline, name, look);
        };
    } else if (const auto* entry = qobject_cast<EntryDocument*>(document)) {
        open = [this, table = entry->relation()](Pipeline* pipeline) { m_entryCommands->openTable(pipeline, table); };
    } else if (qobject_cast<NotebookDocument*>(document) != nullptr) {
        open = [this](Pipeline* pipeline) { m_queryCommands->openNotebook(pipeline); };
    } else if (qobject_cast<TokenDocument*>(document) != nullptr) {
        open = [this](Pipeline* pipeline) { m_tokenCommands->openBoard(pipeline); };
    } else if (qobject_cast<PipelineDocument*>(document) != nullptr) {
        open = [this](Pipeline* pipeline) { openPipeline(pipeline); };
    } else {
        return; // the welcome page has a command of its own
    }
    m_closedTabs->remember([open, pipeline = QPointer<Pipeline>(document->pipeline())] {
        if (pipeline != nullptr) {
            open(pipeline);
        }
        return pipeline != nullptr;
    });
}

void MainWindow::onPipelineAboutToBeRemoved(models::PipelineBridge* pipeline, models::EngineBridge::RemovedBy by)
{
    const bool isForeign = by == models::EngineBridge::RemovedBy::Outside;
    m_streams->forget(pipeline);
    for (Document* document : QList<Document*>(m_area->documents())) {
        if (document->pipeline() == pipeline && qobject_cast<PipelineDocument*>(document) == nullptr) {
            m_area->remove(document);
        }
    }
    if (PipelineDocument* program = programOf(pipeline)) {
        if (isForeign && program->isModified()) {
            program->outlivePipeline();
        } else {
            m_area->remove(program);
        }
        if (isForeign) {
            m_noticeEnd.stop();
            m_notice->say(BannerSeverity::Info, tr("The pipeline %1 was deleted from outside.").arg(pipeline->name()));
        }
    }
    m_docks->problems()->model().forget(pipeline->name());
    if (m_pipeline == pipeline) {
        setCurrentPipeline(m_area->current() == nullptr ? nullptr : m_area->current()->pipeline());
    }
}

/// Boards show what is, and have nothing to save.
void MainWindow::closeBoards()
{
    const QList<Document*> documents = m_area->documents();
    for (Document* document : documents) {
        if (qobject_cast<TokenDocument*>(document) != nullptr) {
            m_area->remove(document);
        }
    }
}

void MainWindow::recreate(PipelineDocument* program)
{
    models::PipelineBridge* pipeline = m_engine.createPipeline(program->definition());
    if (pipeline != nullptr) { // else the user was told why
        m_area->remove(program);
        openPipeline(pipeline)->focusContent();
    }
}

void MainWindow::reveal(const QString& pipeline, const SourceSpan& span)
{
    if (ConfigDocument* config = m_configCommands->find(pipeline)) {
        m_area->show(config);
        config->editor()->revealSpan(span);
        config->focusContent();
        return;
    }
    models::PipelineBridge* bridge = m_engine.find(pipeline);
    if (bridge != nullptr) {
        PipelineDocument* program = openPipeline(bridge);
        program->revealSpan(span);
        program->focusContent();
    }
}

void MainWindow::tell(const QString& what, const QString& why)
{
    m_noticeEnd.stop();
    m_notice->say(BannerSeverity::Error, what, why);
}

void MainWindow::tellInPassing(const QString& what, const QString& detail)
{
    m_notice->say(BannerSeverity::Info, what, detail);
    m_noticeEnd.start();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    for (Document* document : m_area->documents()) {
        if (!document->mayClose()) {
            event->ignore();
            return;
        }
    }
    saveSession();
    event->accept();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange) {
        m_engine.clock().setActivity(isMinimized() ? models::FrameClock::Activity::Suspended
                                                   : models::FrameClock::Activity::Running);
        m_actions.action(ActionId::FullScreen)->setChecked(isFullScreen());
    } else if (event->type() == QEvent::LanguageChange) {
        m_actions.updateTexts();
        setCurrentPipeline(m_pipeline);
        m_tutorialCommands->retranslate();
    }
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (!m_wasShown && !m_hasStoredLayout) {
        // Only now the window has the size that decides what fits.
        const bool isWide = width() >= kSideBySideWidth;
        m_viewCommands->setArrangement(
            static_cast<int>(isWide ? DocumentArrangement::SideBySide : DocumentArrangement::Tabs));
        m_docks->sizes().apply();
    } else if (!m_wasShown) {
        // Again, now that the docks' sizes are not scaled to a window that has none yet.
        QTimer::singleShot(0, this, [this] {
            restoreState(loadWindowState(m_settings).docks);
            m_docks->sizes().apply();
        });
    }
    if (!m_wasShown) { // once the docks stand where they stood
        QTimer::singleShot(0, m_docks->exports(), &ExportsDock::showInterrupted);
    }
    m_wasShown = true;
    m_engine.clock().setActivity(models::FrameClock::Activity::Running);
}

void MainWindow::hideEvent(QHideEvent* event)
{
    QMainWindow::hideEvent(event);
    m_engine.clock().setActivity(models::FrameClock::Activity::Suspended);
}

} // namespace millrace::gui
