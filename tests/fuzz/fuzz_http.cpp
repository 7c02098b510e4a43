// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a request head or a refusal; a body gives the same data however it is cut, and never more than came.
#include "engine/server/body_decoder.h"
#include "engine/server/http_request.h"
#include "engine/server/router.h"
#include "engine/server/security_policy.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace millrace::server;

namespace {

struct Decoded {
    std::string data;
    bool isComplete = false;
    bool hasFailed = false;
};

/// Gives the decoder pieces of at most `pieceBytes`, what it leaves first.
Decoded decode(const HttpRequest& request, std::string_view body, size_t pieceBytes)
{
    BodyDecoder decoder(request);
    Decoded decoded;
    std::string waiting;
    while (!decoder.isComplete() && !decoder.hasFailed()) {
        const std::string_view piece = body.substr(0, pieceBytes);
        body.remove_prefix(piece.size());
        waiting += piece;
        const size_t used = decoder.decode(waiting, decoded.data);
        if (used > waiting.size()) {
            std::abort();
        }
        waiting.erase(0, used);
        if (used == 0 && piece.empty()) {
            break;
        }
    }
    decoded.isComplete = decoder.isComplete();
    decoded.hasFailed = decoder.hasFailed();
    return decoded;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const SecurityPolicy policy = [] {
        SecurityPolicy made = SecurityPolicy::forServer(8080, false, {});
        made.token.emplace("secret");
        return made;
    }();
    static const Router router = [] {
        Router made;
        made.add(HttpMethod::Get, "/v0/pipelines/{name}", [](const HttpCall&) { return HttpReply::empty(); });
        made.addStream(HttpMethod::Post, "/v0/pipelines/{name}/ingress/{table}", [](HttpExchange&) {});
        return made;
    }();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const size_t end = bytes.find("\r\n\r\n");
    const std::string_view head = bytes.substr(0, end == std::string_view::npos ? size : end + 4);
    const ApiResult<HttpRequest> request = parseRequestHead(head);
    if (!request.ok()) {
        if (request.error().status < 400 || request.error().status > 505) {
            std::abort();
        }
        return 0;
    }
    if (request->isChunked && request->contentLength) {
        std::abort();
    }
    policy.judge(*request);
    chosenSubprotocol(*request);
    router.match(*request);
    const std::string_view body = bytes.substr(head.size());
    const Decoded whole = decode(*request, body, SIZE_MAX);
    const Decoded cut = decode(*request, body, 1);
    if (whole.data.size() > body.size() || whole.isComplete != cut.isComplete ||
        (whole.isComplete && whole.data != cut.data)) {
        std::abort();
    }
    const ApiResult<nlohmann::json> json = parseJsonBody(whole.data);
    if (!json.ok() && json.error().status != 400) {
        std::abort();
    }
    return 0;
}
