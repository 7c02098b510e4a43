// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_board.h"

#include "engine/server/pipeline_settings.h"
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
    , m_transitions("api-board", kMaxTransitions)
    , m_thread([this](const std::stop_token& stop) { run(stop); })
{
    m_listener = m_engine.addListener([this] {
        {
            const std::scoped_lock lock(m_noteMutex);
            m_isListChanged = true;
        }
        m_noted.notify_all();
    });
}

PipelineBoard::~PipelineBoard()
{
    m_engine.removeListener(m_listener);
    m_thread.request_stop();
    m_thread.join();
    m_transitions.close();
    for (const auto& [pipeline, watched] : m_pipelines) {
        watched.hosted->pipeline()->removeStatusListener(watched.listener);
        ignoreError(store(*watched.hosted)); // counters that have moved since it was stored last
    }
}

void PipelineBoard::note(Key pipeline)
{
    {
        const std::scoped_lock lock(m_noteMutex);
        m_changed.insert(pipeline);
    }
    m_noted.notify_all();
}

void PipelineBoard::run(const std::stop_token& stop)
{
    auto nextSample = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
        const bool isAnyRunning = [this] {
            const std::scoped_lock lock(m_mutex);
            return !m_running.empty();
        }();
        std::unordered_set<Key> changed;
        bool isListChanged = false;
        {
            std::unique_lock lock(m_noteMutex);
            const auto isNoted = [this] { return m_isListChanged || !m_changed.empty(); };
            if (isAnyRunning) {
                m_noted.wait_until(lock, stop, nextSample, isNoted);
            } else {
                m_noted.wait(lock, stop, isNoted); // nothing runs: no timer either
            }
            changed.swap(m_changed);
            isListChanged = std::exchange(m_isListChanged, false);
        }
        if (isListChanged) {
            const std::scoped_lock lock(m_mutex);
            synchronize();
        }
        lookAt(changed);
        const auto now = std::chrono::steady_clock::now();
        if (isAnyRunning && now >= nextSample) {
            nextSample = std::max(nextSample + kSamplePeriod, now);
            sample();
        }
    }
}

void PipelineBoard::lookAt(const std::unordered_set<Key>& changed)
{
    std::vector<Transition> transitions;
    std::vector<HostedPtr> toStore;
    {
        const std::scoped_lock lock(m_mutex);
        const TimestampMicros now = timeNow();
        for (const Key key : changed) {
            const auto found = m_pipelines.find(key);
            if (found == m_pipelines.end()) {
                continue; // gone since
            }
            Watched& watched = found->second;
            HostedPipeline& hosted = *watched.hosted;
            hosted.refresh(now);
            if (!watched.isInTransition) {
                if (std::optional<Transition> next = nextTransition(hosted, now)) {
                    next->hosted = watched.hosted;
                    watched.isInTransition = true;
                    transitions.push_back(std::move(*next));
                }
            }
            if (hosted.state().resources.value == ResourcesStatus::Provisioned) {
                m_running.insert(key);
            } else {
                m_running.erase(key);
            }
            if (hosted.state().isFullyStopped()) {
                toStore.push_back(watched.hosted);
            }
        }
    }
    for (const HostedPtr& hosted : toStore) {
        ignoreError(store(*hosted)); // tried again with the next change
    }
    for (Transition& transition : transitions) {
        begin(std::move(transition));
    }
}

std::optional<PipelineBoard::Transition> PipelineBoard::nextTransition(HostedPipeline& hosted, TimestampMicros now)
{
    if (hosted.lifecycle().isToHalt()) {
        return Transition{Transition::Kind::Halt, nullptr, {}};
    }
    if (std::optional<std::string> text = hosted.beginCompiling(now)) {
        return Transition{Transition::Kind::Compile, nullptr, std::move(*text)};
    }
    if (hosted.lifecycle().isToLaunch()) {
        hosted.lifecycle().launching(now);
        return Transition{Transition::Kind::Launch, nullptr, {}};
    }
    return std::nullopt;
}

