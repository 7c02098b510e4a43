// SPDX-License-Identifier: GPL-3.0-or-later
// One pipeline as models and windows see it: a snapshot per frame, commands, and signals about changes.
#pragma once

#include "engine/api/pipeline.h"
#include "models/bridge/frame_clock.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::models {

/// Wraps an api::Pipeline for the GUI thread. Owned by EngineBridge; models that refer to it must be destroyed or
/// pointed elsewhere when it is removed (QObject::destroyed, EngineBridge::pipelineAboutToBeRemoved).
/// Commands return at once; a failure is told by commandFailed() and the returned false.
class PipelineBridge : public QObject {
    Q_OBJECT
public:
    enum class StartMode { Run, PausedInputs };

    PipelineBridge(std::shared_ptr<api::Pipeline> pipeline, FrameClock& clock, QObject* parent = nullptr);
    ~PipelineBridge() override;

    QString name() const { return m_name; }
    QString program() const;
    const std::shared_ptr<api::Pipeline>& pipeline() const { return m_pipeline; }
    FrameClock& clock() const { return m_clock; }

    /// Snapshot as of the last frame; never null.
    const std::shared_ptr<const PipelineStatus>& status() const { return m_status; }
    PipelineState state() const { return m_status->state; }
    bool isActive() const; ///< neither stopped nor failed
    /// What the program declares, in its order.
    const std::vector<RelationInfo>& relations() const { return m_relations; }
    /// Null when there is none.
    const RelationInfo* findRelation(const QString& relation) const;
    /// Tokens of this run, newest first.
    std::vector<TokenStatus> tokens() const;

    /// What the stored program touches, and whether the user has agreed to that (api::Pipeline).
    std::vector<ConnectorAccess> access() const;
    bool isTrusted() const { return m_pipeline->isTrusted(); }
    bool trust();

    bool setProgram(const QString& sql);
    /// Streams subscribed while it was stopped see its first change.
    bool start(StartMode mode = StartMode::Run);
    bool pauseInputs();
    bool resumeInputs();
    /// See api::Pipeline::singleStep().
    bool singleStep(const QStringList& untilChangeOf = {});
    bool stop();
    bool startConnector(const QString& relation, const QString& connector);
    bool pauseConnector(const QString& relation, const QString& connector);
    std::optional<TokenStatus> issueToken(const QString& relation, const QString& connector);
    bool setAsideHeldRecord();
    bool retryHeldStep();
    RunLimits limits() const { return m_pipeline->limits(); }
    bool setLimits(const RunLimits& limits);

    /// Asks the engine again what the program declares.
    void reloadRelations();
    /// The name changed in the catalog (EngineBridge).
    void setName(const QString& name);

Q_SIGNALS:
    void nameChanged(const QString& name);
    /// By us or by others.
    void programChanged();
    /// At most once a frame.
    void statusChanged();
    void stateChanged(millrace::PipelineState state);
    void relationsChanged();
    void trustChanged();
    /// A new run exists.
    void runStarted();
    void runEnded();
    void tokenIssued(const millrace::TokenStatus& token);
    void commandFailed(const QString& what, const millrace::Error& error);

private:
    void onFrame();
    void refresh();
    bool report(const QString& what, const Status& status);
    void announceRun();
    void takeUpProgram();
    void watchCounters(bool hasChanged);

    std::shared_ptr<api::Pipeline> m_pipeline;
    FrameClock& m_clock;
    QString m_name;
    std::shared_ptr<const PipelineStatus> m_status;
    uint64_t m_programRevision; ///< that programChanged() told
    std::vector<RelationInfo> m_relations;
    QTimer m_poll; ///< single shot; runs only while counters move, so that rates fall to zero
    std::atomic<bool> m_isDirty{true};
    int m_listener = 0;
    std::string m_announcedRun; ///< incarnation that runStarted() told; empty = none
    int m_numQuietPolls = 0;
};

/// "Running", "Inputs paused", …
QString pipelineStateText(PipelineState state);

} // namespace millrace::models

Q_DECLARE_METATYPE(millrace::Error)
Q_DECLARE_METATYPE(millrace::TokenStatus)
Q_DECLARE_METATYPE(millrace::PipelineState)
