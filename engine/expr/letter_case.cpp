// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/letter_case.h"

#include "engine/expr/code_points.h"

#include <algorithm>
#include <clocale>
#include <cwctype>

namespace millrace {

namespace {

/// The character classes of Unicode, whatever locale the program runs in.
locale_t unicodeLocale()
{
    // Built into glibc; on a system without it letters beyond ASCII keep their case.
    static const locale_t locale = [] {
        const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
        return utf8 != nullptr ? utf8 : newlocale(LC_CTYPE_MASK, "C", nullptr);
    }();
    return locale;
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

char upperAscii(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char lowerAscii(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void appendUpperPoint(std::string& out, char32_t point)
{
    constexpr char32_t kSharpS = U'\u00DF';
    if (point == kSharpS) {
        out += "SS";
        return;
    }
    appendCodePoint(out, static_cast<char32_t>(towupper_l(static_cast<wint_t>(point), unicodeLocale())));
}

void appendLowerPoint(std::string& out, char32_t point)
{
    appendCodePoint(out, static_cast<char32_t>(towlower_l(static_cast<wint_t>(point), unicodeLocale())));
}

template <auto kAscii, auto kPoint>
void appendMapped(std::string& out, std::string_view text)
{
    if (isAscii(text)) {
        const size_t first = out.size();
        out += text;
        std::transform(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                       out.begin() + static_cast<std::ptrdiff_t>(first), kAscii);
        return;
    }
    for (size_t offset = 0; offset < text.size();) {
        kPoint(out, nextCodePoint(text, offset));
    }
}

} // namespace

void appendUpper(std::string& out, std::string_view text)
{
    appendMapped<&upperAscii, &appendUpperPoint>(out, text);
}

void appendLower(std::string& out, std::string_view text)
{
    appendMapped<&lowerAscii, &appendLowerPoint>(out, text);
}

void appendInitialCapitals(std::string& out, std::string_view text, WordStart start)
{
    bool isInWord = false;
    for (size_t offset = 0; offset < text.size();) {
        const char32_t point = nextCodePoint(text, offset);
        const auto wide = static_cast<wint_t>(point);
        const bool isPart = start == WordStart::AfterBlank ? iswspace_l(wide, unicodeLocale()) == 0
                                                           : iswalnum_l(wide, unicodeLocale()) != 0;
        if (!isPart) {
            appendCodePoint(out, point);
        } else if (isInWord) {
            appendLowerPoint(out, point);
        } else {
            appendUpperPoint(out, point);
        }
        isInWord = isPart;
    }
}

} // namespace millrace
