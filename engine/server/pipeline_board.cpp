// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_board.h"

#include "engine/server/process_usage.h"
#include "engine/server/uuid.h"

#include <algorithm>
#include <chrono>

namespace millrace::server {

namespace {

using nlohmann::json;

constexpr std::chrono::seconds kSamplePeriod{1};

TimestampMicros timeNow()
{
    return Clock::system().now();
}

ApiError duplicateName(const std::string& name)
{
    return ApiError{409, "DuplicateName", "A pipeline of this name exists: " + name};
}

/// Drops what the last call of a chain returned in favour of an error.
std::optional<ApiError> errorOf(const Status& status)
{
    return status.ok() ? std::nullopt : std::optional<ApiError>(toApiError(status.error()));
}

} // namespace

ApiError unknownPipelineName(std::string_view name)
{
    return ApiError{404, "UnknownPipelineName", "There is no pipeline of this name: " + std::string(name),
                    {{"pipeline_name", name}}};
}

PipelineBoard::PipelineBoard(api::Engine& engine)
    : m_engine(engine)
    , m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

PipelineBoard::~PipelineBoard()
{
    m_thread.request_stop();
    m_woken.notify_all();
    m_thread.join();
    for (const auto& [pipeline, watched] : m_pipelines) {
        watched.hosted->pipeline()->removeStatusListener(watched.listener);
        ignoreError(watched.hosted->store()); // counters that have moved since it was stored last
    }
}

void PipelineBoard::wake()
{
    {
        const std::scoped_lock lock(m_wakeMutex);
        m_isAwake = true;
    }
    m_woken.notify_all();
}

void PipelineBoard::run(const std::stop_token& stop)
{
    auto nextSample = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
        const auto now = std::chrono::steady_clock::now();
        const bool isSampling = now >= nextSample;
        if (isSampling) {
            nextSample = std::max(nextSample + kSamplePeriod, now);
        }
        for (const Task& task : collectTasks(isSampling)) {
            perform(task);
        }
        const bool isAnyRunning = [this] {
            const std::scoped_lock lock(m_mutex);
            return m_isAnyRunning;
        }();
        std::unique_lock lock(m_wakeMutex);
        const auto isAwake = [this] { return m_isAwake; };
        if (isAnyRunning) {
            m_woken.wait_until(lock, stop, nextSample, isAwake);
        } else {
            m_woken.wait(lock, stop, isAwake); // nothing runs: no timer either
        }
        m_isAwake = false;
    }
}

std::vector<PipelineBoard::Task> PipelineBoard::collectTasks(bool isSampling)
{
    std::vector<Task> tasks;
    const std::scoped_lock lock(m_mutex);
    synchronize();
    const TimestampMicros now = timeNow();
    const uint64_t memory = isSampling && m_isAnyRunning ? ProcessUsage::now().residentBytes : 0;
    m_isAnyRunning = false;
    for (const auto& [pipeline, watched] : m_pipelines) {
        HostedPipeline& hosted = *watched.hosted;
        hosted.refresh(now);
        if (std::optional<std::string> text = hosted.beginCompiling(now)) {
            tasks.push_back({Task::Kind::Compile, watched.hosted, std::move(*text)});
        }
        if (hosted.lifecycle().isToLaunch()) {
            hosted.lifecycle().launching(now);
            tasks.push_back({Task::Kind::Launch, watched.hosted, {}});
        } else if (hosted.lifecycle().isToHalt()) {
            tasks.push_back({Task::Kind::Halt, watched.hosted, {}});
        }
        if (hosted.state().resources.value == ResourcesStatus::Provisioned) {
            m_isAnyRunning = true;
            if (isSampling) {
                hosted.addSample({now / 1000, pipeline->status()->totalProcessedRecords, memory, 0});
            }
        } else if (hosted.state().isFullyStopped()) {
            ignoreError(hosted.store()); // tried again with the next change
        }
    }
    return tasks;
}

void PipelineBoard::perform(const Task& task)
{
    HostedPipeline& hosted = *task.hosted;
    switch (task.kind) {
    case Task::Kind::Compile: {
        auto compilation = std::make_shared<const api::Compilation>(api::compileAndPlan(task.text));
        const std::scoped_lock lock(m_mutex);
        hosted.finishCompiling(task.text, std::move(compilation), timeNow());
        break;
    }
    case Task::Kind::Launch: launch(hosted); return;
    case Task::Kind::Halt: ignoreError(hosted.pipeline()->stop()); break; // what it comes to is observed
    }
    wake();
}

