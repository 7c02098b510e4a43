// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_body.h"

#include "engine/server/call_request.h"
#include "engine/server/router.h"

#include <string>

namespace millrace::server {

namespace {

using Json = nlohmann::ordered_json;

/// A text; numbers count as the text that they are written as.
bool readText(const nlohmann::json& value, const Json& location, std::string& out, Json& errors)
{
    if (value.is_string()) {
        out = value.get<std::string>();
        return true;
    }
    if (value.is_number()) {
        out = value.dump();
        return true;
    }
    if (value.is_null()) {
        errors.push_back(fieldError(location, "none is not an allowed value", "type_error.none.not_allowed"));
    } else {
        errors.push_back(fieldError(location, "str type expected", "type_error.str"));
    }
    return false;
}

void readStatements(const nlohmann::json& value, std::vector<std::string>& out, Json& errors)
{
    if (value.is_null()) {
        errors.push_back(fieldError({"body", "sqls"}, "none is not an allowed value", "type_error.none.not_allowed"));
        return;
    }
    if (!value.is_array()) {
        errors.push_back(fieldError({"body", "sqls"}, "value is not a valid list", "type_error.list"));
        return;
    }
    for (size_t at = 0; at < value.size(); ++at) {
        readText(value[at], {"body", "sqls", at}, out.emplace_back(), errors);
    }
}

} // namespace

std::variant<descriptive::PipelineDefinition, HttpReply> readPipelineBody(std::string_view body)
{
    Json errors = Json::array();
    descriptive::PipelineDefinition definition;
    const bool isEmpty = body.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (isEmpty) {
        errors.push_back(fieldError({"body"}, "field required", "value_error.missing"));
        return HttpReply::detail(422, errors);
    }
    const ApiResult<nlohmann::json> json = parseJsonBody(body);
    if (!json.ok()) {
        errors.push_back(fieldError({"body"}, json.error().message, "value_error.jsondecode"));
        return HttpReply::detail(422, errors);
    }
    if (!json->is_object()) {
        errors.push_back(fieldError({"body"}, "value is not a valid dict", "type_error.dict"));
        return HttpReply::detail(422, errors);
    }
    for (const char* key : {"name", "sqls"}) {
        if (!json->contains(key)) {
            errors.push_back(fieldError({"body", key}, "field required", "value_error.missing"));
        } else if (key[0] == 'n') {
            readText(json->at(key), {"body", key}, definition.name, errors);
        } else {
            readStatements(json->at(key), definition.statements, errors);
        }
    }
    if (errors.empty()) {
        if (const Status status = descriptive::checkDefinition(definition); !status.ok()) {
            const bool isName = status.error().code == ErrorCode::kPipelineInvalidName;
            errors.push_back(fieldError({"body", isName ? "name" : "sqls"}, status.error().detail, "value_error"));
        }
    }
    if (!errors.empty()) {
        return HttpReply::detail(422, errors);
    }
    return definition;
}

nlohmann::ordered_json pipelineJson(const descriptive::PipelineDefinition& definition)
{
    return {{"name", definition.name}, {"sqls", definition.statements}};
}

} // namespace millrace::server
