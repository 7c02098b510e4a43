// SPDX-License-Identifier: GPL-3.0-or-later
// yaml-cpp's reading of a pipelines file, with its exceptions turned into errors.
#pragma once

#include "engine/base/result.h"
#include "engine/descriptive/yaml_text.h"

#include <string_view>
#include <yaml-cpp/yaml.h>

namespace millrace::descriptive {

/// One document, or none in an empty file (Null). kConfigSyntax at its place, kConfigLimit.
Result<YAML::Node> loadDocument(const YamlText& text);

/// The value of the first pair with this key; undefined when there is none. Keys are compared as texts.
YAML::Node valueOfKey(const YAML::Node& map, std::string_view key);

} // namespace millrace::descriptive
