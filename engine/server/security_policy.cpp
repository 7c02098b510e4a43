// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/security_policy.h"

#include "engine/base/file_descriptor.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QList>
#include <QRandomGenerator>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace::server {

namespace {

constexpr std::string_view kBearerProtocol = "feldera-bearer.";
constexpr std::string_view kQueryProtocol = "feldera-ws-v1";

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& letter : lower) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

bool holds(const std::vector<std::string>& list, const std::string& item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// Of all `Sec-WebSocket-Protocol` headers, in order.
std::vector<std::string> offeredSubprotocols(const HttpRequest& request)
{
    std::vector<std::string> offered;
    for (const auto& [name, value] : request.headers) {
        if (name != "sec-websocket-protocol") {
            continue;
        }
        for (const QByteArray& item : QByteArray::fromStdString(value).split(',')) {
            if (!item.trimmed().isEmpty()) {
                offered.push_back(item.trimmed().toStdString());
            }
        }
    }
    return offered;
}

bool isAboutKeys(const HttpRequest& request)
{
    return request.segments.size() >= 2 && request.segments[0] == "v0" && request.segments[1] == "api_keys";
}

/// By method, but for what is asked by POST for the sake of its parameters. A statement is judged where it is run.
bool onlyReads(const HttpRequest& request)
{
    if (request.method == HttpMethod::Get || request.method == HttpMethod::Head) {
        return true;
    }
    const std::vector<std::string>& path = request.segments;
    const bool isOfPipeline = path.size() >= 4 && path[0] == "v0" && path[1] == "pipelines";
    const bool isEgress = isOfPipeline && path.size() == 5 && path[3] == "egress";
    const bool isDiff = isOfPipeline && path.size() == 4 && path[3] == "diff";
    const bool isValidation = path.size() == 2 && path[0] == "v0" && path[1] == "validate_program";
    return request.method == HttpMethod::Post && (isEgress || isDiff || isValidation);
}

std::array<uint8_t, 32> digestOf(std::string_view text)
{
    const QByteArray hash = QCryptographicHash::hash(
        QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())), QCryptographicHash::Sha256);
    std::array<uint8_t, 32> digest{};
    std::copy_n(hash.begin(), digest.size(), digest.begin());
    return digest;
}

Result<std::string> makeToken(const std::filesystem::path& file)
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->generate(random.begin(), random.end());
    const QByteArray bytes(reinterpret_cast<const char*>(random.data()), sizeof(random));
    constexpr auto kEncoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    const std::string token = bytes.toBase64(kEncoding).toStdString();
    const std::string line = token + "\n";
    const FileDescriptor made(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (made.get() < 0 || write(made.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        return makeError(ErrorCode::kIoOpen,
                         "The token file cannot be made: " + file.string() + ": " + std::strerror(errno));
    }
    return token;
}

} // namespace

BearerToken::BearerToken(std::string_view token)
    : m_digest(digestOf(token))
{
}

bool BearerToken::matches(std::string_view token) const
{
    const std::array<uint8_t, 32> digest = digestOf(token);
    unsigned difference = 0;
    for (size_t at = 0; at < digest.size(); ++at) {
        difference |= static_cast<unsigned>(digest[at] ^ m_digest[at]);
    }
    return difference == 0;
}

Result<std::string> readOrMakeToken(const std::filesystem::path& file)
{
    const FileDescriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (opened.get() < 0 && errno == ENOENT) {
        return makeToken(file);
    }
    struct stat status = {};
    std::array<char, 4096> text{};
    ssize_t size = -1;
    if (opened.get() >= 0 && fstat(opened.get(), &status) == 0) {
        size = read(opened.get(), text.data(), text.size());
    }
    if (size < 0) {
        return makeError(ErrorCode::kIoRead,
                         "The token file cannot be read: " + file.string() + ": " + std::strerror(errno));
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return makeError(ErrorCode::kIoRead,
                         "The token file is open to other users (chmod 600 mends that): " + file.string());
    }
    const std::string token = QByteArray(text.data(), size).trimmed().toStdString();
    const bool isOneWord = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (token.empty() || !isOneWord) {
        return makeError(ErrorCode::kIoRead, "The token file does not hold one word: " + file.string());
    }
    return token;
}

