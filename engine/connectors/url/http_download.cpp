// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/url/http_download.h"

#include "engine/connectors/url/address_kind.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr size_t kBufferBytes = 256 * 1024;
constexpr long kConnectTimeoutSeconds = 10;
constexpr auto kAnswerTimeout = std::chrono::seconds(20);
constexpr long kSilenceSeconds = 30;
constexpr long kMaxRedirects = 5;
constexpr int kPollMillis = 100;
constexpr uint64_t kHarmlessBytes = 64 << 20; ///< of decoded content, below which its growth is no matter
constexpr uint64_t kMaxRatio = 1000;

struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct MultiDeleter {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct UrlDeleter {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlDeleter>;

void initializeCurl()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

std::string partOf(CURLU* url, CURLUPart part)
{
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) {
        return {};
    }
    std::string result(text);
    curl_free(text);
    return result;
}

} // namespace

Status checkHttpUrl(const std::string& url)
{
    initializeCurl();
    const UrlHandle handle(curl_url());
    if (curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return makeError(ErrorCode::kConnectorInvalidValue, "Not a URL: '" + url + "'");
    }
    const std::string scheme = partOf(handle.get(), CURLUPART_SCHEME);
    if (scheme == "file") {
        return makeError(ErrorCode::kConnectorInvalidValue, "For a local file use the transport 'file_input'");
    }
    if (scheme != "http" && scheme != "https") {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         "Only http and https URLs can be read, not '" + scheme + "'");
    }
    return {};
}

std::string hostOf(const std::string& url)
{
    initializeCurl();
    const UrlHandle handle(curl_url());
    if (curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return {};
    }
    const std::string port = partOf(handle.get(), CURLUPART_PORT);
    return partOf(handle.get(), CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

struct HttpDownload::Impl {
    explicit Impl(HttpRequest httpRequest)
        : request(std::move(httpRequest))
    {
        initializeCurl();
        multi.reset(curl_multi_init());
        easy.reset(curl_easy_init());
        configure();
    }
    ~Impl() { curl_multi_remove_handle(multi.get(), easy.get()); }

    void configure();
    size_t takeBody(std::string_view bytes);
    bool checkResponse();
    bool mayConnect(const sockaddr& address);
    bool isBomb(size_t numBytes);
    void flush();
    DownloadResult finish(CURLcode code);
    /// All of the content was had before.
    bool isPastEnd() const { return request.offset != 0 && response.isPastEnd(); }
    bool waitWhilePaused(std::stop_token stop, std::chrono::milliseconds pauseTimeout);

    template <typename T>
    void set(CURLoption option, T value)
    {
        curl_easy_setopt(easy.get(), option, value);
    }

    HttpRequest request;
    HttpResponse response;
    // Destroyed in reverse: the transfer before the multi handle that drives it.
    std::unique_ptr<CURLM, MultiDeleter> multi;
    std::unique_ptr<CURL, EasyDeleter> easy;
    ReaderControl* control = nullptr;
    const Sink* sink = nullptr;
    std::unique_ptr<curl_slist, ListDeleter> headers;
    std::string buffer;
    uint64_t numDecoded = 0; ///< bytes of the body
    uint64_t surplus = 0;   ///< bytes of the body still to pass over
    bool isChecked = false; ///< the head of the response was looked at
    bool isHeld = false;    ///< libcurl was told to hold the body back
    bool hasLeft = false;      ///< an address outside of the own networks was connected to
    const char* refusal = nullptr; ///< why an address was refused
    std::optional<Error> failure;
    bool mayRecover = false;
};

void HttpDownload::Impl::configure()
{
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_USERAGENT, "Millrace");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // a name being looked up must not hold a stop back
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, request.url.starts_with("https:") ? "https" : "http,https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMaxRedirects);
    set(CURLOPT_CONNECTTIMEOUT, kConnectTimeoutSeconds);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, kSilenceSeconds);
    set(CURLOPT_PROXY, ""); // none by the environment: what a program speaks to stands in it
    if (request.offset != 0 && request.usesRange) {
        set(CURLOPT_RANGE, (std::to_string(request.offset) + "-").c_str());
        if (!request.entityTag.empty() && !request.entityTag.starts_with("W/")) {
            // Content that has changed comes whole, instead of in a part that does not fit.
            headers.reset(curl_slist_append(nullptr, ("If-Range: " + request.entityTag).c_str()));
            set(CURLOPT_HTTPHEADER, headers.get());
        }
    } else {
        set(CURLOPT_ACCEPT_ENCODING, ""); // all that libcurl can decode
    }
    set(CURLOPT_HEADERDATA, this);
    set(
        CURLOPT_HEADERFUNCTION, +[](char* data, size_t size, size_t count, void* self) -> size_t {
            static_cast<Impl*>(self)->response.addLine({data, size * count});
            return size * count;
        });
    set(CURLOPT_WRITEDATA, this);
    set(
        CURLOPT_WRITEFUNCTION, +[](char* data, size_t size, size_t count, void* self) -> size_t {
            return static_cast<Impl*>(self)->takeBody({data, size * count});
        });
    set(CURLOPT_OPENSOCKETDATA, this);
    set(
        CURLOPT_OPENSOCKETFUNCTION, +[](void* self, curlsocktype, curl_sockaddr* address) -> curl_socket_t {
            if (!static_cast<Impl*>(self)->mayConnect(address->addr)) {
                return CURL_SOCKET_BAD;
            }
            return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        });
}

/// Judges an address after its name was looked up, so that no answer of a name server can lead astray.
bool HttpDownload::Impl::mayConnect(const sockaddr& address)
{
    const AddressKind kind = addressKind(address);
    if (kind == AddressKind::LinkLocal) {
        refusal = "Link-local addresses are refused";
        return false;
    }
    if (kind == AddressKind::Private && hasLeft) {
        refusal = "A redirect from outside leads into the own network";
        return false;
    }
    hasLeft = hasLeft || kind == AddressKind::Public;
    return true;
}