void PipelineBoard::launch(HostedPipeline& hosted)
{
    const bool isPaused = [&] {
        const std::scoped_lock lock(m_mutex);
        return hosted.state().started && hosted.state().started->initial == "paused";
    }();
    const Status started = hosted.pipeline()->start(isPaused);
    {
        const std::scoped_lock lock(m_mutex);
        if (started.ok()) {
            hosted.lifecycle().launched(timeNow());
            hosted.refresh(timeNow());
        } else {
            hosted.lifecycle().launchFailed(started.error(), timeNow());
        }
        ignoreError(hosted.store()); // tried again with the next change
    }
    wake();
}

void PipelineBoard::synchronize()
{
    const std::vector<std::shared_ptr<api::Pipeline>> present = m_engine.pipelines();
    for (const std::shared_ptr<api::Pipeline>& pipeline : present) {
        host(pipeline);
    }
    if (m_pipelines.size() == present.size()) {
        return;
    }
    std::erase_if(m_pipelines, [&](const auto& entry) {
        const bool isPresent = std::any_of(present.begin(), present.end(),
                                           [&](const auto& pipeline) { return pipeline.get() == entry.first; });
        if (!isPresent) {
            entry.second.hosted->pipeline()->removeStatusListener(entry.second.listener);
        }
        return !isPresent;
    });
}

PipelineBoard::HostedPtr PipelineBoard::host(const std::shared_ptr<api::Pipeline>& pipeline)
{
    const auto found = m_pipelines.find(pipeline.get());
    if (found != m_pipelines.end()) {
        return found->second.hosted;
    }
    auto hosted = std::make_shared<HostedPipeline>(m_engine, pipeline);
    const int listener = pipeline->addStatusListener([this] { wake(); });
    m_pipelines.emplace(pipeline.get(), Watched{hosted, listener});
    wake(); // its program waits to be compiled
    return hosted;
}

ApiResult<PipelineBoard::HostedPtr> PipelineBoard::find(std::string_view name)
{
    const std::shared_ptr<api::Pipeline> pipeline = m_engine.find(name);
    if (!pipeline) {
        return unknownPipelineName(name);
    }
    HostedPtr hosted = host(pipeline);
    hosted->refresh(timeNow());
    return hosted;
}

template <typename Call>
std::optional<ApiError> PipelineBoard::with(std::string_view name, Call call)
{
    std::optional<ApiError> refusal;
    {
        const std::scoped_lock lock(m_mutex);
        const ApiResult<HostedPtr> found = find(name);
        if (!found.ok()) {
            return found.error();
        }
        HostedPipeline& hosted = **found;
        refusal = call(hosted, timeNow());
        if (!refusal) {
            refusal = errorOf(hosted.store());
        }
    }
    wake();
    return refusal;
}

json PipelineBoard::list(PipelineMembers members)
{
    const std::scoped_lock lock(m_mutex);
    synchronize();
    std::map<std::string, json> byId; // ids sort by time
    for (const auto& [pipeline, watched] : m_pipelines) {
        watched.hosted->refresh(timeNow());
        byId.emplace(watched.hosted->record().id, watched.hosted->describe(members));
    }
    json all = json::array();
    for (auto& [id, pipeline] : byId) {
        all.push_back(std::move(pipeline));
    }
    return all;
}

ApiResult<json> PipelineBoard::describe(std::string_view name, PipelineMembers members)
{
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        return found.error();
    }
    return (*found)->describe(members);
}

ApiResult<json> PipelineBoard::createFrom(const PipelineEdit& whole)
{
    Result<std::shared_ptr<api::Pipeline>> created = m_engine.create(*whole.name, *whole.programCode);
    if (!created.ok()) {
        return created.error().code == ErrorCode::kPipelineExists ? duplicateName(*whole.name)
                                                                  : toApiError(created.error());
    }
    const HostedPtr hosted = host(*created);
    if (std::optional<ApiError> error = hosted->complete(whole)) {
        return *error;
    }
    return hosted->describe(PipelineMembers::Written);
}

ApiResult<json> PipelineBoard::create(const json& body)
{
    const ApiResult<PipelineEdit> whole = PipelineEdit::parseWhole(body);
    if (!whole.ok()) {
        return whole.error();
    }
    const std::scoped_lock lock(m_mutex);
    return createFrom(*whole);
}

ApiResult<PipelineBoard::Written> PipelineBoard::put(std::string_view name, const json& body)
{
    const ApiResult<PipelineEdit> whole = PipelineEdit::parseWhole(body);
    if (!whole.ok()) {
        return whole.error();
    }
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        if (*whole->name != name) {
            return ApiError{400, "CannotRenameNonExistingPipeline",
                            "There is no pipeline that could be renamed: " + std::string(name)};
        }
        ApiResult<json> created = createFrom(*whole);
        return created.ok() ? ApiResult<Written>(Written{std::move(*created), true}) : created.error();
    }
    if (std::optional<ApiError> error = (*found)->edit(*whole, timeNow())) {
        return *error;
    }
    wake();
    return Written{(*found)->describe(PipelineMembers::Written), false};
}

