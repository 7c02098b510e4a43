// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_text.h"

#include <cstdint>
#include <cstring>

namespace millrace {

namespace {

bool needsEscape(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// True when one of eight bytes may need an escape: the zero byte test of "Hacker's Delight" §6-1 on the
/// differences to the quote and the backslash, and a borrow below 0x20.
bool mayNeedEscape(const char* bytes)
{
    constexpr uint64_t kOnes = 0x0101010101010101ULL;
    constexpr uint64_t kHigh = 0x8080808080808080ULL;
    uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    const uint64_t quote = word ^ (kOnes * '"');
    const uint64_t backslash = word ^ (kOnes * '\\');
    const uint64_t hits =
        ((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | ((word - kOnes * 0x20) & ~word);
    return (hits & kHigh) != 0;
}

void appendEscaped(std::string& out, char c)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default:
        out += "\\u00";
        out += kHex[static_cast<unsigned char>(c) >> 4];
        out += kHex[static_cast<unsigned char>(c) & 15];
    }
}

} // namespace

void appendJsonString(std::string& out, std::string_view text)
{
    out += '"';
    size_t plain = 0;
    size_t at = 0;
    while (at < text.size()) {
        if (text.size() - at >= 8 && !mayNeedEscape(text.data() + at)) {
            at += 8;
        } else if (needsEscape(text[at])) {
            out.append(text, plain, at - plain);
            appendEscaped(out, text[at]);
            plain = ++at;
        } else {
            ++at;
        }
    }
    out.append(text, plain, at - plain);
    out += '"';
}

} // namespace millrace
