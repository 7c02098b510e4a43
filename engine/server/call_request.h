// SPDX-License-Identifier: GPL-3.0-or-later
// What a client of /queries/{name} asks for, and what it is told when it cannot be had.
#pragma once

#include "engine/api/descriptive.h"
#include "engine/server/http_reply.h"
#include "engine/server/router.h"

#include <optional>
#include <string>

namespace millrace::server {

/// Plain value.
struct CallRequest {
    descriptive::RowFormat format;
    std::string contentType;          ///< of the answer by HTTP
    std::string client;               ///< for displays
    std::optional<HttpReply> refusal; ///< 422 for parameters that are not known
};

/// Reads `?format=`, `?time=`, `?nonfinite=` and `Accept`. Rows go by lines, or events where those are asked for.
CallRequest readCallRequest(const HttpRequest& request);

/// 404, or 400 with the statement (from 1) and the place in it.
HttpReply refusalOf(const descriptive::PreparedCall& prepared, const std::string& pipeline);
/// What a stream says in place of further rows, in its form; nothing where that has no room for it. Why it broke off is
/// an object like that of a refusal.
std::string brokenOffText(const descriptive::RowFormat& format, const descriptive::StatementError& failure,
                          const std::string& pipeline);
/// 503 when there are as many calls as may be, else 500.
HttpReply startRefusal(const Error& error);

/// One error of a body or a parameter, as `{"loc":[…],"msg":…,"type":…}`.
nlohmann::ordered_json fieldError(nlohmann::ordered_json location, std::string_view message, std::string_view type);

} // namespace millrace::server
