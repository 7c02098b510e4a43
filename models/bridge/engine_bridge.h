// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as the window sees it: its pipelines, the frame clock, and commands on the catalog.
#pragma once

#include "engine/api/engine.h"
#include "models/bridge/frame_clock.h"
#include "models/bridge/pipeline_bridge.h"
#include "models/bridge/setting_writer.h"

#include <QList>
#include <QObject>
#include <QString>

#include <atomic>
#include <memory>
#include <optional>

namespace millrace::models {

/// Owns the engine, the frame clock and a PipelineBridge per pipeline. GUI thread only.
class EngineBridge : public QObject {
    Q_OBJECT
public:
    enum class RemovedBy {
        Window,
        Outside, ///< by whoever else uses the engine: a client of the local API
    };

    explicit EngineBridge(std::unique_ptr<api::Engine> engine, QObject* parent = nullptr);
    ~EngineBridge() override;

    api::Engine& engine() const { return *m_engine; }
    FrameClock& clock() { return m_clock; }
    /// By name. Follows what others do to the catalog (the local API), a frame later.
    const QList<PipelineBridge*>& pipelines() const { return m_pipelines; }
    /// Null when there is none.
    PipelineBridge* find(const QString& name) const;

    /// Relative paths of its connectors start in `baseFolder`. Null after a failure, which commandFailed() tells.
    PipelineBridge* createPipeline(const QString& name, const QString& sql, const QString& baseFolder = {});
    PipelineBridge* createPipeline(api::NewPipeline definition);
    bool renamePipeline(PipelineBridge* pipeline, const QString& newName);
    /// Stops it first.
    bool removePipeline(PipelineBridge* pipeline);
    /// Takes up at once what others made, renamed or removed.
    void reload();

    std::optional<QString> setting(const QString& key) const;
    bool setSetting(const QString& key, const QString& value);
    /// For what is kept in passing: nobody waits for the disk.
    SettingWriter& settings() { return m_settings; }

Q_SIGNALS:
    void pipelineAdded(millrace::models::PipelineBridge* pipeline);
    /// Let go of it; it is destroyed when this returns.
    void pipelineAboutToBeRemoved(millrace::models::PipelineBridge* pipeline,
                                  millrace::models::EngineBridge::RemovedBy by);
    /// By renamePipeline().
    void pipelineRenamed(const QString& before, const QString& after);
    /// Some were added, renamed or removed.
    void pipelinesChanged();
    /// A command of this class or of any pipeline failed; `what` is a translated sentence ("Could not start orders").
    void commandFailed(const QString& what, const millrace::Error& error);

private:
    PipelineBridge* adopt(std::shared_ptr<api::Pipeline> pipeline);
    void drop(PipelineBridge* pipeline, RemovedBy by);
    void sortByName();

    std::unique_ptr<api::Engine> m_engine;
    SettingWriter m_settings;
    FrameClock m_clock;
    QList<PipelineBridge*> m_pipelines;
    std::atomic<bool> m_isDirty{false}; ///< the engine's catalog has changed since the last reload()
    int m_listener = 0;
};

} // namespace millrace::models
