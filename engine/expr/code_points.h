// SPDX-License-Identifier: GPL-3.0-or-later
// Positions in UTF-8 text counted in code points. Broken UTF-8 is counted by its lead bytes, never read beyond its end.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace millrace {

inline bool isContinuationByte(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

inline size_t countCodePoints(std::string_view text)
{
    // Eight bytes at a time: a continuation byte has its highest bit set and the next one not.
    constexpr uint64_t kLowBits = 0x0101010101010101ULL;
    size_t following = 0;
    size_t offset = 0;
    for (; offset + 8 <= text.size(); offset += 8) {
        uint64_t word;
        std::memcpy(&word, text.data() + offset, sizeof word);
        following += static_cast<size_t>(std::popcount((word >> 7) & (~word >> 6) & kLowBits));
    }
    for (; offset < text.size(); ++offset) {
        following += isContinuationByte(text[offset]) ? 1 : 0;
    }
    return text.size() - following;
}

/// Byte offset of the code point number `index` (from 0); the size of the text when it has fewer.
inline size_t offsetOfCodePoint(std::string_view text, size_t index)
{
    size_t offset = 0;
    while (offset < text.size() && index != 0) {
        ++offset;
        while (offset < text.size() && isContinuationByte(text[offset])) {
            ++offset;
        }
        --index;
    }
    return offset;
}

/// The first `count` code points.
inline std::string_view firstCodePoints(std::string_view text, size_t count)
{
    // No code point is shorter than a byte.
    return text.size() <= count ? text : text.substr(0, offsetOfCodePoint(text, count));
}

/// The code point that starts at `offset`, which moves behind it; U+FFFD for broken bytes.
char32_t nextCodePoint(std::string_view text, size_t& offset);
void appendCodePoint(std::string& out, char32_t codePoint);

} // namespace millrace
