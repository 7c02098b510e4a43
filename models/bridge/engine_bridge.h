// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as the window sees it: its pipelines, the frame clock, and commands on the catalog.
#pragma once

#include "engine/api/engine.h"
#include "models/bridge/frame_clock.h"
#include "models/bridge/pipeline_bridge.h"

#include <QList>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace millrace::models {

/// Owns the engine, the frame clock and a PipelineBridge per pipeline. GUI thread only.
class EngineBridge : public QObject {
    Q_OBJECT
public:
    explicit EngineBridge(std::unique_ptr<api::Engine> engine, QObject* parent = nullptr);
    ~EngineBridge() override;

    api::Engine& engine() const { return *m_engine; }
    FrameClock& clock() { return m_clock; }
    /// By name.
    const QList<PipelineBridge*>& pipelines() const { return m_pipelines; }
    /// Null when there is none.
    PipelineBridge* find(const QString& name) const;

    /// Relative paths of its connectors start in `baseFolder`. Null after a failure, which commandFailed() tells.
    PipelineBridge* createPipeline(const QString& name, const QString& sql, const QString& baseFolder = {});
    bool renamePipeline(PipelineBridge* pipeline, const QString& newName);
    /// Stops it first.
    bool removePipeline(PipelineBridge* pipeline);
    /// Takes up pipelines that others made or removed (the local API).
    void reload();

    std::optional<QString> setting(const QString& key) const;
    bool setSetting(const QString& key, const QString& value);

Q_SIGNALS:
    void pipelineAdded(millrace::models::PipelineBridge* pipeline);
    /// Let go of it; it is destroyed when this returns.
    void pipelineAboutToBeRemoved(millrace::models::PipelineBridge* pipeline);
    void pipelinesChanged();
    /// A command of this class or of any pipeline failed; `what` is a translated sentence ("Could not start orders").
    void commandFailed(const QString& what, const millrace::Error& error);

private:
    PipelineBridge* adopt(std::shared_ptr<api::Pipeline> pipeline);
    void drop(PipelineBridge* pipeline);
    void sortByName();

    std::unique_ptr<api::Engine> m_engine;
    FrameClock m_clock;
    QList<PipelineBridge*> m_pipelines;
};

} // namespace millrace::models
