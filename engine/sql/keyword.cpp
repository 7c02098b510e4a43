// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/keyword.h"

#include <algorithm>
#include <array>

namespace millrace::sql {

namespace {

struct KeywordInfo {
    std::string_view text;
    KeywordStanding standing;
};

constexpr std::array kKeywords = {
#define MR_KEYWORD(name, text, standing) KeywordInfo{text, KeywordStanding::standing},
#include "engine/sql/keyword.def"
#undef MR_KEYWORD
};

constexpr size_t kLongestKeyword = 15;

constexpr bool isSorted()
{
    for (size_t i = 1; i < kKeywords.size(); ++i) {
        if (kKeywords[i - 1].text >= kKeywords[i].text || kKeywords[i].text.size() > kLongestKeyword) {
            return false;
        }
    }
    return true;
}
static_assert(isSorted(), "keyword.def is searched by bisection");

} // namespace

char toUpperAscii(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char toLowerAscii(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalsUpper(std::string_view word, std::string_view upper)
{
    return word.size() == upper.size() &&
           std::equal(word.begin(), word.end(), upper.begin(), [](char a, char b) { return toUpperAscii(a) == b; });
}

Keyword keywordOf(std::string_view word)
{
    if (word.size() > kLongestKeyword) {
        return Keyword::None;
    }
    std::array<char, kLongestKeyword> buffer{};
    std::transform(word.begin(), word.end(), buffer.begin(), toUpperAscii);
    const std::string_view upper(buffer.data(), word.size());
    const auto found =
        std::lower_bound(kKeywords.begin(), kKeywords.end(), upper,
                         [](const KeywordInfo& info, std::string_view text) { return info.text < text; });
    if (found == kKeywords.end() || found->text != upper) {
        return Keyword::None;
    }
    return static_cast<Keyword>(found - kKeywords.begin() + 1);
}

std::string_view keywordText(Keyword keyword)
{
    return keyword == Keyword::None ? std::string_view() : kKeywords[static_cast<size_t>(keyword) - 1].text;
}

KeywordStanding keywordStanding(Keyword keyword)
{
    return keyword == Keyword::None ? KeywordStanding::Free : kKeywords[static_cast<size_t>(keyword) - 1].standing;
}

} // namespace millrace::sql
