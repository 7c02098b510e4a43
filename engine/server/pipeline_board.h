// SPDX-License-Identifier: GPL-3.0-or-later
// All pipelines of an engine as the API has them, and the thread that compiles, starts and watches them.
#pragma once

#include "engine/server/hosted_pipeline.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace millrace::server {

/// Pipelines made, edited, started or removed elsewhere (the console, `serve X.sql`) are seen as well. Calls return
/// within milliseconds, and refuse with 404 UnknownPipelineName where there is no such pipeline. Any thread.
class PipelineBoard {
public:
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
    /// What the thread does without the lock.
    struct Task {
        enum class Kind : uint8_t { Compile, Launch, Halt };
        Kind kind = Kind::Compile;
        HostedPtr hosted;
        std::string text;
    };

    void run(const std::stop_token& stop);
    void wake();
    std::vector<Task> collectTasks(bool isSampling);
    void perform(const Task& task);
    void launch(HostedPipeline& hosted);

    void synchronize();
    ApiResult<HostedPtr> find(std::string_view name);
    HostedPtr host(const std::shared_ptr<api::Pipeline>& pipeline);
    ApiResult<nlohmann::json> createFrom(const PipelineEdit& whole);
    /// Finds the pipeline, runs a call on it and stores what changed.
    template <typename Call>
    std::optional<ApiError> with(std::string_view name, Call call);
    std::optional<ApiError> toggle(std::string_view name, const std::function<Status(api::Pipeline&)>& command);

    struct Watched {
        HostedPtr hosted;
        int listener = 0;
    };

    api::Engine& m_engine;
    std::mutex m_mutex; ///< taken before those of the engine
    std::map<const api::Pipeline*, Watched> m_pipelines;
    bool m_isAnyRunning = false;

    std::mutex m_wakeMutex; ///< a leaf: listeners take it
    std::condition_variable_any m_woken;
    bool m_isAwake = true;
    std::jthread m_thread; ///< last: goes first
};

/// 404 UnknownPipelineName.
ApiError unknownPipelineName(std::string_view name);

} // namespace millrace::server
