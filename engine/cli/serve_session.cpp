// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/serve_session.h"

#include "engine/cli/command_line.h"

#include <filesystem>

namespace millrace::cli {

namespace {

bool isRunning(const api::Pipeline& pipeline)
{
    const PipelineState state = pipeline.status()->state;
    return state != PipelineState::Stopped && state != PipelineState::Failed;
}

/// Clients do not keep the program from ending.
bool isGivenUp(PipelineDrain& drain)
{
    const std::optional<std::string> reason = drain.stalledBy();
    if (reason) {
        printMessage("ends before all that was read is delivered; " + *reason);
    }
    return reason.has_value();
}

constexpr std::chrono::milliseconds kStallPoll{500};

} // namespace

ServeSession::ServeSession(api::Engine& engine)
    : m_engine(engine)
    , m_interrupt(m_event)
{
}

ServeSession::~ServeSession()
{
    for (const std::unique_ptr<Served>& served : m_served) {
        served->pipeline->removeStatusListener(served->listener);
    }
}

Result<std::shared_ptr<api::Pipeline>> ServeSession::pipelineFor(const ProgramFile& program)
{
    const std::string name = std::filesystem::path(program.name).stem().string();
    std::shared_ptr<api::Pipeline> existing = m_engine.find(name);
    if (!existing) {
        return m_engine.createFrom({name, program.text, program.folder});
    }
    if (existing->baseFolder() != program.folder) {
        return makeError(ErrorCode::kPipelineExists,
                         "A pipeline of this name has its files in another folder (" + existing->baseFolder() +
                             "): " + name);
    }
    if (existing->program() != program.text) {
        MR_CHECK(existing->setProgram(program.text));
    }
    MR_CHECK(existing->trust()); // who names a program to be run has decided
    return existing;
}

Status ServeSession::add(ProgramFile program)
{
    auto served = std::make_unique<Served>();
    MR_TRY(served->pipeline, pipelineFor(program));
    served->program = std::move(program);
    served->listener = served->pipeline->addStatusListener([this] { m_event.raise(); });
    api::Pipeline& pipeline = *served->pipeline;
    m_served.push_back(std::move(served));
    MR_CHECK(pipeline.start());
    pipeline.waitUntilSettled();
    const std::shared_ptr<const PipelineStatus> status = pipeline.status();
    if (status->state == PipelineState::Failed) {
        return status->error.value_or(makeError(ErrorCode::kInternal, "The pipeline failed"));
    }
    return {};
}

void ServeSession::waitForInterrupt()
{
    while (!m_interrupt.isInterrupted()) {
        observe();
        m_event.wait(std::nullopt);
    }
}

void ServeSession::observe()
{
    for (const std::unique_ptr<Served>& served : m_served) {
        const std::shared_ptr<const PipelineStatus> status = served->pipeline->status();
        served->rejections.observe(*status);
        const bool isHeld = status->state == PipelineState::Held && status->held;
        if (isHeld && !served->isHeld) {
            printHeldStep(*status->held, served->program);
            served->wasHeld = true;
        }
        served->isHeld = isHeld;
    }
}

void ServeSession::end()
{
    std::vector<std::shared_ptr<api::Pipeline>> running;
    for (std::shared_ptr<api::Pipeline>& pipeline : m_engine.pipelines()) {
        if (isRunning(*pipeline)) {
            running.push_back(std::move(pipeline));
        }
    }
    std::vector<PipelineDrain> drains;
    std::vector<int> listeners;
    for (const std::shared_ptr<api::Pipeline>& pipeline : running) {
        listeners.push_back(pipeline->addStatusListener([this] { m_event.raise(); }));
        drains.emplace_back(pipeline);
    }
    for (;;) {
        std::erase_if(drains, [](PipelineDrain& drain) { return drain.isDone() || isGivenUp(drain); });
        if (drains.empty()) {
            break;
        }
        observe();
        m_event.wait(kStallPoll);
    }
    observe();
    for (size_t at = 0; at < running.size(); ++at) {
        running[at]->removeStatusListener(listeners[at]);
        ignoreError(running[at]->stop()); // refused when it has stopped already
    }
    for (const std::shared_ptr<api::Pipeline>& pipeline : running) {
        pipeline->waitUntilSettled();
    }
}

int ServeSession::exitCode() const
{
    int code = kExitOk;
    for (const std::unique_ptr<Served>& served : m_served) {
        served->rejections.printSummary();
        if (served->rejections.any() && code == kExitOk) {
            code = kExitRejected;
        }
        if (served->wasHeld) {
            code = kExitProgram;
        }
    }
    return code;
}

} // namespace millrace::cli
