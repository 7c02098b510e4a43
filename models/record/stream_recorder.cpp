// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/record/stream_recorder.h"

#include "models/bridge/gui_thread.h"
#include "models/record/recording_writer.h"
#include "models/text/cell_text.h"

#include <utility>

namespace millrace::models {

Result<std::unique_ptr<StreamRecorder>> StreamRecorder::create(PipelineBridge& pipeline, RecordingOptions options)
{
    if (options.relations.isEmpty()) {
        return makeError(ErrorCode::kPipelineUnknownRelation, "no relation was chosen to record");
    }
    if (options.format == ChangeFormat::Csv && options.relations.size() > 1) {
        return makeError(ErrorCode::kConnectorFormatForbidden, "a CSV file holds the changes of one relation only");
    }
    std::vector<RecordingWriter::Source> sources;
    for (const QString& name : options.relations) {
        const RelationInfo* info = pipeline.findRelation(name);
        if (info == nullptr) {
            return makeError(ErrorCode::kPipelineUnknownRelation, "unknown table or view: " + name.toStdString());
        }
        SubscribeOptions subscribe;
        subscribe.policy = OverflowPolicy::Block;
        subscribe.maxRows = options.maxQueuedRows;
        subscribe.withSnapshot = options.begin == RecordingOptions::Begin::SnapshotThenChanges && info->isMaterialized;
        MR_TRY(std::shared_ptr<Subscription> subscription, pipeline.pipeline()->subscribe(info->name, subscribe));
        sources.push_back({std::move(subscription), ChangeWriter(info->name, info->schema, options.format)});
    }
    FrameClock& clock = pipeline.clock();
    auto writer = std::make_unique<RecordingWriter>(options.filePath, std::move(sources),
                                                    [&clock] { clock.requestFromAnyThread(); });
    MR_CHECK(writer->start());
    return std::unique_ptr<StreamRecorder>(
        new StreamRecorder(clock, pipeline.name(), std::move(options), std::move(writer)));
}

StreamRecorder::StreamRecorder(FrameClock& clock, QString pipelineName, RecordingOptions options,
                               std::unique_ptr<RecordingWriter> writer)
    : m_clock(clock)
    , m_pipelineName(std::move(pipelineName))
    , m_options(std::move(options))
    , m_startedAt(Clock::system().now())
    , m_writer(std::move(writer))
{
    connect(&m_clock, &FrameClock::frame, this, &StreamRecorder::onFrame);
    m_clock.request();
}

StreamRecorder::~StreamRecorder() = default;

RecordingProgress StreamRecorder::progress() const
{
    MR_ASSERT_GUI_THREAD();
    return m_writer->progress();
}

void StreamRecorder::stop()
{
    MR_ASSERT_GUI_THREAD();
    if (m_state == RecordingState::Running) {
        m_writer->requestStop();
        setState(RecordingState::Stopping);
    }
}

void StreamRecorder::onFrame()
{
    if (m_state == RecordingState::Finished || m_state == RecordingState::Failed) {
        return;
    }
    const bool hasMoved = m_writer->takeProgressFlag();
    const bool hasEnded = m_writer->hasEnded();
    if (hasMoved || hasEnded) {
        Q_EMIT progressChanged();
    }
    if (hasEnded) {
        m_finishedAt = Clock::system().now();
        m_error = m_writer->error();
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
    case RecordingState::Stopping: return StreamRecorder::tr("Finishing");
    case RecordingState::Finished: return StreamRecorder::tr("Finished");
    case RecordingState::Failed: return StreamRecorder::tr("Failed");
    }
    return {};
}

} // namespace millrace::models