void PipelineBoard::begin(Transition transition)
{
    const auto shared = std::make_shared<const Transition>(std::move(transition));
    const Status begun = m_transitions.submit([this, shared] { perform(*shared); });
    if (!begun.ok()) {
        perform(*shared); // without a further thread the others have to wait
    }
}

void PipelineBoard::perform(const Transition& transition)
{
    HostedPipeline& hosted = *transition.hosted;
    std::shared_ptr<const api::Compilation> compilation;
    switch (transition.kind) {
    case Transition::Kind::Compile: compilation = api::compileAndPlan(transition.text); break;
    case Transition::Kind::Launch: launch(hosted); break;
    case Transition::Kind::Halt: ignoreError(hosted.pipeline()->stop()); break; // what it comes to is observed
    }
    const Key key = hosted.pipeline().get();
    {
        const std::scoped_lock lock(m_mutex);
        if (compilation) {
            hosted.finishCompiling(transition.text, std::move(compilation), timeNow());
        }
        const auto found = m_pipelines.find(key);
        if (found != m_pipelines.end()) {
            found->second.isInTransition = false;
        }
    }
    note(key);
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
    }
    ignoreError(store(hosted)); // tried again with the next change
}

Status PipelineBoard::store(HostedPipeline& hosted)
{
    const std::scoped_lock storing(hosted.storing());
    std::optional<std::string> text;
    {
        const std::scoped_lock lock(m_mutex);
        text = hosted.unstored();
    }
    if (!text) {
        return {};
    }
    Status stored = m_engine.setDocument(hosted.pipeline()->name(), *text);
    if (!stored.ok() && stored.error().code == ErrorCode::kPipelineUnknown) {
        stored = m_engine.setDocument(hosted.pipeline()->name(), *text); // it was renamed meanwhile
    }
    MR_CHECK(std::move(stored));
    const std::scoped_lock lock(m_mutex);
    hosted.noteStored(std::move(*text));
    return {};
}

void PipelineBoard::sample()
{
    const uint64_t memory = ProcessUsage::now().residentBytes;
    const int64_t millis = timeNow() / 1000;
    const std::scoped_lock lock(m_mutex);
    for (const Key key : m_running) {
        const auto found = m_pipelines.find(key);
        if (found != m_pipelines.end()) {
            found->second.hosted->addSample({millis, key->status()->totalProcessedRecords, memory, 0});
        }
    }
}

void PipelineBoard::synchronize()
{
    const std::vector<std::shared_ptr<api::Pipeline>> present = m_engine.pipelines();
    std::unordered_set<Key> keys;
    for (const std::shared_ptr<api::Pipeline>& pipeline : present) {
        keys.insert(pipeline.get());
        if (!m_incoming.contains(pipeline->name())) {
            host(pipeline);
        }
    }
    std::vector<Key> gone;
    for (const auto& [key, watched] : m_pipelines) {
        if (!keys.contains(key)) {
            gone.push_back(key);
        }
    }
    for (const Key key : gone) {
        drop(key);
    }
}

void PipelineBoard::drop(Key pipeline)
{
    const auto found = m_pipelines.find(pipeline);
    if (found != m_pipelines.end()) {
        found->second.hosted->pipeline()->removeStatusListener(found->second.listener);
        m_pipelines.erase(found);
        m_running.erase(pipeline);
    }
}

PipelineBoard::HostedPtr PipelineBoard::host(const std::shared_ptr<api::Pipeline>& pipeline)
{
    const Key key = pipeline.get();
    const auto found = m_pipelines.find(key);
    if (found != m_pipelines.end()) {
        return found->second.hosted;
    }
    auto hosted = std::make_shared<HostedPipeline>(m_engine, pipeline);
    const int listener = pipeline->addStatusListener([this, key] { note(key); });
    m_pipelines.emplace(key, Watched{hosted, listener});
    note(key); // its program waits to be compiled
    return hosted;
}

ApiResult<PipelineBoard::HostedPtr> PipelineBoard::find(std::string_view name)
{
    const std::shared_ptr<api::Pipeline> pipeline = m_engine.find(name);
    if (!pipeline || m_incoming.contains(name)) {
        return unknownPipelineName(name);
    }
    HostedPtr hosted = host(pipeline);
    hosted->refresh(timeNow());
    return hosted;
}

