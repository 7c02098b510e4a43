// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_lifecycle.h"

#include "engine/server/uuid.h"

#include <array>
#include <utility>

namespace millrace::server {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> kProgramNames = {"Pending", "CompilingSql", "SqlCompiled", "CompilingRust",
                                                           "Success", "SqlError",     "RustError"};
constexpr std::array<std::string_view, 4> kResourcesNames = {"Stopped", "Provisioning", "Provisioned", "Stopping"};
constexpr std::array<std::string_view, 3> kRuntimeNames = {"Initializing", "Paused", "Running"};
constexpr std::array<std::string_view, 3> kStorageNames = {"Cleared", "InUse", "Clearing"};

/// The error of a step that waits for its user; it goes when the step goes on.
constexpr const char* kStepHeld = "RuntimeError.StepHeld";

/// Dates a member that is no longer what it was.
template <typename T>
bool stampIfChanged(Since<T>& member, const T& before, TimestampMicros now)
{
    if (member.value == before) {
        return false;
    }
    member.at = now;
    return true;
}

ApiError refuse(const char* code, std::string message, json details = json::object())
{
    return ApiError{400, code, std::move(message), std::move(details)};
}

bool isFailed(ProgramStatus status)
{
    return status == ProgramStatus::SqlError || status == ProgramStatus::RustError;
}

json errorJson(const char* code, std::string message, json details)
{
    return {{"error_code", code}, {"message", std::move(message)}, {"details", std::move(details)}};
}

json heldErrorJson(const HeldStep& held)
{
    return errorJson(kStepHeld,
                     "A step failed and is held until it is tried again (resume), its record is set aside, or the "
                     "pipeline stops: " + held.error.detail,
                     {{"view", held.view},
                      {"endpoint", held.endpoint},
                      {"record", held.record},
                      {"error", errorId(held.error.code)}});
}

RuntimeStatus runtimeOf(PipelineState state)
{
    switch (state) {
    case PipelineState::Running: return RuntimeStatus::Running;
    case PipelineState::Paused:
    case PipelineState::Held: return RuntimeStatus::Paused;
    default: return RuntimeStatus::Initializing;
    }
}

uint64_t countErrors(const PipelineStatus& status)
{
    uint64_t count = 0;
    for (const InputStatus& input : status.inputs) {
        count += input.numParseErrors + input.numTransportErrors;
    }
    for (const OutputStatus& output : status.outputs) {
        count += output.numEncodeErrors + output.numTransportErrors;
    }
    return count;
}

} // namespace

std::string_view nameOf(ProgramStatus status)
{
    return kProgramNames[static_cast<size_t>(status)];
}

std::string_view nameOf(ResourcesStatus status)
{
    return kResourcesNames[static_cast<size_t>(status)];
}

std::string_view nameOf(RuntimeStatus status)
{
    return kRuntimeNames[static_cast<size_t>(status)];
}

std::string_view nameOf(StorageStatus status)
{
    return kStorageNames[static_cast<size_t>(status)];
}

std::optional<StorageStatus> storageStatusOf(std::string_view name)
{
    for (size_t i = 0; i < kStorageNames.size(); ++i) {
        if (kStorageNames[i] == name) {
            return static_cast<StorageStatus>(i);
        }
    }
    return std::nullopt;
}

std::string LifecycleState::deploymentStatus() const
{
    return std::string(runtime.value ? nameOf(*runtime.value) : nameOf(resources.value));
}

std::string LifecycleState::desiredStatus() const
{
    if (!isWanted.value) {
        return "Stopped";
    }
    if (wantedRuntime.value) {
        return std::string(nameOf(*wantedRuntime.value));
    }
    return started && started->initial == "paused" ? "Paused" : "Running";
}

TimestampMicros LifecycleState::deploymentSince() const
{
    return std::max(resources.at, runtime.at);
}

TimestampMicros LifecycleState::desiredSince() const
{
    return std::max(isWanted.at, wantedRuntime.at);
}

PipelineLifecycle::PipelineLifecycle(StorageStatus storage, json error, TimestampMicros now,
                                     std::function<void(const LifecycleState&)> changed)
    : m_changed(std::move(changed))
{
    m_state.storage = storage == StorageStatus::Clearing ? StorageStatus::Cleared : storage;
    m_state.error = std::move(error);
    for (TimestampMicros* at : {&m_state.program.at, &m_state.resources.at, &m_state.isWanted.at, &m_state.runtime.at,
                                &m_state.wantedRuntime.at}) {
        *at = now;
    }
}

