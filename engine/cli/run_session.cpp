// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/run_session.h"

#include "engine/cli/command_line.h"
#include "engine/cli/until_complete.h"

#include <unistd.h>

namespace millrace::cli {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kEndPoll{20};
constexpr milliseconds kMaxEndingTime{10'000};

} // namespace

RunSession::RunSession(std::shared_ptr<api::Pipeline> pipeline, const ProgramFile& program,
                       std::vector<RelationInfo> relations, RunOptions options)
    : m_pipeline(std::move(pipeline))
    , m_program(program)
    , m_relations(std::move(relations))
    , m_options(std::move(options))
    , m_interrupt(m_event)
    , m_output(STDOUT_FILENO)
{
}

RunSession::~RunSession()
{
    if (m_listener != 0) {
        m_pipeline->removeStatusListener(m_listener);
    }
    for (PrintedRelation& relation : m_printed) {
        relation.subscription->setWakeup(nullptr);
    }
}

int RunSession::run()
{
    const Status started = start();
    if (!started.ok()) {
        printMessage(started.error().toString());
        return kExitProgram;
    }
    loop();
    finish();
    return exitCode();
}

Status RunSession::start()
{
    MR_CHECK(subscribe()); // first, so that nothing of the first step is missed
    m_listener = m_pipeline->addStatusListener([this] { m_event.raise(); });
    if (m_options.duration) {
        m_deadline = Clock::now() + *m_options.duration;
    }
    MR_CHECK(m_pipeline->start());
    m_pipeline->waitUntilSettled();
    if (m_options.untilComplete) {
        tellPausedInputs(*m_pipeline->status());
    }
    return {};
}

Status RunSession::subscribe()
{
    SubscribeOptions options;
    options.policy = OverflowPolicy::Block;
    options.maxRows = 100'000;
    for (const RelationInfo& relation : m_relations) {
        MR_TRY(std::shared_ptr<Subscription> subscription, m_pipeline->subscribe(relation.name, options));
        ChangeWriter writer(relation.name, relation.schema, m_options.format);
        m_output.buffer() += writer.header();
        subscription->setWakeup([this] { m_event.raise(); });
        m_printed.push_back({std::move(subscription), std::move(writer)});
    }
    return {};
}

void RunSession::loop()
{
    while (m_phase != Phase::Ending) {
        const bool hasPrinted = printQueuedChanges(m_printed, m_output);
        advance();
        if (m_phase == Phase::Ending || hasPrinted) {
            continue;
        }
        m_output.flush();
        if (!m_output.hasFailed()) {
            m_event.wait(waitLimit());
        }
    }
}

void RunSession::advance()
{
    const std::shared_ptr<const PipelineStatus> status = m_pipeline->status();
    m_rejections.observe(*status);
    if (status->state == PipelineState::Held && status->held) {
        printHeldStep(*status->held, m_program);
        m_wasHeld = true;
        m_phase = Phase::Ending;
        return;
    }
    if (status->state == PipelineState::Failed) {
        m_error = status->error.value_or(makeError(ErrorCode::kInternal, "The pipeline failed"));
    }
    if (status->state == PipelineState::Failed || status->state == PipelineState::Stopped || m_output.hasFailed()) {
        m_phase = Phase::Ending;
        return;
    }
    if (m_phase == Phase::Draining) {
        m_phase = m_drain->isDone() ? Phase::Ending : Phase::Draining;
        return;
    }
    const bool isTimeUp = m_deadline && Clock::now() >= *m_deadline;
    if (m_interrupt.isInterrupted() || isTimeUp) {
        m_phase = Phase::Draining;
        m_drain.emplace(m_pipeline);
    } else if (m_options.untilComplete && hasDelivered(*status)) {
        m_phase = Phase::Ending;
    }
}

std::optional<milliseconds> RunSession::waitLimit() const
{
    // The status and the subscriptions raise the event whenever something changes; only the clock does not.
    if (m_phase == Phase::Draining || !m_deadline) {
        return std::nullopt;
    }
    return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(*m_deadline - Clock::now())) +
           milliseconds(1);
}

void RunSession::finish()
{
    m_rejections.observe(*m_pipeline->status());
    ignoreError(m_pipeline->stop()); // refused when it has stopped already
    const Clock::time_point giveUp = Clock::now() + kMaxEndingTime;
    const auto hasEnded = [](const PrintedRelation& relation) { return relation.hasEnded; };
    while (!std::all_of(m_printed.begin(), m_printed.end(), hasEnded) && Clock::now() < giveUp) {
        if (!printQueuedChanges(m_printed, m_output)) {
            m_event.wait(kEndPoll);
        }
    }
    m_output.flush();
}

int RunSession::exitCode() const
{
    m_rejections.printSummary();
    if (m_error) {
        printMessage(m_error->toString());
        return kExitProgram;
    }
    const int exitCode = m_wasHeld ? kExitProgram : m_rejections.any() ? kExitRejected : kExitOk;
    return m_output.isReaderGone() ? exitCode : exitCodeOf(m_output, exitCode);
}

} // namespace millrace::cli
