// SPDX-License-Identifier: GPL-3.0-or-later
// From method and path to what answers.
#pragma once

#include "engine/server/http_reply.h"
#include "engine/server/http_request.h"
#include "engine/server/lane.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

class QTcpSocket;
class QWebSocket;

namespace millrace::server {

class HttpExchange;
class ServerLoop;

/// A request that found its route.
struct HttpCall {
    HttpRequest request;
    std::map<std::string, std::string, std::less<>> arguments; ///< the {names} of the pattern, decoded
    std::string body;                                          ///< whole, of plain routes only

    /// An argument of the pattern; there is one for each of its names.
    const std::string& argument(std::string_view name) const { return arguments.find(name)->second; }
    /// The body as JSON; `null` and nothing are `{}`. 400 when it is none, or deeper than kMaxJsonDepth.
    ApiResult<nlohmann::json> json() const;
};

constexpr size_t kMaxJsonDepth = 128;
ApiResult<nlohmann::json> parseJsonBody(std::string_view body);

/// Runs in the lane of its route, after the whole body is there. May block as that lane allows, not throw.
using PlainHandler = std::function<HttpReply(const HttpCall& call)>;
/// Runs on the server's thread, never blocks: answers at once or installs an ExchangeHandler.
using StreamHandler = std::function<void(HttpExchange& exchange)>;

/// Takes a WebSocket over once it is connected, on the server's thread: it is owned by the server and deleted once
/// closed. `raw` is the connection below it, to which whole frames may be written too.
using SocketTaker = std::function<void(QWebSocket& socket, QTcpSocket& raw, ServerLoop& loop)>;

/// What becomes of a request for a WebSocket: an answer in plain HTTP, or who takes the socket.
struct SocketAdmission {
    std::optional<HttpReply> refusal;
    SocketTaker take; ///< without a refusal
};

/// Judges the request before the upgrade, on a worker thread. What it prepares is dropped with `take` when the client
/// goes away meanwhile.
using WebSocketHandler = std::function<SocketAdmission(const HttpCall& call)>;

/// How a request without a route is answered.
enum class ErrorForm : uint8_t {
    Object, ///< the error object of the API
    Detail, ///< `{"detail":"Not Found"}`
};

struct Route {
    HttpMethod method = HttpMethod::Get;
    std::vector<std::string> pattern; ///< segments; `{name}` takes any text
    PlainHandler plain;               ///< exactly one of the three
    Lane lane = Lane::Quick;          ///< of a plain one
    StreamHandler stream;
    WebSocketHandler webSocket;
    ErrorForm errors = ErrorForm::Object; ///< of other methods at this path
};

/// What was found: a route with its arguments, or 404, or 405.
struct RouteMatch {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> arguments;
    ApiError error; ///< without a route
    std::string allow; ///< the methods there are, of a 405
    ErrorForm errorForm = ErrorForm::Object;
};

/// Filled before the server starts, then read only.
class Router {
public:
    /// Patterns as `/v0/pipelines/{name}`. HEAD is answered by the route of GET.
    void add(HttpMethod method, std::string_view pattern, PlainHandler handler, Lane lane = Lane::Quick);
    void addStream(HttpMethod method, std::string_view pattern, StreamHandler handler);
    void addWebSocket(std::string_view pattern, WebSocketHandler handler);
    /// How paths of routes that are added from now on answer other methods; with any of them in Detail, unknown paths
    /// outside of /v0 do so too.
    void setErrorForm(ErrorForm form) { m_errorForm = form; }

    RouteMatch match(const HttpRequest& request) const;
    /// For tests that visit every route.
    const std::vector<Route>& routes() const { return m_routes; }

private:
    Route& append(HttpMethod method, std::string_view pattern);

    std::vector<Route> m_routes;
    ErrorForm m_errorForm = ErrorForm::Object;
};

} // namespace millrace::server
