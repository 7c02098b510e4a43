// SPDX-License-Identifier: GPL-3.0-or-later
// "Save stream as": writes the change stream of relations to a file on a thread of its own, losing nothing.
#pragma once

#include "engine/api/export.h"
#include "engine/api/values.h"
#include "models/bridge/pipeline_bridge.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace millrace::models {

enum class RecordingState {
    Running,
    Paused, ///< takes nothing: the pipeline waits once the queue is full
    Stopping,
    Finished,
    Failed,
    Interrupted, ///< the program was killed while it ran
};
QString recordingStateText(RecordingState state);

struct RecordingOptions {
    enum class Begin { FromNow, SnapshotThenChanges };
    QStringList relations; ///< several only with JSON lines, where each line names its relation
    QString filePath;      ///< written as `<filePath>.part`, renamed when finished; see ExportOptions::path
    ChangeFormat format = ChangeFormat::JsonLines;
    ChangeEncoding encoding = ChangeEncoding::Weighted; ///< a state is that of the start, and ends there
    Compression compression = Compression::None;        ///< of text
    QStringList columns;                                ///< see ExportOptions
    Begin begin = Begin::FromNow;
    quint64 rotateRows = 0; ///< see ExportOptions
    quint64 rotateBytes = 0;
    std::chrono::milliseconds rotateTime{0};
    quint64 stopRows = 0;
    size_t maxQueuedRows = 200'000; ///< then the pipeline waits for the disk
};

ExportOptions exportOptionsOf(const RecordingOptions& options);

using RecordingProgress = ExportProgress;

/// One recording. It ends when stop() is called (what is queued by then is written), when the run of the pipeline
/// ends, or when writing fails; a failure keeps the `.part` file, cut after its last whole change.
/// GUI thread only; the writer thread is joined in the destructor.
class StreamRecorder : public QObject {
    Q_OBJECT
public:
    /// Subscribes and starts writing, behind what is there of the series where `continues` tells of it. Errors:
    /// kPipelineState, kPipelineUnknownRelation, kIoOpen, kIoWrite.
    static Result<std::unique_ptr<StreamRecorder>> create(PipelineBridge& pipeline, RecordingOptions options,
                                                          std::optional<Continuation> continues = {});
    ~StreamRecorder() override;

    const RecordingOptions& options() const { return m_options; }
    /// The file that is written, or the pattern of several.
    const QString& filePath() const { return m_filePath; }
    QString pipelineName() const { return m_pipelineName; }
    RecordingState state() const { return m_state; }
    RecordingProgress progress() const;
    /// Set in state Failed.
    const std::optional<Error>& error() const { return m_error; }
    TimestampMicros startedAt() const { return m_startedAt; }
    TimestampMicros finishedAt() const { return m_finishedAt; } ///< 0 while it runs

    /// While it runs or is paused. Nothing is lost: see RecordingState::Paused.
    void setPaused(bool isPaused);
    /// Writes what is queued, syncs, renames; finished() follows.
    void stop();
    /// The same, and waits for it; without signals.
    void finishNow();

Q_SIGNALS:
    /// At most once a frame.
    void progressChanged();
    void stateChanged(millrace::models::RecordingState state);
    void finished();

private:
    StreamRecorder(FrameClock& clock, QString pipelineName, RecordingOptions options, std::unique_ptr<ExportRun> run);
    void onFrame();
    void setState(RecordingState state);

    FrameClock& m_clock;
    QString m_pipelineName;
    RecordingOptions m_options;
    QString m_filePath;
    RecordingState m_state = RecordingState::Running;
    std::optional<Error> m_error;
    TimestampMicros m_startedAt = 0;
    TimestampMicros m_finishedAt = 0;
    std::unique_ptr<ExportRun> m_run;
};

} // namespace millrace::models
