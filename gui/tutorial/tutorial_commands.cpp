// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tutorial/tutorial_commands.h"

#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/tutorial/tutorial_dock.h"
#include "gui/window/main_window.h"
#include "models/text/error_text.h"

#include <QApplication>
#include <QDir>
#include <QEvent>
#include <QMenu>
#include <QMenuBar>
#include <QStandardPaths>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr const char* kCurrentKey = "tutorial.current";
constexpr int kWideWindow = 1500; ///< narrower ones have no room for documents side by side beside the dock

ActionId arrangeAction(DocumentArrangement arrangement)
{
    return arrangement == DocumentArrangement::SideBySide ? ActionId::ArrangeSideBySide
           : arrangement == DocumentArrangement::Stacked  ? ActionId::ArrangeStacked
                                                          : ActionId::ArrangeTabs;
}

/// Something the user did may have changed what checks ask about.
bool isOfUser(QEvent::Type type)
{
    return type == QEvent::KeyRelease || type == QEvent::MouseButtonRelease || type == QEvent::Drop;
}

/// Something in the window may stand elsewhere now.
bool mayMove(QEvent::Type type)
{
    return type == QEvent::Resize || type == QEvent::Move || type == QEvent::Show || type == QEvent::Hide ||
           type == QEvent::LayoutRequest;
}

} // namespace

