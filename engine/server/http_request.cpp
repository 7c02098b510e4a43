// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/http_request.h"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace millrace::server {

namespace {

namespace http = boost::beast::http;

ApiError badRequest(std::string message, int status = 400)
{
    return ApiError{status, "BadRequest", std::move(message)};
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& letter : lower) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

/// Whether a comma-separated header value holds a word.
bool listHolds(std::string_view list, std::string_view lowerCaseWord)
{
    while (!list.empty()) {
        const size_t comma = std::min(list.find(','), list.size());
        std::string_view item = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        const size_t begin = item.find_first_not_of(" \t");
        if (begin == std::string_view::npos) {
            continue;
        }
        item = item.substr(begin, item.find_last_not_of(" \t") - begin + 1);
        if (lowerCase(item) == lowerCaseWord) {
            return true;
        }
    }
    return false;
}

/// What Beast lets pass and another reader may understand differently.
std::optional<ApiError> findOddBytes(std::string_view head)
{
    for (size_t at = 0; at < head.size(); ++at) {
        const unsigned char byte = static_cast<unsigned char>(head[at]);
        const bool isLineEnd = byte == '\r' ? at + 1 < head.size() && head[at + 1] == '\n'
                                            : byte == '\n' && at > 0 && head[at - 1] == '\r';
        if ((byte < 0x20 && byte != '\t' && !isLineEnd) || byte == 0x7f) {
            return badRequest("The request head has a control character");
        }
        if (byte == '\n' && at + 1 < head.size() && (head[at + 1] == ' ' || head[at + 1] == '\t')) {
            return badRequest("The request head has a folded line");
        }
    }
    return std::nullopt;
}

HttpMethod methodOf(http::verb verb)
{
    switch (verb) {
    case http::verb::get: return HttpMethod::Get;
    case http::verb::head: return HttpMethod::Head;
    case http::verb::post: return HttpMethod::Post;
    case http::verb::put: return HttpMethod::Put;
    case http::verb::patch: return HttpMethod::Patch;
    case http::verb::delete_: return HttpMethod::Delete;
    case http::verb::options: return HttpMethod::Options;
    default: return HttpMethod::Other;
    }
}

std::optional<ApiError> splitTarget(std::string_view target, HttpRequest& request)
{
    if (target.empty() || target.front() != '/' || target.find('#') != std::string_view::npos) {
        return badRequest("The request target is not a path");
    }
    const size_t mark = target.find('?');
    const std::string_view path = target.substr(0, mark);
    request.path = path;
    for (size_t begin = 1; begin <= path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        std::optional<std::string> segment = percentDecoded(path.substr(begin, end - begin), false);
        if (!segment) {
            return badRequest("The path has a malformed escape");
        }
        request.segments.push_back(std::move(*segment));
        begin = end + 1;
    }
    if (!request.segments.empty() && request.segments.back().empty()) {
        request.segments.pop_back(); // a slash at the end changes nothing
    }
    std::string_view rest = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const size_t equals = std::min(pair.find('='), pair.size());
        std::optional<std::string> name = percentDecoded(pair.substr(0, equals), true);
        std::optional<std::string> value = percentDecoded(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) {
            return badRequest("The query has a malformed escape");
        }
        if (!name->empty()) {
            request.query.emplace_back(std::move(*name), std::move(*value));
        }
    }
    return std::nullopt;
}

/// How the body is framed. One way only, or a proxy before us may see another end of the request than we do.
std::optional<ApiError> readFraming(HttpRequest& request)
{
    const size_t numLengths = request.countHeaders("content-length");
    const size_t numEncodings = request.countHeaders("transfer-encoding");
    if (numLengths > 1 || numEncodings > 1 || (numLengths > 0 && numEncodings > 0)) {
        return badRequest("The request states the length of its body more than once");
    }
    if (numLengths == 1) {
        const std::string& text = *request.header("content-length");
        uint64_t length = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), length);
        if (problem != std::errc() || end != text.data() + text.size()) {
            return badRequest("Content-Length is not a number");
        }
        request.contentLength = length;
    }
    if (numEncodings == 1) {
        if (lowerCase(*request.header("transfer-encoding")) != "chunked") {
            return badRequest("Transfer-Encoding is known as chunked only", 501);
        }
        if (request.minorVersion == 0) {
            return badRequest("HTTP/1.0 has no Transfer-Encoding");
        }
        request.isChunked = true;
    }
    return std::nullopt;
}

std::optional<ApiError> readFlags(HttpRequest& request)
{
    const std::string* connection = request.header("connection");
    request.keepsAlive = request.minorVersion == 1 ? !(connection && listHolds(*connection, "close"))
                                                   : connection && listHolds(*connection, "keep-alive");
    if (const std::string* upgrade = request.header("upgrade")) {
        request.isUpgrade = request.method == HttpMethod::Get && connection && listHolds(*connection, "upgrade") &&
                            listHolds(*upgrade, "websocket");
    }
    if (const std::string* expect = request.header("expect")) {
        if (lowerCase(*expect) != "100-continue") {
            return badRequest("Expect is known as 100-continue only", 417);
        }
        request.expectsContinue = request.minorVersion == 1;
    }
    return std::nullopt;
}

} // namespace

