// SPDX-License-Identifier: GPL-3.0-or-later
// What the body of POST, PUT or PATCH asks to change about a pipeline, checked.
#pragma once

#include "engine/server/api_error.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace millrace::server {

/// A member that is absent stays as it is.
struct PipelineEdit {
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::string> programCode;
    std::optional<std::string> udfRust;
    std::optional<std::string> udfToml;
    std::optional<nlohmann::json> runtimeConfig; ///< normalised
    std::optional<nlohmann::json> programConfig; ///< normalised

    /// Reads and checks a body; null members count as absent, unknown ones are passed over. 400.
    static ApiResult<PipelineEdit> parse(const nlohmann::json& body);
    /// A whole pipeline: what is absent is reset to its default. 400 without name or program.
    static ApiResult<PipelineEdit> parseWhole(const nlohmann::json& body);
};

} // namespace millrace::server
