// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions of the Edit menu on whatever has the focus.
#pragma once

#include "gui/actions/action_registry.h"

#include <QObject>

namespace millrace::gui {

class Docks;
class DocumentArea;

/// GUI thread only.
class EditCommands : public QObject {
    Q_OBJECT
public:
    EditCommands(DocumentArea& area, Docks& docks, ActionRegistry& actions, QObject* parent);

private:
    /// Calls the slot of this name on the focused editor or line edit, if it has it.
    void forward(const char* slot);
    void copy();
    void selectAll();
    void find();

    DocumentArea& m_area;
    Docks& m_docks;
};

} // namespace millrace::gui