/// Compressed content that grows beyond all measure.
bool HttpDownload::Impl::isBomb(size_t numBytes)
{
    numDecoded += numBytes;
    if (!response.isEncoded() || numDecoded < kHarmlessBytes) {
        return false;
    }
    curl_off_t numReceived = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &numReceived);
    return numDecoded / kMaxRatio > static_cast<uint64_t>(std::max<curl_off_t>(numReceived, 1));
}

/// Looks at the head once, before the first byte of the body is used.
bool HttpDownload::Impl::checkResponse()
{
    isChecked = true;
    auto skipped = response.surplusBefore(request.offset);
    if (!skipped.ok()) {
        failure = skipped.takeError();
        mayRecover = response.mayRecover();
        return false;
    }
    const bool hasChanged = request.offset != 0 && !request.entityTag.empty() && !response.entityTag().empty() &&
                            request.entityTag != response.entityTag();
    if (hasChanged) {
        failure = makeError(ErrorCode::kConnectorTransport, "The content changed while it was read");
        return false;
    }
    surplus = *skipped;
    return true;
}

size_t HttpDownload::Impl::takeBody(std::string_view bytes)
{
    if (isPastEnd()) {
        return bytes.size(); // the page that says so
    }
    if (!isChecked && !checkResponse()) {
        return 0; // libcurl ends the transfer
    }
    if (!control->isRunning()) {
        isHeld = true;
        return CURL_WRITEFUNC_PAUSE; // the same bytes come again
    }
    if (isBomb(bytes.size())) {
        failure = makeError(ErrorCode::kConnectorTransport, "The compressed content grows more than a thousandfold");
        return 0;
    }
    const size_t all = bytes.size();
    const auto skipped = static_cast<size_t>(std::min<uint64_t>(surplus, bytes.size()));
    surplus -= skipped;
    bytes.remove_prefix(skipped);
    buffer += bytes;
    if (buffer.size() >= kBufferBytes) {
        flush();
    }
    return all;
}

void HttpDownload::Impl::flush()
{
    if (!buffer.empty()) {
        (*sink)(buffer);
        buffer.clear();
    }
}

DownloadResult HttpDownload::Impl::finish(CURLcode code)
{
    flush();
    if (failure) {
        return {DownloadEnd::Failed, *failure, mayRecover};
    }
    if (code != CURLE_OK) {
        const bool isRefused = refusal != nullptr && code == CURLE_COULDNT_CONNECT;
        const std::string reason = isRefused ? refusal : curl_easy_strerror(code);
        const bool isFinal = isRefused || code == CURLE_TOO_MANY_REDIRECTS || code == CURLE_UNSUPPORTED_PROTOCOL ||
                             code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_URL_MALFORMAT;
        return {DownloadEnd::Failed, makeError(ErrorCode::kConnectorTransport, reason), !isFinal};
    }
    if (isPastEnd()) {
        return {DownloadEnd::Complete, {}, false};
    }
    if (!isChecked && !checkResponse()) {
        return {DownloadEnd::Failed, *failure, mayRecover};
    }
    return {DownloadEnd::Complete, {}, false};
}

/// False when the connection is to be given up, or on a stop.
bool HttpDownload::Impl::waitWhilePaused(std::stop_token stop, std::chrono::milliseconds pauseTimeout)
{
    flush();
    return control->awaitRunningFor(stop, pauseTimeout);
}

HttpDownload::HttpDownload(HttpRequest request)
    : m_impl(std::make_unique<Impl>(std::move(request)))
{
}

HttpDownload::~HttpDownload() = default;

const HttpResponse& HttpDownload::response() const
{
    return m_impl->response;
}

DownloadResult HttpDownload::run(ReaderControl& control, std::stop_token stop, std::chrono::milliseconds pauseTimeout,
                                 const Sink& sink)
{
    Impl& self = *m_impl;
    self.control = &control;
    self.sink = &sink;
    curl_multi_add_handle(self.multi.get(), self.easy.get());
    const std::stop_callback wake(stop, [&self] { curl_multi_wakeup(self.multi.get()); });
    const auto deadline = std::chrono::steady_clock::now() + kAnswerTimeout;
    while (!stop.stop_requested()) {
        if (!control.isRunning() && !self.waitWhilePaused(stop, pauseTimeout)) {
            return {stop.stop_requested() ? DownloadEnd::Stopped : DownloadEnd::Paused, {}, false};
        }
        if (self.isHeld) {
            self.isHeld = false; // may become true again within the call
            curl_easy_pause(self.easy.get(), CURLPAUSE_CONT);
        }
        int numRunning = 0;
        if (const CURLMcode code = curl_multi_perform(self.multi.get(), &numRunning); code != CURLM_OK) {
            return {DownloadEnd::Failed, makeError(ErrorCode::kConnectorTransport, curl_multi_strerror(code)), false};
        }
        int numLeft = 0;
        while (const CURLMsg* message = curl_multi_info_read(self.multi.get(), &numLeft)) {
            if (message->msg == CURLMSG_DONE) {
                return self.finish(message->data.result);
            }
        }
        self.flush();
        if (!self.response.hasArrived() && std::chrono::steady_clock::now() > deadline) {
            return {DownloadEnd::Failed, makeError(ErrorCode::kConnectorTransport, "The server does not answer"), true};
        }
        if (!self.isHeld) {
            curl_multi_poll(self.multi.get(), nullptr, 0, kPollMillis, nullptr);
        }
    }
    return {DownloadEnd::Stopped, {}, false};
}

} // namespace millrace
