// SPDX-License-Identifier: GPL-3.0-or-later
// What a pipeline is made of, to make another one like it.
#pragma once

#include "engine/api/engine.h"
#include "models/bridge/pipeline_bridge.h"

namespace millrace::models {

/// GUI thread only.
api::NewPipeline definitionOf(const PipelineBridge& pipeline);

} // namespace millrace::models