ApiResult<json> PipelineBoard::patch(std::string_view name, const json& body)
{
    const ApiResult<PipelineEdit> edit = PipelineEdit::parse(body);
    if (!edit.ok()) {
        return edit.error();
    }
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        return found.error();
    }
    if (std::optional<ApiError> error = (*found)->edit(*edit, timeNow())) {
        return *error;
    }
    wake();
    return (*found)->describe(PipelineMembers::Written);
}

std::optional<ApiError> PipelineBoard::remove(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        return found.error();
    }
    const LifecycleState& state = (*found)->state();
    if (!state.isFullyStopped()) {
        return ApiError{400, "DeleteRestrictedToFullyStopped",
                        "A pipeline can be deleted only when it is fully stopped, it is " + state.deploymentStatus() +
                            ": " + std::string(name)};
    }
    if (state.storage != StorageStatus::Cleared) {
        return ApiError{400, "DeleteRestrictedToClearedStorage",
                        "A pipeline can be deleted only when its storage is cleared: " + std::string(name)};
    }
    const Status removed = m_engine.remove(name);
    synchronize();
    return errorOf(removed);
}

std::optional<ApiError> PipelineBoard::start(std::string_view name, const StartRequest& request)
{
    return with(name, [&](HostedPipeline& hosted, TimestampMicros now) {
        return hosted.lifecycle().start(request, now);
    });
}

std::optional<ApiError> PipelineBoard::stop(std::string_view name)
{
    return with(name, [](HostedPipeline& hosted, TimestampMicros now) -> std::optional<ApiError> {
        hosted.lifecycle().stop(now);
        return std::nullopt;
    });
}

std::optional<ApiError> PipelineBoard::shutDown(std::string_view name)
{
    return with(name, [](HostedPipeline& hosted, TimestampMicros now) -> std::optional<ApiError> {
        hosted.lifecycle().shutDown(now);
        return std::nullopt;
    });
}

std::optional<ApiError> PipelineBoard::toggle(std::string_view name,
                                              const std::function<Status(api::Pipeline&)>& command)
{
    return with(name, [&](HostedPipeline& hosted, TimestampMicros) -> std::optional<ApiError> {
        if (std::optional<ApiError> refusal = checkDeployed(hosted.state(), name)) {
            return refusal;
        }
        const Status done = command(*hosted.pipeline());
        hosted.refresh(timeNow());
        return errorOf(done);
    });
}

std::optional<ApiError> PipelineBoard::pause(std::string_view name)
{
    return toggle(name, [](api::Pipeline& pipeline) { return pipeline.pause(); });
}

std::optional<ApiError> PipelineBoard::resume(std::string_view name)
{
    return toggle(name, [](api::Pipeline& pipeline) {
        return pipeline.status()->state == PipelineState::Held ? pipeline.retryHeldStep() : pipeline.resume();
    });
}

std::optional<ApiError> PipelineBoard::clear(std::string_view name)
{
    return with(name, [](HostedPipeline& hosted, TimestampMicros now) { return hosted.lifecycle().clear(now); });
}

std::optional<ApiError> PipelineBoard::dismissError(std::string_view name)
{
    return with(name, [](HostedPipeline& hosted, TimestampMicros now) { return hosted.lifecycle().dismissError(now); });
}

ApiResult<std::shared_ptr<api::Pipeline>> PipelineBoard::deployed(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        return found.error();
    }
    if (std::optional<ApiError> refusal = checkDeployed((*found)->state(), name)) {
        return *refusal;
    }
    return (*found)->pipeline();
}

ApiResult<LifecycleState> PipelineBoard::state(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    return found.ok() ? ApiResult<LifecycleState>((*found)->state()) : found.error();
}

ApiResult<std::shared_ptr<const api::Compilation>> PipelineBoard::compilation(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        return found.error();
    }
    std::shared_ptr<const api::Compilation> compilation = (*found)->compilation();
    if (!compilation) {
        return ApiError{404, "ProgramNotCompiled", "The program of the pipeline is not compiled: " + std::string(name)};
    }
    return compilation;
}

ApiResult<std::vector<PipelineEvent>> PipelineBoard::events(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        return found.error();
    }
    const std::deque<PipelineEvent>& events = (*found)->events();
    return std::vector<PipelineEvent>(events.rbegin(), events.rend());
}

ApiResult<std::vector<RunSample>> PipelineBoard::samples(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    const ApiResult<HostedPtr> found = find(name);
    if (!found.ok()) {
        return found.error();
    }
    const std::deque<RunSample>& samples = (*found)->samples();
    return std::vector<RunSample>(samples.begin(), samples.end());
}

} // namespace millrace::server
