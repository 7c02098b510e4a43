// SPDX-License-Identifier: GPL-3.0-or-later
// Letting flow what a pipeline has received, before it is stopped.
#pragma once

#include "engine/api/pipeline.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::cli {

/// Pauses the inputs of a pipeline and follows what they had received until then. One thread.
class PipelineDrain {
public:
    explicit PipelineDrain(std::shared_ptr<api::Pipeline> pipeline);
    /// Everything has been processed and delivered, or nothing will be any more (stopped, failed, a step is held).
    /// Changes are told by the pipeline's status listeners.
    bool isDone();
    /// What keeps it from being done although nothing has moved for kPatience: a listener that does not read, an open
    /// transaction. Both could take for ever. Nothing while something moves, or an output is at work.
    std::optional<std::string> stalledBy();
    static constexpr std::chrono::seconds kPatience{5};

private:
    std::shared_ptr<api::Pipeline> m_pipeline;
    std::vector<std::string> m_tokens; ///< not complete yet
    uint64_t m_progress = 0;           ///< a number that changes with whatever moves
    std::chrono::steady_clock::time_point m_movedAt;
};

} // namespace millrace::cli
