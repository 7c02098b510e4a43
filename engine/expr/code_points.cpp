// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/code_points.h"

namespace millrace {

char32_t nextCodePoint(std::string_view text, size_t& offset)
{
    const auto lead = static_cast<unsigned char>(text[offset++]);
    if (lead < 0x80) {
        return lead;
    }
    const int following = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t codePoint = lead & (0x3F >> following);
    for (int i = 0; i < following; ++i) {
        if (offset == text.size() || !isContinuationByte(text[offset])) {
            return U'\uFFFD';
        }
        codePoint = (codePoint << 6) | (static_cast<unsigned char>(text[offset++]) & 0x3F);
    }
    return following == 0 ? U'\uFFFD' : codePoint;
}

void appendCodePoint(std::string& out, char32_t codePoint)
{
    if (codePoint < 0x80) {
        out += static_cast<char>(codePoint);
        return;
    }
    if (codePoint < 0x800) {
        out += static_cast<char>(0xC0 | (codePoint >> 6));
    } else if (codePoint < 0x10000) {
        out += static_cast<char>(0xE0 | (codePoint >> 12));
        out += static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (codePoint >> 18));
        out += static_cast<char>(0x80 | ((codePoint >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
    }
    out += static_cast<char>(0x80 | (codePoint & 0x3F));
}

} // namespace millrace
