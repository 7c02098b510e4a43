// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/api_client.h"

#include <curl/curl.h>

#include <array>
#include <fstream>

namespace millrace::cli {

namespace {

constexpr long kConnectTimeoutSeconds = 10;
/// What is kept of a body that has to be read as a whole.
constexpr size_t kMaxBodyBytes = size_t{64} << 20;

Result<std::string> readToken(const std::string& path)
{
    constexpr size_t kMaxTokenBytes = 4096;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return makeError(ErrorCode::kIoOpen, "The token file cannot be opened: " + path);
    }
    std::string token(kMaxTokenBytes, '\0');
    file.read(token.data(), static_cast<std::streamsize>(token.size()));
    token.resize(static_cast<size_t>(file.gcount()));
    while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) {
        token.pop_back();
    }
    if (token.empty()) {
        return makeError(ErrorCode::kIoRead, "The token file is empty: " + path);
    }
    return token;
}

std::string baseUrl(const InstanceOptions& options)
{
    std::string host = options.host;
    std::string scheme = "http://";
    for (const std::string_view known : {"http://", "https://"}) {
        if (host.compare(0, known.size(), known) == 0) {
            scheme = known;
            host.erase(0, known.size());
        }
    }
    while (!host.empty() && host.back() == '/') {
        host.pop_back();
    }
    if (host.find(':') != std::string::npos && host.front() != '[') {
        host = "[" + host + "]"; // IPv6
    }
    return scheme + host + ":" + std::to_string(options.port);
}

/// What an error object says; of anything else its beginning.
std::string messageOf(const std::string& body)
{
    constexpr size_t kMaxShown = 500;
    const nlohmann::json error = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (error.is_object() && error.contains("message") && error["message"].is_string()) {
        return error["message"].get<std::string>();
    }
    return body.substr(0, kMaxShown);
}

/// Where the bytes of an answer go: errors are kept, the rest is handed over.
struct Receiver {
    CURL* handle = nullptr;
    const ApiClient::BodySink* onBytes = nullptr;
    std::string errorBody;
    bool isEnded = false; ///< by the sink

    static size_t receive(char* bytes, size_t size, size_t count, void* self)
    {
        auto& receiver = *static_cast<Receiver*>(self);
        long status = 0;
        curl_easy_getinfo(receiver.handle, CURLINFO_RESPONSE_CODE, &status);
        const std::string_view text(bytes, size * count);
        if (status >= 200 && status < 300) {
            receiver.isEnded = !(*receiver.onBytes)(text);
        } else if (receiver.errorBody.size() < kMaxBodyBytes) {
            receiver.errorBody += text;
        }
        return receiver.isEnded ? 0 : text.size(); // 0 ends the transfer
    }
};

} // namespace

struct ApiClient::Connection {
    ~Connection()
    {
        curl_slist_free_all(headers);
        curl_easy_cleanup(handle);
    }

    Status call(const char* method, const std::string& path, const BodySink& onBytes);

    CURL* handle = curl_easy_init();
    curl_slist* headers = nullptr;
    std::string base;
    std::string certificateFile;
};

Status ApiClient::Connection::call(const char* method, const std::string& path, const BodySink& onBytes)
{
    Receiver receiver{handle, &onBytes, {}};
    std::array<char, CURL_ERROR_SIZE> problem{};
    const std::string url = base + path;
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectTimeoutSeconds);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, problem.data());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Receiver::receive);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &receiver);
    if (!certificateFile.empty()) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, certificateFile.c_str());
    }
    const CURLcode outcome = curl_easy_perform(handle);
    if (outcome != CURLE_OK && !receiver.isEnded) {
        const std::string reason = problem[0] != '\0' ? problem.data() : curl_easy_strerror(outcome);
        return makeError(ErrorCode::kIoOpen, "The instance at " + base + " does not answer: " + reason);
    }
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status >= 300) {
        return makeError(ErrorCode::kIoRead, messageOf(receiver.errorBody));
    }
    return {};
}

ApiClient::ApiClient(std::unique_ptr<Connection> connection)
    : m_connection(std::move(connection))
{
}

ApiClient::ApiClient(ApiClient&&) noexcept = default;
ApiClient& ApiClient::operator=(ApiClient&&) noexcept = default;
ApiClient::~ApiClient() = default;

Result<ApiClient> ApiClient::open(const InstanceOptions& options)
{
    auto connection = std::make_unique<Connection>();
    if (connection->handle == nullptr) {
        return makeError(ErrorCode::kIoOpen, "libcurl cannot be used");
    }
    connection->base = baseUrl(options);
    connection->certificateFile = options.certificateFile;
    connection->headers = curl_slist_append(nullptr, "Accept: application/json");
    if (!options.tokenFile.empty()) {
        MR_TRY(const std::string token, readToken(options.tokenFile));
        connection->headers = curl_slist_append(connection->headers, ("Authorization: Bearer " + token).c_str());
    }
    return ApiClient(std::move(connection));
}

Status ApiClient::stream(const std::string& path, const BodySink& onBytes)
{
    return m_connection->call("GET", path, onBytes);
}

namespace {

/// Keeps a body as a whole.
ApiClient::BodySink into(std::string& body)
{
    return [&body](std::string_view bytes) {
        body += bytes;
        return true;
    };
}

Result<nlohmann::json> parsedAnswer(const std::string& body)
{
    if (body.empty()) {
        return nlohmann::json();
    }
    nlohmann::json answer = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (answer.is_discarded()) {
        return makeError(ErrorCode::kIoRead, "The answer is no JSON; is it a Millrace that answers there?");
    }
    return answer;
}

} // namespace

Result<nlohmann::json> ApiClient::get(const std::string& path)
{
    std::string body;
    MR_CHECK(m_connection->call("GET", path, into(body)));
    return parsedAnswer(body);
}

Result<nlohmann::json> ApiClient::post(const std::string& path)
{
    std::string body;
    MR_CHECK(m_connection->call("POST", path, into(body)));
    return parsedAnswer(body);
}

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr std::string_view kPlain = "-._~";
    std::string out;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                             kPlain.find(c) != std::string_view::npos;
        if (isPlain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
        }
    }
    return out;
}

std::string apiPath(const std::vector<std::string>& segments)
{
    std::string path;
    for (const std::string& segment : segments) {
        path += "/" + percentEncoded(segment);
    }
    return path;
}

} // namespace millrace::cli
