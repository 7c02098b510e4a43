// SPDX-License-Identifier: GPL-3.0-or-later
// Commands about the tabs of documents, and the menu on a tab.
#pragma once

#include "gui/actions/action_registry.h"

#include <QObject>

namespace millrace::gui {

class Document;
class DocumentArea;

/// Closing is asked for by DocumentArea::closeRequested(), as by a tab's own button. GUI thread only.
class TabCommands : public QObject {
    Q_OBJECT
public:
    /// Both must outlive it.
    TabCommands(DocumentArea& area, ActionRegistry& actions, QObject* parent = nullptr);

private:
    void saveAll();
    void closeOthers();
    void moveToOtherSide();
    void showMenu(Document* document, const QPoint& at);
    void update();

    DocumentArea& m_area;
    ActionRegistry& m_actions;
};

} // namespace millrace::gui