template <typename Edit>
void PipelineLifecycle::change(TimestampMicros now, Edit edit)
{
    const LifecycleState before = m_state;
    edit(m_state);
    bool isChanged = stampIfChanged(m_state.program, before.program.value, now);
    isChanged |= stampIfChanged(m_state.resources, before.resources.value, now);
    isChanged |= stampIfChanged(m_state.isWanted, before.isWanted.value, now);
    isChanged |= stampIfChanged(m_state.runtime, before.runtime.value, now);
    isChanged |= stampIfChanged(m_state.wantedRuntime, before.wantedRuntime.value, now);
    if (isChanged || m_state.storage != before.storage || m_state.error != before.error) {
        m_changed(m_state);
    }
}

void PipelineLifecycle::setProgram(ProgramStatus status, TimestampMicros now, const std::string& compilerText)
{
    change(now, [&](LifecycleState& state) {
        state.program.value = status;
        if (isFailed(status) && state.isWanted.value && state.resources.value == ResourcesStatus::Stopped) {
            state.isWanted.value = false;
            state.started.reset();
            state.error = errorJson("StartFailedDueToFailedCompilation",
                                    "The pipeline was not started because its program did not compile",
                                    {{"compiler_error", compilerText}});
        }
    });
}

std::optional<ApiError> PipelineLifecycle::checkStart(const StartRequest& request) const
{
    if (!m_state.isWanted.value && m_state.resources.value != ResourcesStatus::Stopped) {
        return refuse("IllegalPipelineAction", "The pipeline cannot be started while it is stopping",
                      {{"pipeline_status", m_state.deploymentStatus()}, {"requested_action", "start"}});
    }
    if (m_state.isWanted.value && m_state.started) {
        if (m_state.started->initial != request.initial) {
            return refuse("InitialImmutableUnlessStopped",
                          "The pipeline is started already, with another initial status: " + m_state.started->initial);
        }
        if (!m_state.started->hasSameBootstrap(request)) {
            return refuse("BootstrapPolicyImmutableUnlessStopped",
                          "The pipeline is started already, with other bootstrap settings: " +
                              m_state.started->bootstrapPolicy);
        }
        return std::nullopt;
    }
    if (!m_state.error.is_null() && !request.dismissesError) {
        return refuse("CannotStartWithUndismissedError",
                      "The pipeline has a deployment error, which has to be dismissed before it is started");
    }
    if (m_state.storage == StorageStatus::Clearing) {
        return refuse("CannotStartWhileClearingStorage", "The storage of the pipeline is being cleared");
    }
    if (isFailed(m_state.program.value)) {
        return refuse("CannotStartWithCompilationError", "The program of the pipeline does not compile");
    }
    if (request.initial == "standby") {
        return refuse("InitialStandbyNotAllowed", "A pipeline cannot start in standby without shared storage");
    }
    return std::nullopt;
}

std::optional<ApiError> PipelineLifecycle::start(const StartRequest& request, TimestampMicros now)
{
    if (std::optional<ApiError> refusal = checkStart(request)) {
        return refusal;
    }
    change(now, [&](LifecycleState& state) {
        if (!state.isWanted.value) {
            state.error = nullptr;
            state.isWanted.value = true;
            state.started = request;
            m_isToClear = false;
        }
    });
    return std::nullopt;
}

void PipelineLifecycle::stop(TimestampMicros now)
{
    change(now, [&](LifecycleState& state) {
        state.isWanted.value = false;
        if (state.resources.value == ResourcesStatus::Stopped) {
            state.started.reset();
        }
    });
}

void PipelineLifecycle::shutDown(TimestampMicros now)
{
    stop(now);
    m_isToClear = !m_state.isFullyStopped();
    if (!m_isToClear) {
        clear(now);
    }
}

std::optional<ApiError> PipelineLifecycle::clear(TimestampMicros now)
{
    if (m_state.storage == StorageStatus::Cleared && m_state.isFullyStopped()) {
        return std::nullopt;
    }
    if (!m_state.isFullyStopped()) {
        return refuse("StorageStatusImmutableUnlessStopped",
                      "Storage can be cleared only when the pipeline is fully stopped, it is " +
                          m_state.deploymentStatus() + ", desired is " + m_state.desiredStatus());
    }
    change(now, [](LifecycleState& state) { state.storage = StorageStatus::Clearing; });
    // Nothing is stored beyond a run; clearing is done as soon as it is asked for.
    change(now, [](LifecycleState& state) { state.storage = StorageStatus::Cleared; });
    return std::nullopt;
}

std::optional<ApiError> PipelineLifecycle::dismissError(TimestampMicros now)
{
    if (m_state.error.is_null()) {
        return std::nullopt;
    }
    if (!m_state.isFullyStopped()) {
        return refuse("DismissErrorRestrictedToFullyStopped",
                      "The error can be dismissed only when the pipeline is fully stopped, it is " +
                          m_state.deploymentStatus());
    }
    change(now, [](LifecycleState& state) { state.error = nullptr; });
    return std::nullopt;
}

bool PipelineLifecycle::isToLaunch() const
{
    return m_state.isWanted.value && m_state.resources.value == ResourcesStatus::Stopped &&
           m_state.program.value == ProgramStatus::Success;
}

