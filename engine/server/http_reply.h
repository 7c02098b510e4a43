// SPDX-License-Identifier: GPL-3.0-or-later
// A whole answer: status, type, body.
#pragma once

#include "engine/server/http_request.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace millrace::server {

/// Plain value. Content-Length, Date, Connection and the security headers are added when it is sent.
struct HttpReply {
    int status = 200;
    std::string contentType; ///< empty: none is sent (and the body should be empty)
    std::string body;
    std::vector<NamedText> headers; ///< further ones; `Cache-Control` replaces the usual `no-store`

    HttpReply() = default;
    /// The error object of an error. 429 and 503 get `Retry-After`: 1 where the answer changes soon, 0 where it does
    /// not by waiting.
    HttpReply(const ApiError& error); // NOLINT(google-explicit-constructor): handlers return either

    static HttpReply json(const nlohmann::json& value, int status = 200);
    /// `{"detail":…}`, the error form of the routes outside of /v0.
    static HttpReply detail(int status, const nlohmann::ordered_json& detail);
    static HttpReply text(std::string body, int status = 200); ///< `text/plain`, nothing behind it
    static HttpReply empty(int status = 200);
};

/// JSON in one line. Text that came from outside may not be UTF-8; an answer is.
std::string jsonText(const nlohmann::json& value);

std::string_view reasonPhrase(int status);

} // namespace millrace::server
