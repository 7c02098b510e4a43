// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions of the Edit menu on whatever has the focus.
#pragma once

#include "gui/actions/action_registry.h"

#include <QObject>

class QUndoStack;

namespace millrace::gui {

class Docks;
class DocumentArea;
class PipelineDocument;

/// GUI thread only.
class EditCommands : public QObject {
    Q_OBJECT
public:
    /// `layout` is undone where the focus is in nothing that has an undo of its own.
    EditCommands(DocumentArea& area, Docks& docks, QUndoStack& layout, ActionRegistry& actions, QObject* parent);

private:
    /// Calls the slot of this name on the focused editor or line edit, if it has it.
    void forward(const char* slot);
    /// Of the text, rows or filter that is worked in, else of the window's layout.
    void step(const char* slot);
    /// Whether a widget that holds text has something to undo or to redo.
    static bool hasStep(const QWidget* text, bool isUndo);
    void copy();
    /// The menu of forms at the current row.
    void copyAsChosen();
    void selectAll();
    void find();
    void replace();
    /// The program that is worked in, or that of the current document's pipeline; null without one.
    PipelineDocument* program() const;

    DocumentArea& m_area;
    Docks& m_docks;
    ActionRegistry& m_actions;
    QUndoStack& m_layout;
};

} // namespace millrace::gui
