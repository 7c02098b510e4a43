// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/docks.h"

#include <QMainWindow>
#include <QTabBar>

namespace millrace::gui {

namespace {

constexpr int kCatalogWidth = 288;
constexpr int kTutorialWidth = 340;
constexpr int kBottomHeight = 256;
constexpr int kMonitorHeight = 400;
constexpr int kUsualWidth = 1280; // of a window that has room for these
constexpr int kUsualHeight = 800;

} // namespace

Docks::Docks(models::EngineBridge& engine, StreamSet& streams, ActionRegistry& actions, QMainWindow* window)
    : QObject(window)
    , m_window(window)
    , m_catalog(new CatalogDock(engine, streams, actions, window))
    , m_connectors(new ConnectorsDock(actions, window))
    , m_tokens(new TokensDock(actions, window))
    , m_problems(new ProblemsDock(actions, window))
    , m_exports(new ExportsDock(actions, window))
    , m_runtime(new RuntimeDock(actions, window))
    , m_tutorial(new TutorialDock(actions, window))
    , m_inspector(new InspectorDock(actions, window))
    , m_log(new LogDock(actions, window))
    , m_sizes(new DockSizes(window, all()))
{
    constexpr std::array kShow = {ActionId::ShowCatalog,  ActionId::ShowConnectors, ActionId::ShowTokens,
                                  ActionId::ShowProblems, ActionId::ShowExports,    ActionId::ShowRuntime,
                                  ActionId::ShowTutorial, ActionId::ShowInspector,
                                  ActionId::ShowLog};
    const QList<DockPanel*> docks = all();
    for (int i = 0; i < docks.size(); ++i) {
        DockPanel* dock = docks[i];
        connect(dock, &DockPanel::shownOrHidden, this, &Docks::nameTabBars);
        // Shows and focuses; pressed again while the dock has the focus it hides.
        connect(actions.action(kShow[static_cast<size_t>(i)]), &QAction::triggered, dock, [dock] {
            if (dock->isVisible() && dock->hasFocusInside()) {
                dock->close();
            } else {
                dock->activate();
            }
        });
    }
    window->setDockNestingEnabled(true);
    window->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window->setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window->setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    arrange();
}

QList<DockPanel*> Docks::all() const
{
    return {m_catalog, m_connectors, m_tokens, m_problems, m_exports, m_runtime, m_tutorial, m_inspector, m_log};
}

void Docks::arrange(DockLayout layout)
{
    const bool isTutorialOpen = layout == DockLayout::Tutorial || m_tutorial->isVisible();
    const bool isInspectorOpen = m_inspector->isVisible();
    const bool isMonitor = layout == DockLayout::Monitor;
    // Taken out first: side by side for a moment they would need more room than the window has, and it would grow.
    for (DockPanel* dock : all()) {
        dock->setFloating(false);
        m_window->removeDockWidget(dock);
    }
    m_window->addDockWidget(Qt::LeftDockWidgetArea, m_catalog);
    m_window->addDockWidget(Qt::RightDockWidgetArea, m_tutorial);
    m_window->addDockWidget(Qt::RightDockWidgetArea, m_inspector);
    m_window->tabifyDockWidget(m_tutorial, m_inspector);
    m_window->addDockWidget(Qt::BottomDockWidgetArea, m_connectors);
    DockPanel* last = m_connectors;
    if (isMonitor) {
        m_window->splitDockWidget(m_connectors, m_runtime, Qt::Horizontal);
    }
    for (DockPanel* dock : std::initializer_list<DockPanel*>{m_tokens, m_problems, m_exports, m_runtime, m_log}) {
        if (dock == m_runtime && isMonitor) {
            continue; // it stands beside them
        }
        m_window->addDockWidget(Qt::BottomDockWidgetArea, dock);
        m_window->tabifyDockWidget(last, dock);
        last = dock;
    }
    for (DockPanel* dock : all()) {
        const bool isUnwanted = (dock == m_tutorial && !isTutorialOpen) || (dock == m_catalog && isMonitor) ||
                                (dock == m_inspector && !isInspectorOpen);
        dock->setVisible(!isUnwanted);
    }
    m_connectors->raise();
}

void Docks::resizeToWindow(DockLayout layout)
{
    for (DockPanel* dock : all()) {
        m_sizes->want(dock, layout == DockLayout::Monitor ? kMonitorHeight : kBottomHeight, kUsualHeight);
    }
    m_sizes->want(m_catalog, kCatalogWidth, kUsualWidth);
    m_sizes->want(m_tutorial, kTutorialWidth, kUsualWidth);
    m_sizes->want(m_inspector, kTutorialWidth, kUsualWidth);
    m_sizes->apply();
    if (layout == DockLayout::Monitor) {
        const int half = m_window->width() / 2;
        m_window->resizeDocks({m_connectors, m_runtime}, {half, half}, Qt::Horizontal);
    }
}

/// Qt makes the bars of tabbed docks as they are needed.
void Docks::nameTabBars()
{
    for (QTabBar* bar : m_window->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        // Of docks that are all closed there is an empty one, which Qt neither shows nor hides.
        bar->setFocusPolicy(bar->count() > 1 ? Qt::TabFocus : Qt::NoFocus);
        if (bar->accessibleName().isEmpty()) {
            bar->setAccessibleName(tr("Docks"));
            bar->setDrawBase(false);
        }
    }
}

void Docks::setPipeline(models::PipelineBridge* pipeline, NoPipeline why)
{
    m_connectors->setPipeline(pipeline, why);
    m_tokens->setPipeline(pipeline, why);
    m_runtime->setPipeline(pipeline, why);
    m_log->setPipeline(pipeline, why);
}

} // namespace millrace::gui
