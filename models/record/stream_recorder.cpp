// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/record/stream_recorder.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <QFile>

#include <utility>

namespace millrace::models {

ExportOptions exportOptionsOf(const RecordingOptions& options)
{
    ExportOptions run;
    run.path = QFile::encodeName(options.filePath).toStdString();
    run.format = options.format;
    run.encoding = options.encoding;
    run.compression = options.compression;
    for (const QString& column : options.columns) {
        run.columns.push_back(column.toStdString());
    }
    run.rotateRows = options.rotateRows;
    run.rotateBytes = options.rotateBytes;
    run.rotateTime = options.rotateTime;
    run.stopRows = options.stopRows;
    run.existing = PartFile::Existing::Replace; // the window says so where the name is chosen
    run.endsWithSnapshot = options.encoding == ChangeEncoding::State;
    return run;
}

Result<std::unique_ptr<StreamRecorder>> StreamRecorder::create(PipelineBridge& pipeline, RecordingOptions options,
                                                               std::optional<Continuation> continues)
{
    ExportOptions runOptions = exportOptionsOf(options);
    runOptions.continues = std::move(continues);
    MR_CHECK(ExportRun::check(runOptions, static_cast<size_t>(options.relations.size())));
    const bool isState = runOptions.endsWithSnapshot;
    std::vector<ExportedRelation> relations;
    for (const QString& name : options.relations) {
        const RelationInfo* info = pipeline.findRelation(name);
        if (info == nullptr) {
            return makeError(ErrorCode::kPipelineUnknownRelation, "unknown table or view: " + name.toStdString());
        }
        if (isState && !info->isMaterialized) {
            return makeError(ErrorCode::kPipelineUnknownRelation,
                             "it keeps no rows, so it has no state to export: " + info->name);
        }
        SubscribeOptions subscribe;
        subscribe.policy = OverflowPolicy::Block;
        subscribe.maxRows = options.maxQueuedRows;
        subscribe.withSnapshot =
            (isState || options.begin == RecordingOptions::Begin::SnapshotThenChanges) && info->isMaterialized;
        runOptions.beginsWithSnapshot = runOptions.beginsWithSnapshot || subscribe.withSnapshot;
        MR_TRY(std::shared_ptr<Subscription> subscription, pipeline.pipeline()->subscribe(info->name, subscribe));
        relations.push_back({info->name, info->schema, std::move(subscription)});
    }
    FrameClock& clock = pipeline.clock();
    auto run =
        std::make_unique<ExportRun>(runOptions, std::move(relations), [&clock] { clock.requestFromAnyThread(); });
    MR_CHECK(run->start());
    std::unique_ptr<StreamRecorder> recorder(
        new StreamRecorder(clock, pipeline.name(), std::move(options), std::move(run)));
    if (runOptions.continues && !runOptions.rotates()) {
        recorder->m_filePath = QFile::decodeName(runOptions.pathOf(runOptions.continues->nextNumber).c_str());
    }
    return recorder;
}

StreamRecorder::StreamRecorder(FrameClock& clock, QString pipelineName, RecordingOptions options,
                               std::unique_ptr<ExportRun> run)
    : m_clock(clock)
    , m_pipelineName(std::move(pipelineName))
    , m_options(std::move(options))
    , m_filePath(m_options.filePath)
    , m_startedAt(Clock::system().now())
    , m_run(std::move(run))
{
    connect(&m_clock, &FrameClock::frame, this, &StreamRecorder::onFrame);
    m_clock.request();
}

StreamRecorder::~StreamRecorder() = default;

RecordingProgress StreamRecorder::progress() const
{
    MR_ASSERT_GUI_THREAD();
    return m_run->progress();
}

void StreamRecorder::setPaused(bool isPaused)
{
    MR_ASSERT_GUI_THREAD();
    if (m_state == RecordingState::Running || m_state == RecordingState::Paused) {
        m_run->setPaused(isPaused);
        setState(isPaused ? RecordingState::Paused : RecordingState::Running);
    }
}

void StreamRecorder::stop()
{
    MR_ASSERT_GUI_THREAD();
    if (m_state == RecordingState::Running || m_state == RecordingState::Paused) {
        m_run->requestStop();
        setState(RecordingState::Stopping);
    }
}

void StreamRecorder::finishNow()
{
    MR_ASSERT_GUI_THREAD();
    if (m_finishedAt == 0) {
        m_run->requestStop();
        m_run->join();
        m_finishedAt = Clock::system().now();
        m_error = m_run->error();
        m_state = m_error ? RecordingState::Failed : RecordingState::Finished;
    }
}

void StreamRecorder::onFrame()
{
    if (m_state == RecordingState::Finished || m_state == RecordingState::Failed) {
        return;
    }
    const bool hasMoved = m_run->takeProgressFlag();
    const bool hasEnded = m_run->hasEnded();
    if (hasMoved || hasEnded) {
        Q_EMIT progressChanged();
    }
    if (hasEnded) {
        m_finishedAt = Clock::system().now();
        m_error = m_run->error();
        setState(m_error ? RecordingState::Failed : RecordingState::Finished);
        Q_EMIT finished();
    }
}

void StreamRecorder::setState(RecordingState state)
{
    if (state != m_state) {
        m_state = state;
        Q_EMIT stateChanged(state);
    }
}

QString recordingStateText(RecordingState state)
{
    switch (state) {
    case RecordingState::Running: return StreamRecorder::tr("Recording");
    case RecordingState::Paused: return StreamRecorder::tr("Paused");
    case RecordingState::Stopping: return StreamRecorder::tr("Finishing");
    case RecordingState::Finished: return StreamRecorder::tr("Finished");
    case RecordingState::Failed: return StreamRecorder::tr("Failed");
    case RecordingState::Interrupted: return StreamRecorder::tr("Interrupted");
    }
    return {};
}

} // namespace millrace::models
