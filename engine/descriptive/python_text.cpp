// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/python_text.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace millrace::descriptive {

namespace {

constexpr const char* kHex = "0123456789abcdef";
constexpr uint32_t kReplacement = 0xfffd;

void appendHex(std::string& out, uint32_t value, int digits)
{
    for (int at = digits - 1; at >= 0; --at) {
        out += kHex[value >> (at * 4) & 15];
    }
}

void appendUnicodeEscape(std::string& out, uint32_t point)
{
    if (point >= 0x10000) {
        out += "\\u";
        appendHex(out, 0xd800 + ((point - 0x10000) >> 10), 4);
        point = 0xdc00 + ((point - 0x10000) & 0x3ff);
    }
    out += "\\u";
    appendHex(out, point, 4);
}

/// The code point at `at`, which moves behind it; of what is no UTF-8, U+FFFD for one byte.
uint32_t takeCodePoint(std::string_view text, size_t& at)
{
    const auto byte = [&](size_t index) { return static_cast<uint32_t>(static_cast<unsigned char>(text[index])); };
    const uint32_t first = byte(at);
    const size_t size = first < 0x80   ? 1
                        : first < 0xc2 ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                        : first < 0xf5 ? 4
                                       : 0;
    if (size <= 1 || text.size() - at < size) {
        ++at;
        return size == 1 ? first : kReplacement;
    }
    uint32_t point = first & (0x7fU >> size);
    for (size_t next = 1; next < size; ++next) {
        if ((byte(at + next) & 0xc0U) != 0x80) {
            ++at;
            return kReplacement;
        }
        point = point << 6 | (byte(at + next) & 0x3fU);
    }
    const bool isShorter = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
    const bool isSurrogate = point >= 0xd800 && point < 0xe000;
    if (isShorter || isSurrogate || point > 0x10ffff) {
        ++at;
        return kReplacement;
    }
    at += size;
    return point;
}

bool isPlain(char letter)
{
    return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
}

/// Whether all of eight letters are plain; may say no of some that are.
bool arePlain(const char* letters)
{
    uint64_t word = 0;
    std::memcpy(&word, letters, sizeof word);
    constexpr uint64_t kOnes = 0x0101010101010101;
    constexpr uint64_t kHigh = 0x8080808080808080;
    const auto holdsZero = [](uint64_t value) { return (value - kOnes) & ~value & kHigh; };
    const uint64_t isControl = (word - kOnes * 0x20) & ~word & kHigh;
    const uint64_t isSpecial =
        holdsZero(word ^ kOnes * '"') | holdsZero(word ^ kOnes * '\\') | holdsZero(word ^ kOnes * 0x7f);
    return ((word & kHigh) | isControl | isSpecial) == 0;
}

/// The short form of an escape, of both JSON and Python where `letters` has it.
bool appendShortEscape(std::string& out, char letter, std::string_view letters)
{
    constexpr std::string_view kShort = "nrtbf";
    constexpr std::string_view kMeant = "\n\r\t\b\f";
    const size_t at = kMeant.find(letter);
    if (at == std::string_view::npos || letters.find(kShort[at]) == std::string_view::npos) {
        return false;
    }
    out += '\\';
    out += kShort[at];
    return true;
}

/// What Python takes for printable is a table of 700 ranges; these are the blanks and controls that occur in texts.
bool isUnprintable(uint32_t point)
{
    return (point >= 0x7f && point <= 0xa0) || point == 0xad || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200f) || (point >= 0x2028 && point <= 0x202f) ||
           (point >= 0x205f && point <= 0x206f) || point == 0x3000 || (point >= 0xe000 && point <= 0xf8ff) ||
           point == 0xfeff || (point >= 0xfff0 && point <= 0xfffb) || point >= 0xe0000;
}

} // namespace

void appendJsonDumpsString(std::string& out, std::string_view text)
{
    out += '"';
    size_t plain = 0; // from here on nothing is written yet
    size_t at = 0;
    while (at < text.size()) {
        if (text.size() - at >= 8 && arePlain(text.data() + at)) {
            at += 8;
            continue;
        }
        if (isPlain(text[at])) {
            ++at;
            continue;
        }
        out.append(text, plain, at - plain);
        const char letter = text[at];
        if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
            ++at;
        } else if (appendShortEscape(out, letter, "nrtbf")) {
            ++at;
        } else {
            appendUnicodeEscape(out, takeCodePoint(text, at));
        }
        plain = at;
    }
    out.append(text, plain, at - plain);
    out += '"';
}

void appendReprString(std::string& out, std::string_view text)
{
    const bool hasSingle = text.find('\'') != std::string_view::npos;
    const char quote = hasSingle && text.find('"') == std::string_view::npos ? '"' : '\'';
    out += quote;
    for (size_t at = 0; at < text.size();) {
        const char letter = text[at];
        if (letter == quote || letter == '\\') {
            out += '\\';
            out += letter;
            ++at;
            continue;
        }
        if (appendShortEscape(out, letter, "nrt")) {
            ++at;
            continue;
        }
        const size_t begin = at;
        const uint32_t point = takeCodePoint(text, at);
        if (point < 0x20 || (isUnprintable(point) && point < 0x100)) {
            out += "\\x";
            appendHex(out, point, 2);
        } else if (isUnprintable(point)) {
            out += point < 0x10000 ? "\\u" : "\\U";
            appendHex(out, point, point < 0x10000 ? 4 : 8);
        } else if (point == kReplacement) {
            out += "\xef\xbf\xbd";
        } else {
            out.append(text, begin, at - begin);
        }
    }
    out += quote;
}

void appendPythonFloat(std::string& out, double value)
{
    char text[48];
    const double size = std::fabs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
        // to_chars writes sign and two digits of the exponent, as Python does.
        out.append(text, std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr);
        return;
    }
    char* end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
    if (std::memchr(text, '.', static_cast<size_t>(end - text)) == nullptr) {
        *end++ = '.';
        *end++ = '0';
    }
    out.append(text, end);
}

} // namespace millrace::descriptive
