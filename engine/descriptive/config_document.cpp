// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/config_document.h"

#include "engine/descriptive/pipeline_config.h"

#include <string>
#include <vector>

namespace millrace::descriptive {

namespace {

/// yaml-cpp descends once per level, so a file may not decide how deep. Blocks get deeper by indentation, which the
/// library counts itself; brackets are counted here, those within texts and comments too.
constexpr int kMaxBrackets = 200;

bool isNestedTooDeeply(std::string_view text)
{
    int depth = 0;
    for (const char letter : text) {
        depth += letter == '[' || letter == '{' ? 1 : letter == ']' || letter == '}' ? -1 : 0;
        depth = depth < 0 ? 0 : depth;
        if (depth > kMaxBrackets) {
            return true;
        }
    }
    return false;
}

} // namespace

Result<YAML::Node> loadDocument(const YamlText& text)
{
    if (text.text().size() > kMaxConfigBytes) {
        return makeError(kConfigLimit, "A pipelines file has at most 4 MiB");
    }
    if (isNestedTooDeeply(text.text())) {
        return makeError(kConfigLimit,
                         "The brackets of the file are nested deeper than " + std::to_string(kMaxBrackets));
    }
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text.text()));
        if (documents.size() > 1) {
            return makeError(kConfigSyntax, "The file holds more than one YAML document", text.spanOf(documents[1]));
        }
        return documents.empty() ? YAML::Node() : documents[0];
    } catch (const YAML::Exception& problem) {
        return makeError(kConfigSyntax, "The file is no YAML: " + problem.msg, text.spanAt(problem.mark));
    } catch (const std::exception& problem) {
        return makeError(kConfigSyntax, std::string("The file is no YAML: ") + problem.what());
    }
}

YAML::Node valueOfKey(const YAML::Node& map, std::string_view key)
{
    if (map.IsMap()) {
        for (const auto& entry : map) {
            if (entry.first.IsScalar() && entry.first.Scalar() == key) {
                return entry.second;
            }
        }
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

} // namespace millrace::descriptive
