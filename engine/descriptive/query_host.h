// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptive pipelines as servers and windows use them: what there is, what is called, who listens.
#pragma once

#include "engine/descriptive/call_scheduler.h"
#include "engine/descriptive/pipeline_book.h"
#include "engine/descriptive/stream_call.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::descriptive {

/// Why a pipeline cannot be called.
struct CallFailure {
    bool isUnknown = false; ///< no pipeline of this name
    StatementError error;
};

/// Either a stream that is ready to run or why there is none.
struct PreparedCall {
    std::string pipeline;
    size_t lastStatement = 0; ///< index of the one that streams
    std::unique_ptr<StreamCall> stream;
    std::optional<CallFailure> failure;
};

struct HostOptions {
    std::filesystem::path file; ///< where added and removed pipelines are written to; empty: nowhere
    PipelinesConfig config;     ///< what the file says
    SchedulerLimits limits;
    /// In place of openStreamCall() over the host's own streams, for tests.
    std::function<OpenedStreamCall(std::span<const std::string> statements, Instant now)> openCall;
};

/// Any thread.
class QueryHost {
public:
    explicit QueryHost(HostOptions options = {});
    ~QueryHost(); ///< ends all calls
    QueryHost(const QueryHost&) = delete;
    QueryHost& operator=(const QueryHost&) = delete;

    PipelineBook& pipelines() { return m_book; }
    const PipelineBook& pipelines() const { return m_book; }

    /// Runs the pipeline's statements but the last and compiles that one, which may take a while.
    PreparedCall prepare(std::string_view pipeline);
    /// The same for statements of no pipeline.
    PreparedCall prepareStatements(std::span<const std::string> statements);
    /// Lets it stream. Errors of CallScheduler::start().
    Result<std::shared_ptr<LiveCall>> start(PreparedCall prepared, const RowFormat& format, std::string client);

    size_t numCalls() const { return m_scheduler->numCalls(); }
    std::vector<LiveCallInfo> calls() const { return m_scheduler->calls(); }
    /// All that is wrong with statements, without running them.
    std::vector<StatementError> check(std::span<const std::string> statements) const;

private:
    PipelineBook m_book;
    StreamCatalog m_catalog;
    std::function<OpenedStreamCall(std::span<const std::string>, Instant)> m_openCall;
    std::shared_ptr<CallScheduler> m_scheduler; ///< its calls refer to the catalog
};

} // namespace millrace::descriptive
