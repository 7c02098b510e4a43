// SPDX-License-Identifier: GPL-3.0-or-later
// A pipeline that runs inside this program.
#pragma once

#include "engine/api/pipeline.h"
#include "engine/pipeline/controller_options.h"

#include <functional>
#include <memory>
#include <string>

namespace millrace::api {

/// What surrounds a local pipeline.
struct LocalPipelineOptions {
    ControllerOptions controller;       ///< limits of this pipeline, clock, base folder
    uint64_t usualMemoryLimitBytes = 0; ///< of a pipeline without a limit of its own; 0 = half of the machine's memory
    /// Stores a new program before it takes effect; its error is setProgram()'s. Called without locks, may be null.
    std::function<Status(const std::string& program)> onProgramChanged;
    /// Stores new limits before they take effect; as onProgramChanged.
    std::function<Status(const RunLimits& limits)> onLimitsChanged;
    bool isTrusted = true;
    /// Stores that the user agreed; its error is trust()'s. Called without locks, may be null.
    std::function<Status()> onTrusted;
};

/// The local implementation of Pipeline, with what only the catalog may do. Any thread.
class LocalPipeline : public Pipeline {
public:
    virtual void setName(std::string name) = 0;
};

/// A stopped pipeline. Destroying it stops the run and waits for its threads.
std::shared_ptr<LocalPipeline> makeLocalPipeline(std::string name, std::string sql, LocalPipelineOptions options = {});

} // namespace millrace::api