template <typename Call>
std::optional<ApiError> PipelineBoard::with(std::string_view name, Call call)
{
    HostedPtr hosted;
    std::optional<ApiError> refusal;
    {
        const std::scoped_lock lock(m_mutex);
        const ApiResult<HostedPtr> found = find(name);
        if (!found.ok()) {
            return found.error();
        }
        hosted = *found;
        refusal = call(*hosted, timeNow());
    }
    note(hosted->pipeline().get());
    return refusal ? refusal : errorOf(store(*hosted));
}

json PipelineBoard::list(PipelineMembers members)
{
    std::vector<HostedPtr> present;
    {
        const std::scoped_lock lock(m_mutex);
        synchronize();
        for (const auto& [pipeline, watched] : m_pipelines) {
            present.push_back(watched.hosted);
        }
    }
    std::map<std::string, json> byId; // ids sort by time
    for (const HostedPtr& hosted : present) {
        const std::scoped_lock lock(m_mutex); // of one pipeline after the other: with a thousand it takes a while
        hosted->refresh(timeNow());
        byId.emplace(hosted->record().id, hosted->describe(members));
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
    const auto compiled = api::compileText(*whole.programCode); // held, so that nobody compiles it under a lock
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_incoming.insert(*whole.name).second) {
            return duplicateName(*whole.name);
        }
    }
    api::NewPipeline definition;
    definition.name = *whole.name;
    definition.sql = *whole.programCode;
    definition.limits = limitsOf(*whole.runtimeConfig);
    const Result<std::shared_ptr<api::Pipeline>> created = m_engine.createFrom(std::move(definition));
    HostedPtr hosted;
    json described;
    {
        const std::scoped_lock lock(m_mutex);
        m_incoming.erase(*whole.name);
        if (!created.ok()) {
            return created.error().code == ErrorCode::kPipelineExists ? duplicateName(*whole.name)
                                                                      : toApiError(created.error());
        }
        hosted = host(*created);
        hosted->complete(whole);
        described = hosted->describe(PipelineMembers::Written);
    }
    if (std::optional<ApiError> error = errorOf(store(*hosted))) {
        return *error;
    }
    return described;
}

ApiResult<json> PipelineBoard::edit(std::string_view name, const PipelineEdit& edit)
{
    const auto compiled = edit.programCode ? api::compileText(*edit.programCode) : nullptr; // as in createFrom()
    json described;
    std::optional<ApiError> refusal = with(name, [&](HostedPipeline& hosted, TimestampMicros now) {
        std::optional<ApiError> refused = hosted.edit(edit, now);
        described = refused ? json() : hosted.describe(PipelineMembers::Written);
        return refused;
    });
    return refusal ? ApiResult<json>(*refusal) : described;
}

ApiResult<json> PipelineBoard::create(const json& body)
{
    const ApiResult<PipelineEdit> whole = PipelineEdit::parseWhole(body);
    return whole.ok() ? createFrom(*whole) : whole.error();
}

ApiResult<PipelineBoard::Written> PipelineBoard::put(std::string_view name, const json& body)
{
    const ApiResult<PipelineEdit> whole = PipelineEdit::parseWhole(body);
    if (!whole.ok()) {
        return whole.error();
    }
    const bool isCreated = m_engine.find(name) == nullptr;
    if (isCreated && *whole->name != name) {
        return ApiError{400, "CannotRenameNonExistingPipeline",
                        "There is no pipeline that could be renamed: " + std::string(name)};
    }
    ApiResult<json> written = isCreated ? createFrom(*whole) : edit(name, *whole);
    return written.ok() ? ApiResult<Written>(Written{std::move(*written), isCreated}) : written.error();
}

ApiResult<json> PipelineBoard::patch(std::string_view name, const json& body)
{
    const ApiResult<PipelineEdit> parsed = PipelineEdit::parse(body);
    return parsed.ok() ? edit(name, *parsed) : parsed.error();
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
    const std::shared_ptr<api::Pipeline> pipeline = (*found)->pipeline();
    const Status removed = m_engine.remove(name);
    if (removed.ok()) {
        drop(pipeline.get());
    }
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
