// SPDX-License-Identifier: GPL-3.0-or-later
// The head of an HTTP request as handlers see it, and how it is read from bytes.
#pragma once

#include "engine/server/api_error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::server {

enum class HttpMethod : uint8_t { Get, Head, Post, Put, Patch, Delete, Options, Other };

std::string_view methodName(HttpMethod method);

using NamedText = std::pair<std::string, std::string>;

/// Plain value.
struct HttpRequest {
    HttpMethod method = HttpMethod::Get;
    std::string path;                  ///< as sent, without the query
    std::vector<std::string> segments; ///< of the path: split at '/', then percent-decoded; '+' stays
    std::vector<NamedText> query;      ///< decoded, '+' is a space
    std::vector<NamedText> headers;    ///< names in lower case, values trimmed
    int minorVersion = 1;              ///< of HTTP/1
    std::optional<uint64_t> contentLength;
    bool isChunked = false;
    bool keepsAlive = true;
    bool expectsContinue = false;
    bool isUpgrade = false; ///< to a WebSocket
    bool isReadOnly = false; ///< by the key it came with

    /// The first one; null when there is none.
    const std::string* header(std::string_view lowerCaseName) const;
    size_t countHeaders(std::string_view lowerCaseName) const;
    const std::string* queryValue(std::string_view name) const;
    /// A boolean of the query: the words `true` and `false`, `absent` without it; else 400 InvalidParam.
    ApiResult<bool> queryFlag(std::string_view name, bool absent) const;
    bool hasBody() const { return isChunked || contentLength.value_or(0) > 0; }
};

/// Limits of a head; more is refused.
constexpr size_t kMaxRequestLineBytes = size_t{8} << 10;
constexpr size_t kMaxHeadBytes = size_t{64} << 10;
constexpr size_t kMaxHeaders = 100;

/// Reads a head up to and with its blank line. Refuses what two readers could understand differently (both lengths,
/// folded lines, bare line feeds, control characters) and whatever exceeds the limits. Any thread.
ApiResult<HttpRequest> parseRequestHead(std::string_view head);

/// What a request to become a WebSocket lacks, or has too much: 400, or 426 for another version of the protocol. Judged
/// here, since Qt does not answer what it does not like.
std::optional<ApiError> checkUpgrade(const HttpRequest& request);

/// The value of a hexadecimal digit; -1 of another letter.
int hexDigit(char digit);

/// Percent-decoding; nothing for a bad escape or a NUL.
std::optional<std::string> percentDecoded(std::string_view text, bool plusIsSpace);

} // namespace millrace::server