void PipelineLifecycle::launching(TimestampMicros now)
{
    change(now, [](LifecycleState& state) { state.storage = StorageStatus::InUse; });
    change(now, [](LifecycleState& state) {
        state.resources.value = ResourcesStatus::Provisioning;
        state.deploymentId = makeTimeUuid();
    });
}

void PipelineLifecycle::launched(TimestampMicros now)
{
    change(now, [](LifecycleState& state) {
        state.resources.value = ResourcesStatus::Provisioned;
        state.runtime.value = RuntimeStatus::Initializing;
        state.wantedRuntime.value = state.started && state.started->initial == "paused" ? RuntimeStatus::Paused
                                                                                        : RuntimeStatus::Running;
    });
}

void PipelineLifecycle::launchFailed(const Error& error, TimestampMicros now)
{
    PipelineStatus status;
    status.state = PipelineState::Failed;
    status.error = error;
    ended(status, now);
}

void PipelineLifecycle::observe(const PipelineStatus& status, TimestampMicros now)
{
    if (isLaunching()) {
        return;
    }
    const bool isDown = status.state == PipelineState::Stopped || status.state == PipelineState::Failed;
    if (m_state.resources.value == ResourcesStatus::Stopped) {
        if (isDown || status.state == PipelineState::Stopping) {
            return;
        }
        adopt(status, now);
    }
    if (isDown) {
        ended(status, now);
    } else if (status.state == PipelineState::Stopping) {
        change(now, [](LifecycleState& state) {
            state.resources.value = ResourcesStatus::Stopping;
            state.isWanted.value = false;
            state.runtime.value.reset();
            state.wantedRuntime.value.reset();
        });
    } else {
        observeRuntime(status, now);
    }
}

/// Somebody else has started it.
void PipelineLifecycle::adopt(const PipelineStatus& status, TimestampMicros now)
{
    change(now, [&](LifecycleState& state) {
        state.error = nullptr;
        state.isWanted.value = true;
        state.started = StartRequest();
        state.started->initial = runtimeOf(status.state) == RuntimeStatus::Paused ? "paused" : "running";
    });
    launching(now);
    launched(now);
}

void PipelineLifecycle::observeRuntime(const PipelineStatus& status, TimestampMicros now)
{
    change(now, [&](LifecycleState& state) {
        const bool wasInitializing = state.runtime.value == RuntimeStatus::Initializing;
        state.resources.value = ResourcesStatus::Provisioned;
        state.runtime.value = runtimeOf(status.state);
        state.numConnectorErrors = countErrors(status);
        if (status.state == PipelineState::Held && status.held) {
            state.error = heldErrorJson(*status.held);
            state.reason = "a step is held";
        } else {
            state.reason.clear();
            if (state.error.is_object() && state.error.value("error_code", "") == kStepHeld) {
                state.error = nullptr;
            }
            // Somebody else has paused or resumed it.
            if (!wasInitializing && state.runtime.value != RuntimeStatus::Initializing) {
                state.wantedRuntime.value = state.runtime.value;
            }
        }
    });
}

void PipelineLifecycle::ended(const PipelineStatus& status, TimestampMicros now)
{
    change(now, [&](LifecycleState& state) {
        state.resources.value = ResourcesStatus::Stopping;
        state.isWanted.value = false;
        state.runtime.value.reset();
        state.wantedRuntime.value.reset();
        if (status.error) {
            state.error = errorJson("RuntimeError.PipelineFailed", "The pipeline has failed: " + status.error->detail,
                                    {{"error", errorId(status.error->code)}});
        }
    });
    change(now, [](LifecycleState& state) {
        state.resources.value = ResourcesStatus::Stopped;
        state.started.reset();
        state.deploymentId.clear();
        state.reason.clear();
        state.numConnectorErrors = 0;
    });
    if (std::exchange(m_isToClear, false)) {
        clear(now);
    }
}

std::optional<ApiError> checkDeployed(const LifecycleState& state, std::string_view name)
{
    if (state.resources.value != ResourcesStatus::Provisioned) {
        return ApiError{503, "PipelineInteractionNotDeployed",
                        "The pipeline is not running, its status is " + state.deploymentStatus() + ": " +
                            std::string(name),
                        {{"pipeline_name", name},
                         {"status", state.deploymentStatus()},
                         {"desired_status", state.desiredStatus()}}};
    }
    if (!state.isWanted.value) {
        return ApiError{410, "Terminating", "The pipeline is stopping: " + std::string(name), json::object()};
    }
    if (state.runtime.value == RuntimeStatus::Initializing) {
        return ApiError{503, "Initializing", "The pipeline is still starting: " + std::string(name), json::object()};
    }
    return std::nullopt;
}

} // namespace millrace::server
