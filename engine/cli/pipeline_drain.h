// SPDX-License-Identifier: GPL-3.0-or-later
// Letting flow what a pipeline has received, before it is stopped.
#pragma once

#include "engine/api/pipeline.h"

#include <memory>
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

private:
    std::shared_ptr<api::Pipeline> m_pipeline;
    std::vector<std::string> m_tokens; ///< not complete yet
};

} // namespace millrace::cli
