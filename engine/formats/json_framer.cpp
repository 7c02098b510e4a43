// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_framer.h"

#include <cstring>

namespace millrace {

/// Position after the closing quote, of the line end that breaks the string, or the end of the text.
size_t JsonFramer::passString(std::string_view text, size_t at)
{
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (m_isEscaped) {
            m_isEscaped = false;
        } else if (c == '\\') {
            m_isEscaped = true;
        } else if (c == '"') {
            m_inString = false;
            m_last = Last::Value;
            return at + 1;
        }
        if (c == '\n') {
            m_isSkipping = true;
            return at;
        }
    }
    return at;
}

JsonFramer::Frame JsonFramer::skipLine(std::string_view text, size_t from)
{
    const void* end = from < text.size() ? std::memchr(text.data() + from, '\n', text.size() - from) : nullptr;
    if (end == nullptr) {
        return {State::NeedMore, text.size()};
    }
    return {State::Malformed, static_cast<size_t>(static_cast<const char*>(end) - text.data())};
}

bool JsonFramer::open(char bracket)
{
    if (m_last == Last::Value) {
        return false;
    }
    if (bracket == '"') {
        m_inString = true;
        return true;
    }
    m_last = Last::Opening;
    return ++m_depth <= kMaxDepth;
}

JsonFramer::Frame JsonFramer::advance(std::string_view text, size_t from)
{
    size_t at = from;
    while (at < text.size() && !m_isSkipping) {
        if (m_inString) {
            at = passString(text, at);
            continue;
        }
        const char c = text[at];
        if (c == '{' || c == '[' || c == '"') {
            if (!open(c)) {
                if (c == '{' && m_depth <= kMaxDepth) {
                    return {State::Malformed, at};
                }
                m_isSkipping = true;
                break;
            }
        } else if (c == '}' || c == ']') {
            m_last = Last::Value;
            if (--m_depth == 0) {
                return {State::Complete, at + 1};
            }
        } else if (c == ',' || c == ':') {
            m_last = Last::Separator;
        } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
            m_last = Last::Value;
        }
        ++at;
    }
    return m_isSkipping ? skipLine(text, at) : Frame{State::NeedMore, text.size()};
}

} // namespace millrace
