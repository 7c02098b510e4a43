// SPDX-License-Identifier: GPL-3.0-or-later
// Who may speak to the API: judged on the head of a request before anything else is.
#pragma once

#include "engine/base/result.h"
#include "engine/server/http_request.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::server {

/// A bearer token, kept as its SHA-256 only.
class BearerToken {
public:
    explicit BearerToken(std::string_view token);
    /// In constant time.
    bool matches(std::string_view token) const;

private:
    std::array<uint8_t, 32> m_digest;
};

/// The token in a file, its one line. A file that is not there is made, readable by its owner only, with 256 random
/// bits. kIoRead when it cannot be read, is empty or open to others, kIoOpen when it cannot be made.
Result<std::string> readOrMakeToken(const std::filesystem::path& file);

/// What a key that was given out lets its holder do.
enum class KeyRole : uint8_t {
    Read,  ///< look, follow changes, query
    Write, ///< all but give out keys
};

/// Plain value; judge() is a pure function of it and the request.
struct SecurityPolicy {
    std::vector<std::string> hosts;   ///< `127.0.0.1:8080`, …: exact, lower case, with the port
    std::vector<std::string> origins; ///< the same with their scheme: our own pages, nobody else's
    std::optional<BearerToken> token; ///< asked for on every route but /healthz; its holder may do everything
    /// Where there is a token: the role of a key that is known. At once; may be null.
    std::function<std::optional<KeyRole>(std::string_view key)> roleOfKey;

    /// Loopback names and those configured, under a port; the scheme's usual port may be left out by clients.
    static SecurityPolicy forServer(uint16_t port, bool usesTls, const std::vector<std::string>& moreNames);

    /// Nothing: it may pass. 421 for a foreign Host, 403 for a foreign Origin or Sec-Fetch-Site, 401 without the token
    /// or a key, 403 for what the role of the key does not allow.
    std::optional<ApiError> judge(const HttpRequest& request) const;
    /// The role of the key that a request comes with; nothing where roles do not matter.
    std::optional<KeyRole> roleOf(const HttpRequest& request) const;

private:
    std::optional<ApiError> judgeCredentials(const HttpRequest& request) const;
};

/// The credentials: `Authorization: Bearer`, or the subprotocol `feldera-bearer.<base64url>` of an upgrade.
std::optional<std::string> presentedToken(const HttpRequest& request);

/// The WebSocket subprotocol to answer with: `feldera-ws-v1` if it is offered, else the first one that is.
std::optional<std::string> chosenSubprotocol(const HttpRequest& request);

} // namespace millrace::server
