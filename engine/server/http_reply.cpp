// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/http_reply.h"

#include <boost/beast/http/status.hpp>

namespace millrace::server {

std::string jsonText(const nlohmann::json& value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

HttpReply::HttpReply(const ApiError& error)
    : status(error.status)
    , contentType("application/json")
    , body(jsonText(toJson(error)))
{
    if (status == 429 || status == 503) {
        headers.emplace_back("Retry-After", error.code == "PipelineInteractionNotDeployed" ? "0" : "1");
    }
}

HttpReply HttpReply::json(const nlohmann::json& value, int status)
{
    HttpReply reply;
    reply.status = status;
    reply.contentType = "application/json";
    reply.body = jsonText(value);
    return reply;
}

HttpReply HttpReply::detail(int status, const nlohmann::ordered_json& detail)
{
    HttpReply reply;
    reply.status = status;
    reply.contentType = "application/json";
    reply.body = nlohmann::ordered_json{{"detail", detail}}.dump(-1, ' ', false,
                                                                 nlohmann::json::error_handler_t::replace);
    if (status == 503) {
        reply.headers.emplace_back("Retry-After", "1");
    }
    return reply;
}

HttpReply HttpReply::text(std::string body, int status)
{
    HttpReply reply;
    reply.status = status;
    reply.contentType = "text/plain";
    reply.body = std::move(body);
    return reply;
}

HttpReply HttpReply::empty(int status)
{
    HttpReply reply;
    reply.status = status;
    return reply;
}

std::string_view reasonPhrase(int status)
{
    const boost::beast::string_view reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
    return {reason.data(), reason.size()};
}

} // namespace millrace::server
