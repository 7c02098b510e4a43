// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/letter_case.h"

#include <cstdint>
#include <cwctype>
#include <locale.h>

namespace millrace {

namespace {

/// The letter at the front of `text` and its bytes; 0 bytes where it is no UTF-8.
struct Letter {
    uint32_t code = 0;
    size_t size = 0;
};

Letter letterAt(std::string_view text)
{
    const auto first = static_cast<uint8_t>(text.front());
    const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size) {
        return {};
    }
    uint32_t code = first & (0xFFU >> (size + 1));
    for (size_t i = 1; i < size; ++i) {
        const auto next = static_cast<uint8_t>(text[i]);
        if ((next & 0xC0) != 0x80) {
            return {};
        }
        code = code << 6 | (next & 0x3FU);
    }
    return {code, size};
}

void appendLetter(std::string& text, uint32_t code)
{
    if (code < 0x80) {
        text += static_cast<char>(code);
        return;
    }
    const int numMore = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    text += static_cast<char>((0xF00U >> (numMore + 1) & 0xFFU) | code >> (6 * numMore));
    for (int i = numMore - 1; i >= 0; --i) {
        text += static_cast<char>(0x80U | (code >> (6 * i) & 0x3FU));
    }
}

} // namespace

std::string lowerCased(std::string_view text)
{
    static const locale_t unicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    std::string lower;
    lower.reserve(text.size());
    while (!text.empty()) {
        const char c = text.front();
        const Letter letter = static_cast<uint8_t>(c) < 0x80 || unicode == nullptr ? Letter() : letterAt(text);
        if (letter.size != 0) {
            appendLetter(lower, static_cast<uint32_t>(::towlower_l(static_cast<wint_t>(letter.code), unicode)));
        } else {
            lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        }
        text.remove_prefix(letter.size == 0 ? 1 : letter.size);
    }
    return lower;
}

} // namespace millrace
