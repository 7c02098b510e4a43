// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/view_commands.h"

#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/language/language.h"
#include "gui/window/docks.h"
#include "gui/window/layout_drags.h"
#include "gui/window/shortcut_sheet.h"

#include <QApplication>
#include <QMainWindow>
#include <QMessageBox>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace millrace::gui {

namespace {

constexpr int kMaxZoom = 16;
constexpr int kMinZoom = -4;
constexpr int kMaxUndo = 50;

/// A change of docks and documents, with the way back.
class LayoutChange : public QUndoCommand {
public:
    LayoutChange(const QString& what, std::function<void()> undo, std::function<void()> redo)
        : QUndoCommand(what)
        , m_undo(std::move(undo))
        , m_redo(std::move(redo))
    {
    }
    void undo() override { m_undo(); }
    void redo() override { m_redo(); }

private:
    std::function<void()> m_undo;
    std::function<void()> m_redo;
};

} // namespace

ViewCommands::ViewCommands(DocumentArea& area, Docks& docks, ThemeController& theme, ActionRegistry& actions,
                           QMainWindow* window)
    : QObject(window)
    , m_area(area)
    , m_docks(docks)
    , m_theme(theme)
    , m_actions(actions)
    , m_window(window)
{
    const auto on = [&](ActionId id, auto slot) { connect(actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::ZoomIn, [this] { setZoom(m_zoom + 1); });
    on(ActionId::ZoomOut, [this] { setZoom(m_zoom - 1); });
    on(ActionId::ZoomReset, [this] { setZoom(0); });
    on(ActionId::FullScreen, [this](bool isFull) {
        m_window->setWindowState(isFull ? m_window->windowState() | Qt::WindowFullScreen
                                        : m_window->windowState() & ~Qt::WindowFullScreen);
    });
    on(ActionId::FocusEditor, &ViewCommands::focusEditor);
    on(ActionId::NextTab, [this] { m_area.showNextTab(1); });
    on(ActionId::PreviousTab, [this] { m_area.showNextTab(-1); });
    on(ActionId::NextPane, [this] { showPane(1); });
    on(ActionId::PreviousPane, [this] { showPane(-1); });
    on(ActionId::ResetLayout, [this] { change(tr("reset layout"), [this] { resetLayout(); }); });
    const auto offer = [&](ActionId id, DockLayout layout) {
        on(id, [this, id, layout] {
            change(ActionRegistry::plainText(m_actions.action(id)->text()), [this, layout] {
                m_docks.arrange(layout);
                m_docks.resizeToWindow(layout);
            });
        });
    };
    offer(ActionId::LayoutExplore, DockLayout::Explore);
    offer(ActionId::LayoutMonitor, DockLayout::Monitor);
    offer(ActionId::LayoutTutorial, DockLayout::Tutorial);
    on(ActionId::ShortcutSheet, [this] { showShortcutSheet(m_actions, m_window); });
    on(ActionId::About, &ViewCommands::showAbout);
    m_layout.setUndoLimit(kMaxUndo);
    connectTheme();
    connectLanguage();
    connectArrangement();
    connectDrags();
}

/// What the user drags becomes a step of the same undo.
void ViewCommands::connectDrags()
{
    const auto* drags = new LayoutDrags(m_window, m_layout);
    connect(drags, &LayoutDrags::layoutPressed, this, [this] { m_dragged = layoutNow(); });
    connect(drags, &LayoutDrags::layoutReleased, this, [this] {
        if (layoutNow() == m_dragged) {
            return;
        }
        m_docks.sizes().take();
        // A dock is still on its way to where it was dropped: what is there to be done again shows when it is undone.
        const auto after = std::make_shared<std::optional<Layout>>();
        const auto undo = [this, before = m_dragged, after] {
            *after = layoutNow();
            show(before);
        };
        const auto redo = [this, after] {
            if (after->has_value()) {
                show(**after);
            }
        };
        m_layout.push(new LayoutChange(tr("layout"), undo, redo));
    });
}

void ViewCommands::connectTheme()
{
    const auto choose = [this](ActionId id, ThemeChoice choice) {
        QAction* action = m_actions.action(id);
        connect(action, &QAction::triggered, this, [this, choice] { m_theme.apply(choice); });
        const auto sync = [this, action, choice] { action->setChecked(m_theme.choice() == choice); };
        connect(&m_theme, &ThemeController::changed, action, sync);
        sync();
    };
    choose(ActionId::ThemeSystem, ThemeChoice::FollowSystem);
    choose(ActionId::ThemeLight, ThemeChoice::Light);
    choose(ActionId::ThemeDark, ThemeChoice::Dark);
    choose(ActionId::ThemeContrastLight, ThemeChoice::ContrastLight);
    choose(ActionId::ThemeContrastDark, ThemeChoice::ContrastDark);
}

void ViewCommands::connectLanguage()
{
    const auto choose = [this](ActionId id, LanguageChoice choice) {
        connect(m_actions.action(id), &QAction::triggered, this, [choice] { showLanguage(choice); });
        m_actions.action(id)->setChecked(shownLanguage() == choice);
    };
    choose(ActionId::LanguageSystem, LanguageChoice::FollowSystem);
    choose(ActionId::LanguageEnglish, LanguageChoice::English);
    choose(ActionId::LanguageGerman, LanguageChoice::German);
    choose(ActionId::LanguagePseudo, LanguageChoice::Pseudo);
    // For who works on the window: there once it was asked for on the command line.
    m_actions.action(ActionId::LanguagePseudo)->setVisible(shownLanguage() == LanguageChoice::Pseudo);
}

void ViewCommands::connectArrangement()
{
    const auto choose = [this](ActionId id, DocumentArrangement arrangement) {
        connect(m_actions.action(id), &QAction::triggered, this, [this, arrangement, id] {
            const QString what = ActionRegistry::plainText(m_actions.action(id)->text());
            change(what, [this, arrangement] { setArrangement(static_cast<int>(arrangement)); });
        });
    };
    choose(ActionId::ArrangeSideBySide, DocumentArrangement::SideBySide);
    choose(ActionId::ArrangeStacked, DocumentArrangement::Stacked);
    choose(ActionId::ArrangeTabs, DocumentArrangement::Tabs);
    setArrangement(static_cast<int>(m_area.arrangement()));
}

void ViewCommands::setArrangement(int arrangement)
{
    constexpr std::array kActions = {ActionId::ArrangeSideBySide, ActionId::ArrangeStacked, ActionId::ArrangeTabs};
    const int known = std::clamp(arrangement, 0, static_cast<int>(kActions.size()) - 1);
    m_area.setArrangement(static_cast<DocumentArrangement>(known));
    m_actions.action(kActions[static_cast<size_t>(known)])->setChecked(true);
}

void ViewCommands::setZoom(int zoom)
{
    m_zoom = std::clamp(zoom, kMinZoom, kMaxZoom);
    m_area.setZoom(m_zoom);
}

void ViewCommands::showPane(int direction)
{
    QList<QWidget*> panes;
    for (DockPanel* dock : m_docks.all()) {
        if (dock->isOnScreen()) {
            panes.append(dock);
        }
    }
    // Between the catalog and what stands below.
    qsizetype at = panes.isEmpty() || panes.first() != m_docks.catalog() ? 0 : 1;
    for (Document* document : m_area.documents()) {
        if (document->isVisible()) {
            panes.insert(at++, document);
        }
    }
    if (panes.isEmpty()) {
        return;
    }
    const QWidget* focus = QApplication::focusWidget();
    const qsizetype numPanes = panes.size();
    qsizetype from = direction > 0 ? -1 : numPanes;
    for (qsizetype i = 0; i < numPanes; ++i) {
        if (focus != nullptr && panes[i]->isAncestorOf(focus)) {
            from = i;
        }
    }
    QWidget* next = panes[(from + direction + numPanes) % numPanes];
    if (auto* dock = qobject_cast<DockPanel*>(next)) {
        dock->activate();
    } else if (auto* document = qobject_cast<Document*>(next)) {
        document->focusContent();
    }
}

void ViewCommands::focusEditor()
{
    const models::PipelineBridge* pipeline = m_area.current() == nullptr ? nullptr : m_area.current()->pipeline();
    for (Document* document : m_area.documents()) {
        if (qobject_cast<PipelineDocument*>(document) != nullptr && document->pipeline() == pipeline) {
            m_area.show(document);
            document->focusContent();
            return;
        }
    }
}

void ViewCommands::change(const QString& what, std::function<void()> act)
{
    m_layout.push(new LayoutChange(
        what, [this, layout = layoutNow()] { show(layout); }, std::move(act)));
}

ViewCommands::Layout ViewCommands::layoutNow() const
{
    return {m_window->saveState(), m_area.saveState(), static_cast<int>(m_area.arrangement())};
}

void ViewCommands::show(const Layout& layout)
{
    setArrangement(layout.arrangement);
    m_window->restoreState(layout.docks);
    m_area.restoreState(layout.documents);
    m_docks.sizes().take();
}

void ViewCommands::resetLayout()
{
    m_docks.arrange();
    m_docks.resizeToWindow();
    setArrangement(static_cast<int>(DocumentArrangement::SideBySide));
}

void ViewCommands::showAbout()
{
    QMessageBox box(m_window);
    box.setWindowTitle(tr("About Millrace"));
    box.setTextFormat(Qt::PlainText);
    box.setIconPixmap(m_window->windowIcon().pixmap(QSize(64, 64), m_window->devicePixelRatioF()));
    box.setText(tr("Millrace %1").arg(QApplication::applicationVersion()));
    box.setInformativeText(tr("A desktop console for live SQL.\n\nFree software under the GNU General Public License, "
                              "version 3 or later."));
    box.setStandardButtons(QMessageBox::Close);
    box.exec();
}

} // namespace millrace::gui
