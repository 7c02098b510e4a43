// SPDX-License-Identifier: GPL-3.0-or-later
// The formats this build knows, built in or not, and the check of their options.
#pragma once

#include "engine/formats/config_reader.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// What is fixed about a format.
struct FormatInfo {
    std::string name;
    bool hasDecoder = true;
    bool hasEncoder = true;
    bool takesIndex = false; ///< the encoder writes keyed changes
    bool isBuilt = true;     ///< false: known, but not in this build; a connector then shows failed
};

const std::vector<FormatInfo>& knownFormats();
/// Null when nobody knows such a format.
const FormatInfo* findFormat(std::string_view name);

enum class FormatSide : uint8_t { Decoder, Encoder };

/// Checks the options of a format without making it: wrong values, and unknown keys as warnings.
std::vector<ConfigProblem> checkFormatConfig(std::string_view format, const nlohmann::json& config, FormatSide side);

} // namespace millrace
