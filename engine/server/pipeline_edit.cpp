// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_edit.h"

#include "engine/server/pipeline_settings.h"

namespace millrace::server {

namespace {

using nlohmann::json;

ApiError badBody(std::string message)
{
    return ApiError{400, "InvalidRequestBody", std::move(message), json::object()};
}

/// An error, or the member (absent where it is not there).
std::optional<ApiError> readText(const json& body, const char* name, std::optional<std::string>& value)
{
    const json member = body.value(name, json());
    if (member.is_null()) {
        return std::nullopt;
    }
    if (!member.is_string()) {
        return badBody("A member of the body should be a string: " + std::string(name));
    }
    value = member.get<std::string>();
    return std::nullopt;
}

std::optional<ApiError> readTags(const json& body, std::optional<std::vector<std::string>>& tags)
{
    const json member = body.value("tags", json());
    if (member.is_null()) {
        return std::nullopt;
    }
    const bool isFine = member.is_array() && std::all_of(member.begin(), member.end(),
                                                         [](const json& tag) { return tag.is_string(); });
    if (!isFine) {
        return badBody("A member of the body should be an array of strings: tags");
    }
    tags = member.get<std::vector<std::string>>();
    return checkTags(*tags);
}

std::optional<ApiError> readConfigs(const json& body, PipelineEdit& edit)
{
    const auto read = [&](const char* name, auto normalized, std::optional<json>& config) -> std::optional<ApiError> {
        const json member = body.value(name, json());
        if (member.is_null()) {
            return std::nullopt;
        }
        ApiResult<json> whole = normalized(member);
        if (!whole.ok()) {
            return whole.error();
        }
        config = std::move(*whole);
        return std::nullopt;
    };
    if (std::optional<ApiError> error = read("runtime_config", normalizedRuntimeConfig, edit.runtimeConfig)) {
        return error;
    }
    return read("program_config", normalizedProgramConfig, edit.programConfig);
}

} // namespace

ApiResult<PipelineEdit> PipelineEdit::parse(const json& body)
{
    if (!body.is_object()) {
        return badBody("The body should be a JSON object");
    }
    PipelineEdit edit;
    const std::pair<const char*, std::optional<std::string>*> texts[] = {{"name", &edit.name},
                                                                         {"description", &edit.description},
                                                                         {"program_code", &edit.programCode},
                                                                         {"udf_rust", &edit.udfRust},
                                                                         {"udf_toml", &edit.udfToml}};
    for (const auto& [name, value] : texts) {
        if (std::optional<ApiError> error = readText(body, name, *value)) {
            return *error;
        }
    }
    if (std::optional<ApiError> error = edit.name ? checkPipelineName(*edit.name) : std::nullopt) {
        return *error;
    }
    if (std::optional<ApiError> error = edit.programCode ? checkProgramSize(*edit.programCode) : std::nullopt) {
        return *error;
    }
    if (std::optional<ApiError> error = edit.description ? checkDescription(*edit.description) : std::nullopt) {
        return *error;
    }
    if (std::optional<ApiError> error = readTags(body, edit.tags)) {
        return *error;
    }
    if (std::optional<ApiError> error = readConfigs(body, edit)) {
        return *error;
    }
    return edit;
}

ApiResult<PipelineEdit> PipelineEdit::parseWhole(const json& body)
{
    ApiResult<PipelineEdit> parsed = parse(body);
    if (!parsed.ok()) {
        return parsed;
    }
    PipelineEdit& edit = *parsed;
    if (!edit.name || !edit.programCode) {
        return badBody("A member of the body is missing: " + std::string(edit.name ? "program_code" : "name"));
    }
    edit.description = edit.description.value_or("");
    edit.tags = edit.tags.value_or(std::vector<std::string>());
    edit.udfRust = edit.udfRust.value_or("");
    edit.udfToml = edit.udfToml.value_or("");
    edit.runtimeConfig = edit.runtimeConfig ? edit.runtimeConfig : *normalizedRuntimeConfig(json::object());
    edit.programConfig = edit.programConfig ? edit.programConfig : *normalizedProgramConfig(json::object());
    return parsed;
}

} // namespace millrace::server
