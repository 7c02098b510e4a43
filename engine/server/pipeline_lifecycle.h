// SPDX-License-Identifier: GPL-3.0-or-later
// The state of a pipeline as clients of the API see it, and what may follow what.
#pragma once

#include "engine/api/status.h"
#include "engine/server/api_error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::server {

enum class ProgramStatus : uint8_t {
    Pending,
    CompilingSql,
    SqlCompiled,
    CompilingRust, ///< passed through: clients wait for what follows it
    Success,
    SqlError,
    RustError,
};
enum class ResourcesStatus : uint8_t { Stopped, Provisioning, Provisioned, Stopping };
enum class RuntimeStatus : uint8_t { Initializing, Paused, Running };
enum class StorageStatus : uint8_t { Cleared, InUse, Clearing };

/// As they are written in JSON: "SqlCompiled".
std::string_view nameOf(ProgramStatus status);
std::string_view nameOf(ResourcesStatus status);
std::string_view nameOf(RuntimeStatus status);
std::string_view nameOf(StorageStatus status);
std::optional<StorageStatus> storageStatusOf(std::string_view name);

/// A value and when it came to be.
template <typename T>
struct Since {
    T value{};
    TimestampMicros at = 0;
};

/// How a start is asked for. The bootstrap settings change nothing here; they are kept and told.
struct StartRequest {
    std::string initial = "running"; ///< or paused, standby
    std::string bootstrapPolicy = "await_approval"; ///< or allow, reject
    bool isSilentBootstrap = false;
    bool isConcurrentBootstrap = false;
    bool dismissesError = true;

    bool hasSameBootstrap(const StartRequest& other) const
    {
        return bootstrapPolicy == other.bootstrapPolicy && isSilentBootstrap == other.isSilentBootstrap &&
               isConcurrentBootstrap == other.isConcurrentBootstrap;
    }
};

/// Plain value.
struct LifecycleState {
    Since<ProgramStatus> program;
    Since<ResourcesStatus> resources;
    Since<bool> isWanted;                             ///< desired resources: Provisioned, else Stopped
    Since<std::optional<RuntimeStatus>> runtime;      ///< while Provisioned
    Since<std::optional<RuntimeStatus>> wantedRuntime;
    StorageStatus storage = StorageStatus::Cleared;
    nlohmann::json error;                             ///< deployment_error: null, or an error object
    std::string deploymentId;                         ///< empty when stopped
    std::optional<StartRequest> started;              ///< how the current deployment was asked for
    uint64_t numConnectorErrors = 0;
    std::string reason;                               ///< why the runtime status is what it is; may be empty

    bool isFullyStopped() const { return resources.value == ResourcesStatus::Stopped && !isWanted.value; }
    /// The status that combines resources and runtime, and the one that is asked for.
    std::string deploymentStatus() const;
    std::string desiredStatus() const;
    TimestampMicros deploymentSince() const;
    TimestampMicros desiredSince() const;
};

/// Follows calls of clients and the pipeline itself, which others (the console) may start and stop too. Refuses what
/// is not possible with the status codes and names that clients know. Not thread-safe.
class PipelineLifecycle {
public:
    /// `changed` is called after each change that clients should notice, with the state as it is then.
    PipelineLifecycle(StorageStatus storage, nlohmann::json error, TimestampMicros now,
                      std::function<void(const LifecycleState&)> changed);

    const LifecycleState& state() const { return m_state; }

    // --- the program
    /// SqlError and RustError end a start that waited for them; `compilerText` tells why.
    void setProgram(ProgramStatus status, TimestampMicros now, const std::string& compilerText = {});

    // --- calls of clients
    std::optional<ApiError> start(const StartRequest& request, TimestampMicros now);
    void stop(TimestampMicros now);
    /// The same, and storage is cleared once it has stopped.
    void shutDown(TimestampMicros now);
    std::optional<ApiError> clear(TimestampMicros now);
    std::optional<ApiError> dismissError(TimestampMicros now);

    // --- what has to be done about the pipeline, and what came of it
    bool isToLaunch() const;
    bool isToHalt() const { return m_state.resources.value == ResourcesStatus::Provisioned && !m_state.isWanted.value; }
    void launching(TimestampMicros now);
    void launched(TimestampMicros now);
    void launchFailed(const Error& error, TimestampMicros now);
    /// What the pipeline says of itself; not while it is being launched.
    void observe(const PipelineStatus& status, TimestampMicros now);
    bool isLaunching() const { return m_state.resources.value == ResourcesStatus::Provisioning; }

private:
    template <typename Edit>
    void change(TimestampMicros now, Edit edit);
    void adopt(const PipelineStatus& status, TimestampMicros now);
    void observeRuntime(const PipelineStatus& status, TimestampMicros now);
    void ended(const PipelineStatus& status, TimestampMicros now);
    std::optional<ApiError> checkStart(const StartRequest& request) const;

    LifecycleState m_state;
    bool m_isToClear = false; ///< once it is stopped
    std::function<void(const LifecycleState&)> m_changed;
};

/// 503, 410: why a pipeline in this state cannot be talked to; nothing when it can.
std::optional<ApiError> checkDeployed(const LifecycleState& state, std::string_view name);

} // namespace millrace::server
