// SPDX-License-Identifier: GPL-3.0-or-later
// One pipeline as the API has it: record, compiled program, lifecycle, events and samples.
#pragma once

#include "engine/api/compilation.h"
#include "engine/api/engine.h"
#include "engine/server/pipeline_edit.h"
#include "engine/server/pipeline_json.h"
#include "engine/server/pipeline_lifecycle.h"
#include "engine/server/pipeline_record.h"

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace millrace::server {

/// One of a second.
struct RunSample {
    int64_t atMillis = 0;
    uint64_t processedRecords = 0;
    uint64_t memoryBytes = 0;
    uint64_t storageBytes = 0;
};

/// Belongs to the board, which guards it (but for storing()); its calls into the pipeline return within milliseconds.
class HostedPipeline {
public:
    static constexpr size_t kMaxEvents = 500;
    static constexpr size_t kMaxSamples = 60;

    HostedPipeline(api::Engine& engine, std::shared_ptr<api::Pipeline> pipeline);

    const std::shared_ptr<api::Pipeline>& pipeline() const { return m_pipeline; }
    const LifecycleState& state() const { return m_lifecycle.state(); }
    const PipelineRecord& record() const { return m_record; }
    nlohmann::json describe(PipelineMembers members) const;

    /// Takes in what has happened to the pipeline since, by whomever.
    void refresh(TimestampMicros now);
    /// Fills in a pipeline that was just created with the program and the limits of this.
    void complete(const PipelineEdit& whole);
    /// Changes what differs; refuses what may not change now.
    std::optional<ApiError> edit(const PipelineEdit& edit, TimestampMicros now);

    // --- the program
    /// The text to compile, when it waits for that; it is compiling from then on.
    std::optional<std::string> beginCompiling(TimestampMicros now);
    /// Ignored when the program has changed meanwhile.
    void finishCompiling(const std::string& text, std::shared_ptr<const api::Compilation> compilation,
                         TimestampMicros now);
    /// Null until it is compiled without errors.
    std::shared_ptr<const api::Compilation> compilation() const { return m_compilation; }

    PipelineLifecycle& lifecycle() { return m_lifecycle; }
    /// The record as it is to be stored; nothing when it is stored already.
    std::optional<std::string> unstored() const;
    void noteStored(std::string text) { m_storedText = std::move(text); }
    /// Held by who stores the record, from before unstored() until after noteStored(); taken before the board's lock.
    std::mutex& storing() { return m_storing; }

    const std::deque<PipelineEvent>& events() const { return m_events; } ///< oldest first
    void addSample(RunSample sample);
    const std::deque<RunSample>& samples() const { return m_samples; }

private:
    void noteChange(const LifecycleState& state);
    void programChanged(TimestampMicros now);
    void log(TimestampMicros now, LogLevel level, std::string text) const;
    void logErrors(const api::Compilation& compilation, TimestampMicros now) const;

    api::Engine& m_engine;
    std::shared_ptr<api::Pipeline> m_pipeline;
    bool m_isRestored = false; ///< its first compilation is no change of the program
    std::mutex m_storing;
    std::string m_storedText;
    uint64_t m_programRevision = 0; ///< of the pipeline's program as it was last looked at
    PipelineRecord m_record;
    LifecycleState m_noted;
    std::deque<PipelineEvent> m_events;
    PipelineLifecycle m_lifecycle;
    std::shared_ptr<const api::Compilation> m_compilation;
    nlohmann::json m_programInfo;
    nlohmann::json m_programError;
    std::deque<RunSample> m_samples;
};

} // namespace millrace::server