TutorialCommands::TutorialCommands(models::EngineBridge& engine, TutorialDock& dock, MainWindow& window)
    : QObject(&window)
    , m_engine(engine)
    , m_dock(dock)
    , m_window(window)
    , m_actions(window.actions())
    , m_shelf(engine, QStringLiteral(":/tutorials"))
    , m_stage(window)
    , m_spotlight(new Spotlight(&window))
    , m_folder(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
               QStringLiteral("/millrace/tutorials"))
{
    const auto on = [this](ActionId id, auto slot) { connect(m_actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::Tutorials, [this] {
        leave();
        showDock();
    });
    on(ActionId::TutorialNext, &TutorialCommands::goNext);
    on(ActionId::TutorialBack, [this] { m_session->goTo(m_session->stepIndex() - 1); });
    on(ActionId::TutorialHint, [this] { m_session->showHint(); });
    on(ActionId::TutorialDoIt, [this] { m_session->doIt(); });
    on(ActionId::TutorialInsert, [this] { m_session->insertSnippet(); });
    on(ActionId::TutorialShowWhere, &TutorialCommands::showWhere);
    on(ActionId::TutorialRestore, [this] { m_session->restore(); });
    on(ActionId::TutorialRestart, [this] { m_session->restart(); });
    on(ActionId::TutorialLeave, [this] {
        leave();
        showDock();
    });
    m_dock.setShelf(m_shelf);
    m_dock.setSession(nullptr);
    connect(&m_dock, &TutorialDock::wanted, this, &TutorialCommands::start);
    connect(&m_dock, &TutorialDock::removalWanted, this, [this](const QString& id) {
        if (const models::Tutorial* tutorial = m_shelf.find(id)) {
            models::TutorialSession::remove(m_engine, m_shelf, *tutorial, m_folder);
        }
    });
    connect(&m_dock, &DockPanel::shownOrHidden, this, [this](bool isShown) {
        makeRoom(isShown);
        pointAtTarget();
    });
    connect(&m_stage, &WindowStage::reportChanged, this, [this] {
        if (m_session) {
            m_session->requestCheck();
        }
    });
    update();
}

TutorialCommands::~TutorialCommands()
{
    qApp->removeEventFilter(this);
    m_dock.setSession(nullptr);
}

bool TutorialCommands::start(const QString& id)
{
    const models::Tutorial* tutorial = m_shelf.find(id);
    if (tutorial == nullptr) {
        return false;
    }
    leave();
    m_session = std::make_unique<models::TutorialSession>(m_engine, m_shelf, m_stage, *tutorial, m_folder);
    connect(m_session.get(), &models::TutorialSession::failed, this,
            [this](const QString& what, const Error& error) { Q_EMIT failed(what, models::errorLine(error)); });
    m_stage.setFolder(m_session->folder());
    if (!m_session->begin()) {
        m_session.reset();
        return false;
    }
    connect(m_session.get(), &models::TutorialSession::stepChanged, this, &TutorialCommands::onStepChanged);
    connect(m_session.get(), &models::TutorialSession::changed, this, &TutorialCommands::update);
    connect(m_session.get(), &models::TutorialSession::stepDone, this, &TutorialCommands::pointAtTarget);
    m_engine.settings().set(kCurrentKey, id.toStdString());
    qApp->installEventFilter(this);
    m_dock.setSession(m_session.get());
    showDock();
    onStepChanged();
    return true;
}

void TutorialCommands::resume()
{
    const std::string id = m_engine.settings().value(kCurrentKey).value_or("");
    if (!id.empty()) {
        start(QString::fromStdString(id));
    }
}

void TutorialCommands::leave()
{
    if (!m_session) {
        return;
    }
    qApp->removeEventFilter(this);
    m_spotlight->hide();
    m_dock.setSession(nullptr);
    m_session->leave();
    m_session.reset();
    m_engine.settings().set(kCurrentKey, "");
    update();
}

void TutorialCommands::showDock()
{
    makeRoom(true); // before the layout knows the dock, or the window would grow
    m_dock.activate();
}

/// A narrow window shows its documents as tabs as long as the dock stands beside them.
void TutorialCommands::makeRoom(bool isDockShown)
{
    DocumentArea& area = m_window.documents();
    if (isDockShown && !m_arrangement && m_window.width() < kWideWindow &&
        area.arrangement() != DocumentArrangement::Tabs) {
        Document* current = area.current();
        m_arrangement = area.arrangement();
        m_actions.action(ActionId::ArrangeTabs)->trigger();
        if (current != nullptr) {
            area.show(current);
        }
    } else if (!isDockShown && m_arrangement) {
        m_actions.action(arrangeAction(*m_arrangement))->trigger();
        m_arrangement.reset();
    }
}

void TutorialCommands::goNext()
{
    const auto numSteps = static_cast<int>(m_session->tutorial().steps.size());
    if (m_session->stepIndex() + 1 < numSteps) {
        m_session->goTo(m_session->stepIndex() + 1);
        return;
    }
    const bool isDone = m_session->isAllDone() && m_session->pipeline() != nullptr;
    const QString id = m_session->tutorial().id;
    const QString pipeline = isDone ? m_session->pipeline()->name() : QString();
    leave();
    showDock();
    if (isDone) {
        m_dock.askAboutPipeline(id, pipeline);
    }
}

void TutorialCommands::retranslate()
{
    m_shelf.retranslate();
    if (m_session) {
        m_session->retranslate(*m_shelf.find(m_session->tutorial().id));
    }
    update();
}

void TutorialCommands::onStepChanged()
{
    update();
    pointAtTarget();
}

void TutorialCommands::update()
{
    const QString none = m_session ? QString() : tr("No tutorial is open.");
    for (const ActionId id :
         {ActionId::TutorialNext, ActionId::TutorialShowWhere, ActionId::TutorialRestart, ActionId::TutorialLeave}) {
        m_actions.setBlocked(id, none);
    }
    const auto block = [&](ActionId id, bool isBlocked, const QString& reason) {
        m_actions.setBlocked(id, !none.isEmpty() ? none : isBlocked ? reason : QString());
    };
    const bool isOpen = m_session != nullptr;
    const bool isDone = isOpen && m_session->isStepDone();
    const bool isLast = isOpen && m_session->stepIndex() + 1 == m_session->tutorial().steps.size();
    const auto numHints = isOpen ? static_cast<int>(m_session->step().hints.size()) : 0;
    block(ActionId::TutorialBack, isOpen && m_session->stepIndex() == 0, tr("This is the first step."));
    block(ActionId::TutorialHint, isDone || (isOpen && m_session->numHints() == numHints),
          isDone ? tr("The step is done.") : tr("All hints are shown."));
    const bool isGone = isOpen && m_session->pipeline() == nullptr;
    block(ActionId::TutorialDoIt, isDone || isGone || (isOpen && m_session->isWorking()),
          isDone   ? tr("The step is done.")
          : isGone ? tr("The pipeline of the tutorial was deleted.")
                   : tr("It is being done."));
    block(ActionId::TutorialInsert, isOpen && !m_session->step().snippet, tr("This step has nothing to put in."));
    block(ActionId::TutorialRestore, isOpen && m_session->isWorking(), tr("It is being done."));
    const int shown = isOpen ? m_session->numHints() : 0;
    m_actions.setText(ActionId::TutorialHint,
                      isOpen && !isDone ? tr("&Hint (%1 of %2)").arg(std::min(shown + 1, numHints)).arg(numHints)
                                        : tr("&Hint"));
    m_actions.setText(ActionId::TutorialNext, isLast ? tr("Fi&nish") : isDone ? tr("&Next step") : tr("S&kip step"));
}

void TutorialCommands::showWhere()
{
    const QString target = m_session->step().spotlight;
    if (DockPanel* dock = target.startsWith(QLatin1String("dock")) ? m_stage.dockOf(target.mid(4)) : nullptr) {
        dock->activate();
    } else if (QWidget* widget = targetWidget(target)) {
        if (Document* document = documentOf(widget)) {
            m_window.documents().show(document);
        }
        widget->setFocus(Qt::ShortcutFocusReason);
    }
    m_spotlight->place();
}

void TutorialCommands::pointAtTarget()
{
    if (!m_session || !m_dock.isOnScreen() || m_session->isStepDone() || m_session->step().spotlight.isEmpty()) {
        m_spotlight->hide();
        return;
    }
    m_spotlight->pointAt([this, target = m_session->step().spotlight] { return placeOf(target); });
}

std::optional<SpotlightPlace> TutorialCommands::placeOf(const QString& target) const
{
    if (target.startsWith(QLatin1String("action"))) {
        return placeOfAction(target);
    }
    if (target.startsWith(QLatin1String("dock"))) {
        return placeOfDock(target.mid(4));
    }
    QWidget* widget = targetWidget(target);
    if (widget == nullptr || !widget->isVisible()) {
        return widget == nullptr ? std::nullopt : placeOfTab(widget);
    }
    return SpotlightPlace{QRect(widget->mapTo(&m_window, QPoint(0, 0)), widget->size()), widget->accessibleName()};
}

/// The visible one of the tutorial's pipeline, or else any of it.
QWidget* TutorialCommands::targetWidget(const QString& name) const
{
    QWidget* found = nullptr;
    for (QWidget* widget : m_window.findChildren<QWidget*>(name)) {
        const Document* document = documentOf(widget);
        const bool isForeign = document != nullptr && (!m_session || document->pipeline() != m_session->pipeline());
        if (!isForeign && (found == nullptr || widget->isVisible())) {
            found = widget;
        }
    }
    return found;
}

Document* TutorialCommands::documentOf(QWidget* widget)
{
    for (QWidget* each = widget; each != nullptr; each = each->parentWidget()) {
        if (auto* document = qobject_cast<Document*>(each)) {
            return document;
        }
    }
    return nullptr;
}

/// The tab of a document that stands behind another one.
std::optional<SpotlightPlace> TutorialCommands::placeOfTab(QWidget* widget) const
{
    Document* document = documentOf(widget);
    for (const QTabWidget* tabs : m_window.documents().findChildren<QTabWidget*>()) {
        const int index = document == nullptr ? -1 : tabs->indexOf(document);
        if (index >= 0 && tabs->isVisible()) {
            const QRect rect = tabs->tabBar()->tabRect(index);
            return SpotlightPlace{rect.translated(tabs->tabBar()->mapTo(&m_window, QPoint(0, 0))), document->title()};
        }
    }
    return std::nullopt;
}

/// Its button in the tool bar, else the menu that holds it.
std::optional<SpotlightPlace> TutorialCommands::placeOfAction(const QString& name) const
{
    const std::span<const ActionSpec> table = actionTable();
    const auto spec = std::find_if(table.begin(), table.end(),
                                   [&](const ActionSpec& each) { return name == QLatin1String(each.objectName); });
    if (spec == table.end()) {
        return std::nullopt;
    }
    const QString keys = m_actions.action(spec->id)->shortcut().toString(QKeySequence::NativeText);
    const QWidget* button = m_window.findChild<QWidget*>(QStringLiteral("tool") + name);
    const QString text = button != nullptr ? ActionRegistry::plainText(m_actions.action(spec->id)->text())
                                           : m_actions.menuPath(spec->id);
    const QString label = keys.isEmpty() ? text : tr("%1 (%2)").arg(text, keys);
    if (button != nullptr && button->isVisible()) {
        return SpotlightPlace{QRect(button->mapTo(&m_window, QPoint(0, 0)), button->size()), label};
    }
    MenuId menu = spec->menu;
    while (menuTable()[static_cast<size_t>(menu)].parent != menu) {
        menu = menuTable()[static_cast<size_t>(menu)].parent;
    }
    const QRect rect = m_window.menuBar()->actionGeometry(m_actions.menu(menu)->menuAction());
    return SpotlightPlace{rect.translated(m_window.menuBar()->mapTo(&m_window, QPoint(0, 0))), label};
}

/// The dock, or its tab while it stands behind another one.
std::optional<SpotlightPlace> TutorialCommands::placeOfDock(const QString& name) const
{
    const DockPanel* dock = m_stage.dockOf(name);
    if (dock == nullptr) {
        return std::nullopt;
    }
    if (dock->isOnScreen()) {
        return SpotlightPlace{QRect(dock->mapTo(&m_window, QPoint(0, 0)), dock->size()), dock->windowTitle()};
    }
    for (const QTabBar* bar : m_window.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        for (int tab = 0; tab < bar->count() && bar->isVisible(); ++tab) {
            if (bar->tabText(tab) == dock->windowTitle()) {
                const QRect rect = bar->tabRect(tab);
                return SpotlightPlace{rect.translated(bar->mapTo(&m_window, QPoint(0, 0))), dock->windowTitle()};
            }
        }
    }
    return placeOfAction(QStringLiteral("actionShow") + name);
}

bool TutorialCommands::eventFilter(QObject* watched, QEvent* event)
{
    if (m_session && isOfUser(event->type())) {
        m_session->requestCheck();
    }
    if (m_session && mayMove(event->type()) && watched->isWidgetType() && !m_isPlacing) {
        m_isPlacing = true;
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_spotlight->place();
                m_isPlacing = false;
            },
            Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace millrace::gui
