// SPDX-License-Identifier: GPL-3.0-or-later
// Adds a pipeline to the text of a pipelines file, or takes some out, and leaves all else as it stands.
#pragma once

#include "engine/base/result.h"
#include "engine/descriptive/pipeline_config.h"

#include <string>
#include <string_view>

namespace millrace::descriptive {

/// The text with the definition behind the other pipelines, laid out as the last one of them. What comes out is read
/// again and compared before it is returned. kConfigLayout where the file is written in a way that cannot be edited in
/// place (a list in brackets, say), the file's own errors where it has some. An empty text becomes a whole file.
Result<std::string> withPipeline(std::string_view text, const PipelineDefinition& definition);

/// The text without all pipelines of this name, each with the comments right above it. Errors as withPipeline().
Result<std::string> withoutPipelines(std::string_view text, std::string_view name);

} // namespace millrace::descriptive
