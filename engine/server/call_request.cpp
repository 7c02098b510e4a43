// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/call_request.h"

#include <algorithm>
#include <array>
#include <utility>

namespace millrace::server {

namespace {

using descriptive::RowForm;
using descriptive::RowFraming;
using descriptive::TimeStyle;

constexpr size_t kMaxClientBytes = 80;

template <typename T, size_t Count>
bool readWord(const HttpRequest& request, const char* name,
              const std::array<std::pair<std::string_view, T>, Count>& words, T& out, nlohmann::ordered_json& errors)
{
    const std::string* value = request.queryValue(name);
    if (!value) {
        return true;
    }
    std::string known;
    for (const auto& [word, meaning] : words) {
        if (*value == word) {
            out = meaning;
            return true;
        }
        known.append(known.empty() ? "" : ", ").append(word);
    }
    errors.push_back(fieldError({"query", name}, "the value is one of: " + known, "value_error.const"));
    return false;
}

bool accepts(const HttpRequest& request, std::string_view type)
{
    const std::string* accept = request.header("accept");
    return accept && accept->find(type) != std::string::npos;
}

std::string contentTypeOf(const descriptive::RowFormat& format, bool isNdjson)
{
    if (format.framing == RowFraming::Events) {
        return "text/event-stream";
    }
    switch (format.form) {
    case RowForm::Csv: return "text/csv; charset=utf-8";
    case RowForm::PyRepr: return "text/plain; charset=utf-8";
    case RowForm::Json:
    case RowForm::Array: break;
    }
    return isNdjson ? "application/x-ndjson" : "application/json";
}

/// Why a call failed, and at which place of which statement.
std::string failureJson(const descriptive::StatementError& failure, const std::string& pipeline)
{
    const Error& error = failure.error;
    nlohmann::ordered_json body = {
        {"detail", error.detail},  {"pipeline", pipeline},        {"statement", failure.statement + 1},
        {"line", error.span.line}, {"column", error.span.column}, {"code", errorId(error.code)}};
    if (!error.span.isKnown()) {
        body["line"] = body["column"] = nullptr;
    }
    return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

nlohmann::ordered_json fieldError(nlohmann::ordered_json location, std::string_view message, std::string_view type)
{
    return {{"loc", std::move(location)}, {"msg", message}, {"type", type}};
}

CallRequest readCallRequest(const HttpRequest& request)
{
    constexpr std::array kForms = {
        std::pair(std::string_view("json"), RowForm::Json), std::pair(std::string_view("pyrepr"), RowForm::PyRepr),
        std::pair(std::string_view("array"), RowForm::Array), std::pair(std::string_view("csv"), RowForm::Csv)};
    constexpr std::array kTimes = {std::pair(std::string_view("python"), TimeStyle::Python),
                                   std::pair(std::string_view("iso"), TimeStyle::Iso),
                                   std::pair(std::string_view("epoch_ms"), TimeStyle::EpochMillis)};
    constexpr std::array kNonFinite = {std::pair(std::string_view("null"), false),
                                       std::pair(std::string_view("python"), true)};
    CallRequest read;
    nlohmann::ordered_json errors = nlohmann::ordered_json::array();
    readWord(request, "format", kForms, read.format.form, errors);
    readWord(request, "time", kTimes, read.format.time, errors);
    readWord(request, "nonfinite", kNonFinite, read.format.keepsNonFinite, errors);
    const bool isOfLines = read.format.form == RowForm::Csv; // a text in it may have several
    if (accepts(request, "text/event-stream")) {
        read.format.framing = RowFraming::Events;
        if (isOfLines) {
            errors.push_back(fieldError({"query", "format"}, "events carry no csv", "value_error.const"));
        }
    }
    if (request.isUpgrade) {
        read.format.framing = RowFraming::Messages;
    }
    if (!errors.empty()) {
        read.refusal = HttpReply::detail(422, errors);
    }
    read.contentType = contentTypeOf(read.format, accepts(request, "application/x-ndjson"));
    const std::string* agent = request.header("user-agent");
    read.client = std::string(request.isUpgrade ? "WebSocket" : "HTTP") + (agent ? " " + *agent : std::string());
    read.client.resize(std::min(read.client.size(), kMaxClientBytes));
    return read;
}

HttpReply refusalOf(const descriptive::PreparedCall& prepared, const std::string& pipeline)
{
    const descriptive::CallFailure& failure = *prepared.failure;
    if (failure.isUnknown) {
        return HttpReply::detail(404, "pipeline not found");
    }
    HttpReply reply;
    reply.status = errorFamily(failure.error.error.code) == ErrorFamily::User ? 400 : 500;
    reply.contentType = "application/json";
    reply.body = failureJson(failure.error, pipeline);
    return reply;
}

std::string brokenOffText(const descriptive::RowFormat& format, const descriptive::StatementError& failure,
                          const std::string& pipeline)
{
    if (format.framing == RowFraming::Events) {
        return "event: error\ndata: " + failureJson(failure, pipeline) + "\n\n";
    }
    const bool isJson = format.form == RowForm::Json || format.form == RowForm::Array;
    return isJson ? "{\"error\": " + failureJson(failure, pipeline) + "}\n" : "";
}

HttpReply startRefusal(const Error& error)
{
    const bool isForNow = error.code == ErrorCode::kQueryLimit || error.code == ErrorCode::kThreadLimit ||
                          error.code == ErrorCode::kPipelineState;
    return HttpReply::detail(isForNow ? 503 : 500, error.detail);
}

} // namespace millrace::server
