// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bridge/pipeline_definition.h"

namespace millrace::models {

api::NewPipeline definitionOf(const PipelineBridge& pipeline)
{
    api::NewPipeline definition;
    definition.name = pipeline.name().toStdString();
    definition.sql = pipeline.program().toStdString();
    definition.baseFolder = pipeline.pipeline()->baseFolder();
    definition.isTrusted = pipeline.isTrusted();
    definition.limits = pipeline.limits();
    return definition;
}

} // namespace millrace::models
