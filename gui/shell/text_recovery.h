// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps what was typed and not saved, in case the program ends before its user does.
#pragma once

#include "models/bridge/engine_bridge.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace millrace::gui {

class DocumentArea;
class PipelineDocument;

/// Two seconds after the last key the text of a changed program is stored with the catalog; saving, discarding and
/// closing forget it. What is found at the start goes back into the editor as a change that is not saved. GUI thread
/// only.
class TextRecovery : public QObject {
    Q_OBJECT
public:
    static constexpr int kIdleMs = 2000;
    static constexpr qsizetype kMaxCharacters = 8 * 1024 * 1024;

    TextRecovery(models::EngineBridge& engine, QObject* parent = nullptr);

    /// Watches the text of a program from now on, and puts in what was kept of it. True when there was something.
    bool watch(PipelineDocument* program);
    /// Names of pipelines of which a text was kept and whose program is another one.
    QStringList kept() const;

private:
    void keep();
    void forget(const models::PipelineBridge& pipeline);

    models::EngineBridge& m_engine;
    QTimer m_idle;
    QList<PipelineDocument*> m_changed; ///< since the last keep()
};

} // namespace millrace::gui
