// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/url/http_response.h"

#include <algorithm>
#include <charconv>

namespace millrace {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r\n";
    const size_t first = text.find_first_not_of(kBlanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool isName(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
           });
}

template <typename T>
bool parseNumber(std::string_view text, T& value)
{
    return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

} // namespace

void HttpResponse::addLine(std::string_view line)
{
    if (line.starts_with("HTTP/")) {
        *this = HttpResponse();
        const std::string_view rest = trimmed(line.substr(std::min(line.find(' '), line.size())));
        parseNumber(rest, m_status);
        m_reason = rest;
        return;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        return;
    }
    const std::string_view name = trimmed(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (isName(name, "etag")) {
        m_entityTag = value;
    } else if (isName(name, "content-encoding")) {
        m_isEncoded = !isName(value, "identity");
    } else if (isName(name, "content-range")) {
        uint64_t start = 0;
        m_hasRange = true;
        const size_t blank = value.find(' ');
        if (blank != std::string_view::npos && isName(value.substr(0, blank), "bytes") &&
            parseNumber(trimmed(value.substr(blank)), start)) {
            m_rangeStart = start;
        }
    }
}

Result<uint64_t> HttpResponse::surplusBefore(uint64_t offset) const
{
    if (m_status < 200 || m_status > 299) {
        return makeError(ErrorCode::kConnectorTransport, "The server answered " + m_reason);
    }
    if (m_status != 206) {
        if (m_hasRange) {
            return makeError(ErrorCode::kConnectorTransport,
                             "The server sent a part of the content without saying so in its status");
        }
        return offset;
    }
    if (!m_rangeStart) {
        return makeError(ErrorCode::kConnectorTransport, "The server sent a part of the content without saying which");
    }
    if (*m_rangeStart > offset) {
        return makeError(ErrorCode::kConnectorTransport, "The server left out a part of the content: asked for byte " +
                                                             std::to_string(offset) + ", got byte " +
                                                             std::to_string(*m_rangeStart));
    }
    return offset - *m_rangeStart;
}

} // namespace millrace
