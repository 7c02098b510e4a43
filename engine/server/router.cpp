// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/router.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <set>

namespace millrace::server {

namespace {

bool isPlaceholder(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& segments)
{
    return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                      [](const std::string& expected, const std::string& segment) {
                          return isPlaceholder(expected) ? !segment.empty() : expected == segment;
                      });
}

bool answers(const Route& route, const HttpRequest& request)
{
    if (route.webSocket) {
        return request.isUpgrade;
    }
    // The answer to HEAD has no body, so a streamed one makes no sense.
    return route.method == request.method ||
           (request.method == HttpMethod::Head && route.method == HttpMethod::Get && route.plain);
}

/// Deepest nesting of brackets outside of strings.
size_t nestingDepth(std::string_view text)
{
    size_t depth = 0;
    size_t deepest = 0;
    bool isInString = false;
    for (size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (isInString) {
            at += letter == '\\' ? 1 : 0;
            isInString = letter != '"';
        } else if (letter == '"') {
            isInString = true;
        } else if (letter == '[' || letter == '{') {
            deepest = std::max(deepest, ++depth);
        } else if ((letter == ']' || letter == '}') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

/// "line 2, column 7", of a byte counted from 1.
std::string placeOf(std::string_view text, size_t byte)
{
    const std::string_view before = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t lineBegin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - lineBegin + 1);
}

/// Of two equal keys readers take different ones.
class RepeatedKeys {
public:
    void see(nlohmann::json::parse_event_t event, const nlohmann::json& parsed)
    {
        switch (event) {
        case nlohmann::json::parse_event_t::object_start: m_open.emplace_back(); break;
        case nlohmann::json::parse_event_t::object_end: m_open.pop_back(); break;
        case nlohmann::json::parse_event_t::key:
            if (!m_open.back().insert(parsed.get<std::string>()).second && !m_first) {
                m_first = parsed.get<std::string>();
            }
            break;
        default: break;
        }
    }
    const std::optional<std::string>& first() const { return m_first; }

private:
    std::vector<std::set<std::string>> m_open; ///< keys of the objects around
    std::optional<std::string> m_first;
};

} // namespace

ApiResult<nlohmann::json> parseJsonBody(std::string_view body)
{
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return nlohmann::json::object();
    }
    if (nestingDepth(body) > kMaxJsonDepth) {
        return ApiError{400, "InvalidJson", "The body is nested deeper than " + std::to_string(kMaxJsonDepth)};
    }
    RepeatedKeys repeated;
    const auto see = [&repeated](int, nlohmann::json::parse_event_t event, const nlohmann::json& parsed) {
        repeated.see(event, parsed);
        return true;
    };
    nlohmann::json value;
    try {
        value = nlohmann::json::parse(body, see);
    } catch (const nlohmann::json::parse_error& problem) {
        return ApiError{400, "InvalidJson", "The body is not JSON: " + placeOf(body, problem.byte)};
    } catch (const nlohmann::json::exception&) {
        return ApiError{400, "InvalidJson", "The body has a number that is too large"};
    }
    if (const std::optional<std::string>& key = repeated.first()) {
        return ApiError{400, "InvalidJson", "An object of the body has the same key twice: '" + *key + "'"};
    }
    return value.is_null() ? nlohmann::json::object() : value;
}

ApiResult<nlohmann::json> HttpCall::json() const
{
    return parseJsonBody(body);
}

Route& Router::append(HttpMethod method, std::string_view pattern)
{
    Route route;
    route.method = method;
    route.errors = m_errorForm;
    std::string_view rest = pattern;
    while (!rest.empty()) {
        MR_ASSERT(rest.front() == '/');
        const size_t end = std::min(rest.find('/', 1), rest.size());
        if (end > 1) {
            route.pattern.emplace_back(rest.substr(1, end - 1)); // the path / has no segment
        }
        rest.remove_prefix(end);
    }
    m_routes.push_back(std::move(route));
    return m_routes.back();
}

void Router::add(HttpMethod method, std::string_view pattern, PlainHandler handler, Lane lane)
{
    Route& route = append(method, pattern);
    route.plain = std::move(handler);
    route.lane = lane;
}

void Router::addStream(HttpMethod method, std::string_view pattern, StreamHandler handler)
{
    append(method, pattern).stream = std::move(handler);
}

void Router::addWebSocket(std::string_view pattern, WebSocketHandler handler)
{
    append(HttpMethod::Get, pattern).webSocket = std::move(handler);
}

RouteMatch Router::match(const HttpRequest& request) const
{
    RouteMatch match;
    for (const Route& route : m_routes) {
        if (!fits(route.pattern, request.segments)) {
            continue;
        }
        if (!answers(route, request)) {
            const std::string name(methodName(route.method));
            if (!route.webSocket && match.allow.find(name) == std::string::npos) {
                match.allow += (match.allow.empty() ? "" : ", ") + name;
                match.errorForm = route.errors;
            }
            continue;
        }
        // A WebSocket route comes before a plain one of the same path, whatever the order they were added in.
        if (!match.route || route.webSocket) {
            match.route = &route;
        }
    }
    if (!match.route) {
        if (match.allow.empty() && (request.segments.empty() || request.segments[0] != "v0") &&
            std::any_of(m_routes.begin(), m_routes.end(),
                        [](const Route& route) { return route.errors == ErrorForm::Detail; })) {
            match.errorForm = ErrorForm::Detail;
        }
        match.error = match.allow.empty()
                          ? ApiError{404, "NotFound", "There is nothing at this path: " + request.path}
                          : ApiError{405, "MethodNotAllowed", "The path takes other methods: " + match.allow};
        return match;
    }
    for (size_t at = 0; at < request.segments.size(); ++at) {
        const std::string& name = match.route->pattern[at];
        if (isPlaceholder(name)) {
            match.arguments.emplace(name.substr(1, name.size() - 2), request.segments[at]);
        }
    }
    return match;
}

} // namespace millrace::server