SecurityPolicy SecurityPolicy::forServer(uint16_t port, bool usesTls, const std::vector<std::string>& moreNames)
{
    SecurityPolicy policy;
    std::vector<std::string> names = {"127.0.0.1", "[::1]", "localhost"};
    for (const std::string& name : moreNames) {
        const bool isBareIpv6 = std::count(name.begin(), name.end(), ':') > 1 && name.front() != '[';
        names.push_back(isBareIpv6 ? "[" + name + "]" : lowerCase(name));
    }
    const uint16_t usualPort = usesTls ? 443 : 80;
    for (const std::string& name : names) {
        policy.hosts.push_back(name + ":" + std::to_string(port));
        if (port == usualPort) {
            policy.hosts.push_back(name);
        }
    }
    for (const std::string& host : policy.hosts) {
        policy.origins.push_back((usesTls ? "https://" : "http://") + host);
    }
    return policy;
}

std::optional<ApiError> SecurityPolicy::judge(const HttpRequest& request) const
{
    const std::string* host = request.header("host");
    if (!host || request.countHeaders("host") != 1 || !holds(hosts, lowerCase(*host))) {
        return ApiError{421, "MisdirectedRequest", "The Host header does not name this server"};
    }
    if (const std::string* origin = request.header("origin")) {
        if (request.countHeaders("origin") != 1 || !holds(origins, lowerCase(*origin))) {
            return ApiError{403, "ForeignOrigin", "Pages of other origins may not use this server"};
        }
    }
    if (const std::string* site = request.header("sec-fetch-site")) {
        const std::string from = lowerCase(*site);
        if (request.countHeaders("sec-fetch-site") != 1 || (from != "none" && from != "same-origin")) {
            return ApiError{403, "ForeignOrigin", "Pages of other origins may not use this server"};
        }
    }
    return token && request.path != "/healthz" ? judgeCredentials(request) : std::nullopt;
}

std::optional<ApiError> SecurityPolicy::judgeCredentials(const HttpRequest& request) const
{
    const std::optional<std::string> presented = presentedToken(request);
    if (presented && token->matches(*presented)) {
        return std::nullopt;
    }
    const std::optional<KeyRole> role = presented && roleOfKey ? roleOfKey(*presented) : std::nullopt;
    if (!role) {
        return ApiError{401, "AuthenticationFailed", "The request needs the bearer token of this server, or a key"};
    }
    if (isAboutKeys(request)) {
        return ApiError{403, "Forbidden", "Keys are given out with the token of the server only"};
    }
    if (*role == KeyRole::Read && !onlyReads(request)) {
        return ApiError{403, "Forbidden", "The key of this request only allows to read"};
    }
    return std::nullopt;
}

std::optional<KeyRole> SecurityPolicy::roleOf(const HttpRequest& request) const
{
    const std::optional<std::string> presented = token && roleOfKey ? presentedToken(request) : std::nullopt;
    return presented && !token->matches(*presented) ? roleOfKey(*presented) : std::nullopt;
}

std::optional<std::string> presentedToken(const HttpRequest& request)
{
    if (const std::string* credentials = request.header("authorization")) {
        constexpr std::string_view kScheme = "bearer ";
        if (request.countHeaders("authorization") != 1 || credentials->size() <= kScheme.size() ||
            lowerCase(credentials->substr(0, kScheme.size())) != kScheme) {
            return std::nullopt;
        }
        return credentials->substr(kScheme.size());
    }
    if (!request.isUpgrade) {
        return std::nullopt;
    }
    for (const std::string& protocol : offeredSubprotocols(request)) {
        if (protocol.starts_with(kBearerProtocol)) {
            return QByteArray::fromBase64(QByteArray::fromStdString(protocol.substr(kBearerProtocol.size())),
                                          QByteArray::Base64UrlEncoding)
                .toStdString();
        }
    }
    return std::nullopt;
}

std::optional<std::string> chosenSubprotocol(const HttpRequest& request)
{
    const std::vector<std::string> offered = offeredSubprotocols(request);
    if (holds(offered, std::string(kQueryProtocol))) {
        return std::string(kQueryProtocol);
    }
    return offered.empty() ? std::nullopt : std::optional(offered.front());
}

} // namespace millrace::server