std::string_view methodName(HttpMethod method)
{
    switch (method) {
    case HttpMethod::Get: return "GET";
    case HttpMethod::Head: return "HEAD";
    case HttpMethod::Post: return "POST";
    case HttpMethod::Put: return "PUT";
    case HttpMethod::Patch: return "PATCH";
    case HttpMethod::Delete: return "DELETE";
    case HttpMethod::Options: return "OPTIONS";
    case HttpMethod::Other: break;
    }
    return "other";
}

const std::string* HttpRequest::header(std::string_view lowerCaseName) const
{
    const auto found =
        std::find_if(headers.begin(), headers.end(), [&](const NamedText& one) { return one.first == lowerCaseName; });
    return found == headers.end() ? nullptr : &found->second;
}

size_t HttpRequest::countHeaders(std::string_view lowerCaseName) const
{
    return static_cast<size_t>(std::count_if(headers.begin(), headers.end(),
                                             [&](const NamedText& one) { return one.first == lowerCaseName; }));
}

const std::string* HttpRequest::queryValue(std::string_view name) const
{
    const auto found =
        std::find_if(query.begin(), query.end(), [&](const NamedText& one) { return one.first == name; });
    return found == query.end() ? nullptr : &found->second;
}

ApiResult<bool> HttpRequest::queryFlag(std::string_view name, bool absent) const
{
    const std::string* value = queryValue(name);
    if (!value) {
        return absent;
    }
    if (*value != "true" && *value != "false") {
        return ApiError{400, "InvalidParam", "A flag is true or false: " + std::string(name) + "=" + *value};
    }
    return *value == "true";
}

std::optional<ApiError> checkUpgrade(const HttpRequest& request)
{
    constexpr size_t kKeyLength = 24; // 16 bytes in base64
    const std::string* key = request.header("sec-websocket-key");
    if (!key || request.countHeaders("sec-websocket-key") != 1 || key->size() != kKeyLength || !key->ends_with("==")) {
        return badRequest("A WebSocket needs one Sec-WebSocket-Key of 16 bytes in base64");
    }
    if (request.contentLength || request.isChunked) {
        return badRequest("A request to become a WebSocket has no body");
    }
    const std::string* version = request.header("sec-websocket-version");
    if (!version || *version != "13") {
        return badRequest("The version of WebSockets is 13 here (Sec-WebSocket-Version)", 426);
    }
    return std::nullopt;
}

int hexDigit(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const char lower = static_cast<char>(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> percentDecoded(std::string_view text, bool plusIsSpace)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (size_t at = 0; at < text.size(); ++at) {
        char letter = text[at];
        if (letter == '%') {
            const int high = at + 2 < text.size() ? hexDigit(text[at + 1]) : -1;
            const int low = at + 2 < text.size() ? hexDigit(text[at + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            letter = static_cast<char>(high * 16 + low);
            at += 2;
        } else if (letter == '+' && plusIsSpace) {
            letter = ' ';
        }
        if (letter == '\0') {
            return std::nullopt;
        }
        decoded += letter;
    }
    return decoded;
}

ApiResult<HttpRequest> parseRequestHead(std::string_view head)
{
    if (head.substr(0, kMaxRequestLineBytes + 1).find('\n') == std::string_view::npos) {
        return badRequest("The request line is too long", 414);
    }
    if (head.size() > kMaxHeadBytes) {
        return badRequest("The request head is too long", 431);
    }
    if (std::optional<ApiError> odd = findOddBytes(head)) {
        return *odd;
    }
    http::request_parser<http::empty_body> parser;
    parser.header_limit(kMaxHeadBytes + 1);
    parser.body_limit(std::numeric_limits<uint64_t>::max());
    parser.eager(false);
    boost::beast::error_code error;
    const size_t used = parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
    if ((error && error != http::error::need_more) || !parser.is_header_done() || used != head.size()) {
        const bool isVersion = error == http::error::bad_version;
        return badRequest("The request head is malformed: " + (error ? error.message() : "incomplete"),
                          isVersion ? 505 : 400);
    }
    const auto& message = parser.get();
    HttpRequest request;
    request.method = methodOf(message.method());
    request.minorVersion = static_cast<int>(message.version()) - 10;
    if (request.minorVersion != 0 && request.minorVersion != 1) {
        return badRequest("The HTTP version is not 1.0 or 1.1", 505);
    }
    for (const auto& field : message) {
        if (request.headers.size() == kMaxHeaders) {
            return badRequest("The request has too many headers", 431);
        }
        request.headers.emplace_back(lowerCase({field.name_string().data(), field.name_string().size()}),
                                     std::string(field.value().data(), field.value().size()));
    }
    for (const auto& step : {readFraming, readFlags}) {
        if (std::optional<ApiError> problem = step(request)) {
            return *problem;
        }
    }
    if (std::optional<ApiError> problem = splitTarget({message.target().data(), message.target().size()}, request)) {
        return *problem;
    }
    return request;
}

} // namespace millrace::server
