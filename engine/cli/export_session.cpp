// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/export_session.h"

#include "engine/cli/command_line.h"
#include "engine/cli/until_complete.h"

#include <cstdio>
#include <filesystem>

namespace millrace::cli {

namespace {

constexpr size_t kMaxQueuedRows = 200'000; // then the pipeline waits for the disk

} // namespace

ExportSession::ExportSession(ProgramRun& run, const ExportCommandOptions& options)
    : m_run(run)
    , m_options(options)
    , m_interrupt(m_event)
{
}

ExportSession::~ExportSession()
{
    m_export.reset();
    if (m_listener != 0) {
        m_run.pipeline->removeStatusListener(m_listener);
    }
}

int ExportSession::run()
{
    const bool isState = m_options.files.endsWithSnapshot;
    m_listener = m_run.pipeline->addStatusListener([this] { m_event.raise(); });
    if (m_options.duration) {
        m_deadline = Clock::now() + *m_options.duration;
    }
    // First, so that nothing of the first step is missed. A state is that of the end.
    Status status = refuseOwnFile();
    if (status.ok() && !isState) {
        status = beginExport();
    }
    if (status.ok()) {
        status = m_run.pipeline->start();
    }
    if (!status.ok()) {
        printMessage(status.error().toString());
        return kExitProgram;
    }
    m_run.pipeline->waitUntilSettled();
    if (m_options.untilComplete) {
        tellPausedInputs(*m_run.pipeline->status());
    }
    loop();
    if (isState && !m_error && !m_wasHeld) {
        status = beginExport();
        if (status.ok()) {
            m_export->join(); // it ends with the rows that are there
        } else {
            m_error = status.takeError();
        }
    }
    finish();
    return exitCode();
}

/// --force replaces a file, but none that the program itself reads or writes.
Status ExportSession::refuseOwnFile() const
{
    for (const ConnectorAccess& access : m_run.pipeline->access()) {
        std::error_code problem; // no such file: then it is none of ours
        const bool isOurs = access.kind == ConnectorAccess::Kind::File &&
                            std::filesystem::equivalent(access.resource, m_options.files.path, problem);
        if (isOurs) {
            return makeError(ErrorCode::kIoOpen, "The program itself uses this file, by the connector " +
                                                       access.relation + "." + access.connector + ": " +
                                                       m_options.files.path);
        }
    }
    return {};
}

Status ExportSession::beginExport()
{
    SubscribeOptions options;
    options.policy = OverflowPolicy::Block;
    options.maxRows = kMaxQueuedRows;
    options.withSnapshot = m_options.files.endsWithSnapshot;
    std::vector<ExportedRelation> relations;
    for (const RelationInfo& relation : m_run.relations) {
        MR_TRY(std::shared_ptr<Subscription> subscription, m_run.pipeline->subscribe(relation.name, options));
        relations.push_back({relation.name, relation.schema, std::move(subscription)});
    }
    m_export = std::make_unique<ExportRun>(m_options.files, std::move(relations), [this] { m_event.raise(); });
    return m_export->start();
}

void ExportSession::loop()
{
    while ((m_phase = nextPhase()) != Phase::Ending) {
        std::optional<std::chrono::milliseconds> limit;
        if (m_phase == Phase::Reading && m_deadline) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*m_deadline - Clock::now());
            limit = std::max(std::chrono::milliseconds(0), left) + std::chrono::milliseconds(1);
        }
        m_event.wait(limit);
        if (m_export) {
            m_export->takeProgressFlag();
        }
    }
}

ExportSession::Phase ExportSession::nextPhase()
{
    const std::shared_ptr<const PipelineStatus> status = m_run.pipeline->status();
    m_rejections.observe(*status);
    if (status->state == PipelineState::Held && status->held) {
        printHeldStep(*status->held, m_run.program);
        m_wasHeld = true;
        return Phase::Ending;
    }
    if (status->state == PipelineState::Failed) {
        m_error = status->error.value_or(makeError(ErrorCode::kInternal, "The pipeline failed"));
    }
    const bool hasExported = m_export && m_export->hasEnded();
    if (hasExported || status->state == PipelineState::Failed || status->state == PipelineState::Stopped) {
        return Phase::Ending;
    }
    if (m_phase == Phase::Draining) {
        return m_drain->isDone() ? Phase::Ending : Phase::Draining;
    }
    const bool isTimeUp = m_deadline && Clock::now() >= *m_deadline;
    if (m_interrupt.isInterrupted() || isTimeUp) {
        m_drain.emplace(m_run.pipeline);
        return m_drain->isDone() ? Phase::Ending : Phase::Draining;
    }
    return m_options.untilComplete && hasDelivered(*status) ? Phase::Ending : Phase::Reading;
}

void ExportSession::finish()
{
    m_rejections.observe(*m_run.pipeline->status());
    ignoreError(m_run.pipeline->stop()); // refused when it has stopped already
    m_run.pipeline->waitUntilSettled();
    if (m_export) {
        m_export->requestStop(); // what is queued is written
        m_export->join();
        if (!m_error && m_export->error()) {
            m_error = m_export->error();
        }
        const ExportProgress progress = m_export->progress();
        std::fprintf(stderr, "millrace: %llu rows in %llu file%s\n", static_cast<unsigned long long>(progress.rows),
                     static_cast<unsigned long long>(progress.files), progress.files == 1 ? "" : "s");
    }
}

int ExportSession::exitCode() const
{
    m_rejections.printSummary();
    if (m_error) {
        printMessage(m_error->toString());
        return kExitProgram;
    }
    if (m_wasHeld) {
        return kExitProgram;
    }
    return m_rejections.any() ? kExitRejected : kExitOk;
}

} // namespace millrace::cli
