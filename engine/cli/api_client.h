// SPDX-License-Identifier: GPL-3.0-or-later
// Calls to a running instance over its API.
#pragma once

#include "engine/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::cli {

/// Where the instance is.
struct InstanceOptions {
    std::string host = "127.0.0.1"; ///< a name or address; with https:// before it the connection is encrypted
    uint16_t port = 8080;
    std::string tokenFile;       ///< empty = no token is sent
    std::string certificateFile; ///< certificates to trust, beside the system's
};

/// One connection, kept between calls. One thread; each call waits for its answer.
class ApiClient {
public:
    /// kIoOpen and kIoRead for the token file.
    static Result<ApiClient> open(const InstanceOptions& options);
    ApiClient(ApiClient&&) noexcept;
    ApiClient& operator=(ApiClient&&) noexcept;
    ~ApiClient();

    /// The body of an answer of 2xx as JSON; null for an empty one. kIoOpen: nobody answers; kIoRead: the answer is an
    /// error, and the detail what it says.
    Result<nlohmann::json> get(const std::string& path);
    Result<nlohmann::json> post(const std::string& path);
    /// Takes a piece of a body; false: no more of it is wanted.
    using BodySink = std::function<bool(std::string_view bytes)>;
    /// The same, the body handed over as it comes. Also fine when the sink has ended it.
    Status stream(const std::string& path, const BodySink& onBytes);

private:
    struct Connection;

    explicit ApiClient(std::unique_ptr<Connection> connection);

    std::unique_ptr<Connection> m_connection;
};

/// `/a/b` of segments, percent-encoded.
std::string apiPath(const std::vector<std::string>& segments);
std::string percentEncoded(std::string_view text);

} // namespace millrace::cli
