// SPDX-License-Identifier: GPL-3.0-or-later
// Takes back what was done to the catalog: names and deletions of pipelines.
#pragma once

#include "models/bridge/engine_bridge.h"

#include <QObject>

class QUndoStack;

namespace millrace::gui {

/// Makes them steps of the window's undo. Only what this window did; clients of the API have their own way back. GUI
/// thread only.
class CatalogUndo : public QObject {
    Q_OBJECT
public:
    /// Both must outlive it.
    CatalogUndo(models::EngineBridge& engine, QUndoStack& stack, QObject* parent = nullptr);

    /// It is about to be deleted.
    void noteDeletion(const models::PipelineBridge& pipeline);

Q_SIGNALS:
    void restored(millrace::models::PipelineBridge* pipeline);

private:
    void noteRename(const QString& before, const QString& after);
    /// False when no pipeline of that name is there any more, or the other name is taken.
    bool rename(const QString& from, const QString& to);

    models::EngineBridge& m_engine;
    QUndoStack& m_stack;
    bool m_isStepping = false; ///< the rename is one of ours
};

} // namespace millrace::gui
