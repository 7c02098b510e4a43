// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out what the View, Window and Help menus do to the window itself.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/theme/theme_controller.h"

#include <QObject>
#include <QUndoStack>

#include <functional>

class QMainWindow;

namespace millrace::gui {

class Docks;
class DocumentArea;

/// GUI thread only.
class ViewCommands : public QObject {
    Q_OBJECT
public:
    ViewCommands(DocumentArea& area, Docks& docks, ThemeController& theme, ActionRegistry& actions,
                 QMainWindow* window);

    int zoom() const { return m_zoom; }
    void setZoom(int zoom);
    void setArrangement(int arrangement);
    /// Changes of the layout by command and by dragging.
    QUndoStack& undoStack() { return m_layout; }

private:
    struct Layout {
        QByteArray docks;
        QByteArray documents;
        int arrangement = 0;

        bool operator==(const Layout&) const = default;
    };
    /// Does something to the layout that can be undone.
    void change(const QString& what, std::function<void()> act);
    Layout layoutNow() const;
    void show(const Layout& layout);
    void connectTheme();
    void connectLanguage();
    void connectArrangement();
    void connectDrags();
    /// Moves the focus to the next (+1) or previous (-1) pane: catalog, documents, bottom dock.
    void showPane(int direction);
    void focusEditor();
    void resetLayout();
    void showAbout();

    DocumentArea& m_area;
    Docks& m_docks;
    ThemeController& m_theme;
    ActionRegistry& m_actions;
    QMainWindow* m_window;
    int m_zoom = 0;
    QUndoStack m_layout;
    Layout m_dragged; ///< the layout as it was when the mouse was pressed
};

} // namespace millrace::gui
