// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/error_ring.h"

#include <algorithm>

namespace millrace {

namespace {

bool isContinuation(char byte)
{
    return (static_cast<uint8_t>(byte) & 0xC0U) == 0x80U;
}

} // namespace

std::string_view connectorErrorKindName(ConnectorErrorKind kind)
{
    switch (kind) {
    case ConnectorErrorKind::Parse: return "parse";
    case ConnectorErrorKind::Transport: return "transport";
    case ConnectorErrorKind::Encode: return "encode";
    case ConnectorErrorKind::SetAside: return "set-aside";
    }
    return "";
}

void capText(std::string& text, size_t maxBytes)
{
    constexpr std::string_view kCut = " … ";
    if (text.size() <= maxBytes) {
        return;
    }
    const size_t kept = maxBytes - std::min(maxBytes, kCut.size());
    size_t headEnd = kept / 2;
    size_t tailBegin = text.size() - (kept - headEnd);
    while (headEnd > 0 && isContinuation(text[headEnd])) {
        --headEnd;
    }
    while (tailBegin < text.size() && isContinuation(text[tailBegin])) {
        ++tailBegin;
    }
    text.replace(headEnd, tailBegin - headEnd, kCut);
}

void ErrorRing::add(ConnectorErrorKind kind, ConnectorError entry)
{
    entry.index = m_nextIndex++;
    entry.kind = connectorErrorKindName(kind);
    capText(entry.error.detail, kMaxTextBytes);
    capText(entry.raw, kMaxTextBytes);
    std::deque<ConnectorError>& ring = m_kinds[static_cast<size_t>(kind)];
    if (ring.size() == kMaxPerKind) {
        ring.pop_front();
    }
    ring.push_back(std::move(entry));
}

std::vector<ConnectorError> ErrorRing::list() const
{
    std::vector<ConnectorError> all;
    for (const std::deque<ConnectorError>& ring : m_kinds) {
        all.insert(all.end(), ring.begin(), ring.end());
    }
    std::sort(all.begin(), all.end(),
              [](const ConnectorError& a, const ConnectorError& b) { return a.index < b.index; });
    return all;
}

} // namespace millrace
