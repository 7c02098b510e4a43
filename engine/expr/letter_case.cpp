// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/letter_case.h"

#include "engine/expr/code_points.h"

#include <algorithm>
#include <clocale>
#include <cstdint>
#include <cstring>
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

constexpr uint64_t kEachByte = 0x0101010101010101ULL;
constexpr uint64_t kHighBits = kEachByte * 0x80;

bool isAscii(std::string_view text)
{
    uint64_t seen = 0;
    size_t offset = 0;
    for (; offset + sizeof seen <= text.size(); offset += sizeof seen) {
        uint64_t word;
        std::memcpy(&word, text.data() + offset, sizeof word);
        seen |= word;
    }
    uint64_t rest = 0;
    std::memcpy(&rest, text.data() + offset, text.size() - offset);
    return ((seen | rest) & kHighBits) == 0;
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

/// The letters from kFirst to kLast of eight ASCII bytes in the other case.
template <char kFirst, char kLast>
uint64_t withOtherCase(uint64_t bytes)
{
    // Adding makes the highest bit of a byte tell whether it is kFirst or above, and whether it is above kLast.
    const uint64_t fromFirst = bytes + kEachByte * static_cast<uint64_t>(0x80 - kFirst);
    const uint64_t aboveLast = bytes + kEachByte * static_cast<uint64_t>(0x7F - kLast);
    return bytes ^ ((fromFirst & ~aboveLast & kHighBits) >> 2);
}

/// ASCII text only; `out` has room for as many bytes.
template <char kFirst, char kLast>
void mapAscii(std::string_view text, char* out)
{
    size_t offset = 0;
    uint64_t word = 0;
    for (; offset + sizeof word <= text.size(); offset += sizeof word) {
        std::memcpy(&word, text.data() + offset, sizeof word);
        word = withOtherCase<kFirst, kLast>(word);
        std::memcpy(out + offset, &word, sizeof word);
    }
    word = 0;
    std::memcpy(&word, text.data() + offset, text.size() - offset);
    word = withOtherCase<kFirst, kLast>(word);
    std::memcpy(out + offset, &word, text.size() - offset);
}

template <char kFirst, char kLast, auto kAppend>
StringRef mapped(const StringRef& text, StringArena& arena)
{
    if (text.isInline()) {
        // The bytes behind the length, in both words at once; zeros behind the text stay zeros.
        uint64_t words[2];
        std::memcpy(words, &text, sizeof words);
        constexpr uint64_t kLength = 0xFFFFFFFFULL;
        if ((((words[0] & ~kLength) | words[1]) & kHighBits) == 0) {
            words[0] = (words[0] & kLength) | withOtherCase<kFirst, kLast>(words[0] & ~kLength);
            words[1] = withOtherCase<kFirst, kLast>(words[1]);
            StringRef result;
            std::memcpy(static_cast<void*>(&result), words, sizeof words);
            return result;
        }
    } else if (isAscii(text.view())) {
        char* bytes = arena.allocate(text.size());
        mapAscii<kFirst, kLast>(text.view(), bytes);
        return StringRef(std::string_view(bytes, text.size()));
    }
    std::string other;
    kAppend(other, text.view());
    return arena.store(other);
}

} // namespace

StringRef toUpper(const StringRef& text, StringArena& arena)
{
    return mapped<'a', 'z', &appendUpper>(text, arena);
}

StringRef toLower(const StringRef& text, StringArena& arena)
{
    return mapped<'A', 'Z', &appendLower>(text, arena);
}

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
