// SPDX-License-Identifier: GPL-3.0-or-later
// Takes back what was done to the catalog: names and deletions of pipelines.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/bridge/engine_bridge.h"

#include <QObject>

class QUndoStack;

namespace millrace::gui {

/// Makes them steps of the window's undo. Only what this window did; clients of the API have their own way back. GUI
/// thread only.
class CatalogUndo : public QObject {
    Q_OBJECT
public:
    /// All of them must outlive it.
    CatalogUndo(models::EngineBridge& engine, QUndoStack& stack, ActionRegistry& actions, QObject* parent = nullptr);

    /// It can be brought back by ActionId::RestorePipeline.
    void noteDeletion(const QString& name);

private:
    void noteRename(const QString& before, const QString& after);
    /// False when no pipeline of that name is there any more, or the other name is taken.
    bool rename(const QString& from, const QString& to);

    models::EngineBridge& m_engine;
    QUndoStack& m_stack;
    ActionRegistry& m_actions;
    bool m_isStepping = false; ///< the rename is one of ours
};

} // namespace millrace::gui
