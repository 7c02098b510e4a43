// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP GET, as a stream of bytes that can be paused and stopped.
#pragma once

#include "engine/connectors/reader_control.h"
#include "engine/connectors/url/http_response.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace millrace {

struct HttpRequest {
    std::string url;
    uint64_t offset = 0;   ///< bytes already had
    bool usesRange = true; ///< ask for the rest only; false: pass over what is had
    std::string entityTag; ///< of the content so far; another one is an error
};

/// How a download ended.
enum class DownloadEnd : uint8_t {
    Complete,
    Paused, ///< paused for so long that the connection was given up
    Stopped,
    Failed,
};

struct DownloadResult {
    DownloadEnd end = DownloadEnd::Failed;
    Error error;             ///< when Failed; without the address
    bool mayRecover = false; ///< when Failed: worth another try
};

/// True when the URL can be fetched; otherwise why not. Only http and https.
Status checkHttpUrl(const std::string& url);
/// The host of a URL, for messages: a URL may hold secrets.
std::string hostOf(const std::string& url);

/// Runs on the calling thread. Follows up to 5 redirects, never from https to http; link-local addresses are
/// refused, and redirects from outside into the own network; no proxies; decodes Content-Encoding.
/// Connecting and the first byte of the answer may take 10 s each, silence 30 s.
class HttpDownload {
public:
    using Sink = std::function<void(std::string_view bytes)>;

    explicit HttpDownload(HttpRequest request);
    ~HttpDownload();

    /// `sink` receives the bytes from the offset on, in pieces of up to 256 KiB, sooner when the server is slow.
    /// While paused nothing is read; after `pauseTimeout` the connection is given up.
    DownloadResult run(ReaderControl& control, std::stop_token stop, std::chrono::milliseconds pauseTimeout,
                       const Sink& sink);
    const HttpResponse& response() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace millrace
