// SPDX-License-Identifier: GPL-3.0-or-later
// The pipeline in the body of POST /pipelines.
#pragma once

#include "engine/api/descriptive.h"
#include "engine/server/http_reply.h"

#include <string_view>
#include <variant>

namespace millrace::server {

/// The definition, or a 422 that names each field that is wrong, as `{"detail":[{"loc":…,"msg":…,"type":…}]}`.
std::variant<descriptive::PipelineDefinition, HttpReply> readPipelineBody(std::string_view body);

/// `{"name":…,"sqls":[…]}`.
nlohmann::ordered_json pipelineJson(const descriptive::PipelineDefinition& definition);

} // namespace millrace::server
