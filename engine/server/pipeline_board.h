// SPDX-License-Identifier: GPL-3.0-or-later
// All pipelines of an engine as the API has them, and the threads that compile, start and watch them.
#pragma once

#include "engine/base/work_pool.h"
#include "engine/server/hosted_pipeline.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

namespace millrace::server {

/// Pipelines made, edited, started or removed elsewhere (the console, `serve X.sql`) are seen as well. One thread looks
/// at what has changed, and nothing else; compiling, starting and stopping is done by a few others, one such transition
/// of a pipeline at a time, so that a slow one delays no other pipeline. Calls return within milliseconds (create(),
/// put(), patch() compile first), and refuse with 404 UnknownPipelineName where there is no such pipeline. Any thread.
class PipelineBoard {
public:
    static constexpr size_t kMaxTransitions = 8; ///< at the same time; more wait

    /// The engine outlives the board.
    explicit PipelineBoard(api::Engine& engine);
    ~PipelineBoard();
    PipelineBoard(const PipelineBoard&) = delete;
    PipelineBoard& operator=(const PipelineBoard&) = delete;

    nlohmann::json list(PipelineMembers members); ///< in order of creation
    ApiResult<nlohmann::json> describe(std::string_view name, PipelineMembers members);
    ApiResult<nlohmann::json> create(const nlohmann::json& body);
    struct Written {
        nlohmann::json pipeline;
        bool isCreated = false;
    };
    ApiResult<Written> put(std::string_view name, const nlohmann::json& body);
    ApiResult<nlohmann::json> patch(std::string_view name, const nlohmann::json& body);
    std::optional<ApiError> remove(std::string_view name);

    std::optional<ApiError> start(std::string_view name, const StartRequest& request);
    std::optional<ApiError> stop(std::string_view name);
    std::optional<ApiError> shutDown(std::string_view name); ///< stops it and clears its storage
    std::optional<ApiError> pause(std::string_view name);
    std::optional<ApiError> resume(std::string_view name); ///< a held step is tried again
    std::optional<ApiError> clear(std::string_view name);
    std::optional<ApiError> dismissError(std::string_view name);

    /// One that can be talked to; else 503 or 410.
    ApiResult<std::shared_ptr<api::Pipeline>> deployed(std::string_view name);
    ApiResult<LifecycleState> state(std::string_view name);
    /// 404 ProgramNotCompiled.
    ApiResult<std::shared_ptr<const api::Compilation>> compilation(std::string_view name);
    ApiResult<std::vector<PipelineEvent>> events(std::string_view name); ///< newest first
    ApiResult<std::vector<RunSample>> samples(std::string_view name);    ///< oldest first

private:
    using HostedPtr = std::shared_ptr<HostedPipeline>;
    using Key = const api::Pipeline*; ///< only compared
    /// Part of a pipeline's way from one state to another; takes its time, without the lock.
    struct Transition {
        enum class Kind : uint8_t { Compile, Launch, Halt };
        Kind kind = Kind::Compile;
        HostedPtr hosted;
        std::string text;
    };

    void run(const std::stop_token& stop);
    /// The pipeline will be looked at.
    void note(Key pipeline);
    void lookAt(const std::unordered_set<Key>& changed);
    std::optional<Transition> nextTransition(HostedPipeline& hosted, TimestampMicros now);
    void begin(Transition transition);
    void perform(const Transition& transition);
    void launch(HostedPipeline& hosted);
    void sample();

    void synchronize();
    void drop(Key pipeline);
    ApiResult<HostedPtr> find(std::string_view name);
    HostedPtr host(const std::shared_ptr<api::Pipeline>& pipeline);
    ApiResult<nlohmann::json> createFrom(const PipelineEdit& whole);
    ApiResult<nlohmann::json> edit(std::string_view name, const PipelineEdit& edit);
    /// Stores the record of the pipeline if it has changed. Without the lock, for a disk may be slow.
    Status store(HostedPipeline& hosted);
    /// Finds the pipeline, runs a call on it and stores what changed.
    template <typename Call>
    std::optional<ApiError> with(std::string_view name, Call call);
    std::optional<ApiError> toggle(std::string_view name, const std::function<Status(api::Pipeline&)>& command);

    struct Watched {
        HostedPtr hosted;
        int listener = 0;
        bool isInTransition = false;
    };

    api::Engine& m_engine;
    std::mutex m_mutex; ///< taken before those of the engine
    std::map<Key, Watched> m_pipelines;
    std::unordered_set<Key> m_running;
    std::set<std::string, std::less<>> m_incoming; ///< being created: not there yet

    std::mutex m_noteMutex; ///< a leaf: listeners take it
    std::condition_variable_any m_noted;
    std::unordered_set<Key> m_changed;
    bool m_isListChanged = true; ///< pipelines came or went
    int m_listener = 0;
    WorkPool m_transitions;
    std::jthread m_thread; ///< last: goes first
};

/// 404 UnknownPipelineName.
ApiError unknownPipelineName(std::string_view name);

} // namespace millrace::server
