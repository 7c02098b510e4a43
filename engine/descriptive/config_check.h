// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with the statements of a pipelines file, as they would meet when the pipelines are called.
#pragma once

#include "engine/descriptive/pipeline_config.h"

#include <string_view>

namespace millrace::descriptive {

/// Adds what is wrong with the statements to what is wrong with the file, at their places there. Streams and views last
/// from one call to the next, also of other pipelines: an error is what fails whenever it is called, a warning what
/// fails as the first call, behind those of the pipelines before it, or as a second one. Runs nothing. Any thread.
void checkPipelines(std::string_view text, ConfigReading& reading);

} // namespace millrace::descriptive
