// SPDX-License-Identifier: GPL-3.0-or-later
// The rules for what a client may give a pipeline: names, tags, description, runtime_config, program_config.
#pragma once

#include "engine/api/pipeline.h"
#include "engine/server/api_error.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::server {

/// Each tells what is wrong (400), or nothing. EmptyName, TooLongName, NameDoesNotMatchPattern.
std::optional<ApiError> checkPipelineName(std::string_view name);
std::optional<ApiError> checkApiKeyName(std::string_view name);
std::optional<ApiError> checkTags(const std::vector<std::string>& tags);           ///< TooManyTags, InvalidTag
/// 413 ProgramTooLarge: what takes seconds to compile is none that a person wrote.
constexpr size_t kMaxProgramBytes = size_t{1} << 20;
std::optional<ApiError> checkProgramSize(std::string_view program);
std::optional<ApiError> checkDescription(std::string_view description);            ///< TooLongDescription

/// The whole object with every default filled in; members nobody knows are dropped, but for those of `dev_tweaks`
/// (Millrace's own settings live there) and `env`. InvalidRuntimeConfig. null is {}.
ApiResult<nlohmann::json> normalizedRuntimeConfig(const nlohmann::json& given);
ApiResult<nlohmann::json> normalizedProgramConfig(const nlohmann::json& given); ///< InvalidProgramConfig

/// The members that may not change while storage is in use, as `runtime_config.workers` in backquotes.
std::vector<std::string> changesBoundToStorage(const nlohmann::json& before, const nlohmann::json& after);

/// What Millrace obeys of a normalised runtime_config: `max_rss_mb` bounds the state,
/// `dev_tweaks.on_step_error` is `hold` or `set_aside`.
RunLimits limitsOf(const nlohmann::json& runtimeConfig);

} // namespace millrace::server
