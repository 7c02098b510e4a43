// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/fake_text.h"

#include "engine/connectors/datagen/fake_words.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace millrace {

namespace {

using fake::Words;

std::string_view pick(Random& random, Words words)
{
    return words[random.below(words.size())];
}

void appendNumber(std::string& out, uint64_t value)
{
    out += std::to_string(value);
}

/// `#` becomes a digit, `N` one from 1 to 9.
void appendPattern(Random& random, std::string_view pattern, std::string& out)
{
    for (const char c : pattern) {
        out += c == '#'   ? static_cast<char>('0' + random.below(10))
               : c == 'N' ? static_cast<char>('1' + random.below(9))
                          : c;
    }
}

void appendLower(std::string& out, std::string_view text)
{
    for (const char c : text) {
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
}

template <const Words& words>
void fromList(Random& random, TextRange64, std::string& out)
{
    out += pick(random, words);
}

void appendCapitalized(std::string& out, std::string_view word)
{
    out += static_cast<char>(word[0] - ('a' - 'A'));
    out += word.substr(1);
}

/// `count` times `part`, with blanks between.
template <typename Part>
void repeat(uint64_t count, std::string& out, Part part)
{
    for (uint64_t i = 0; i < count; ++i) {
        if (i != 0) {
            out += ' ';
        }
        part(i);
    }
}

void words(Random& random, TextRange64 range, std::string& out)
{
    repeat(range.draw(random), out, [&](uint64_t) { out += pick(random, fake::kLatin); });
}

void sentence(Random& random, TextRange64 range, std::string& out)
{
    const uint64_t count = range.draw(random);
    repeat(count, out, [&](uint64_t i) {
        const std::string_view word = pick(random, fake::kLatin);
        if (i == 0) {
            appendCapitalized(out, word);
        } else {
            out += word;
        }
    });
    out += count == 0 ? "" : ".";
}

constexpr TextRange64 kWordsOfSentence = {4, 10};
constexpr TextRange64 kSentencesOfParagraph = {3, 7};

void sentences(Random& random, TextRange64 range, std::string& out)
{
    repeat(range.draw(random), out, [&](uint64_t) { sentence(random, kWordsOfSentence, out); });
}

void paragraphs(Random& random, TextRange64 range, std::string& out)
{
    repeat(range.draw(random), out, [&](uint64_t) { sentences(random, kSentencesOfParagraph, out); });
}

void name(Random& random, TextRange64, std::string& out)
{
    out += pick(random, fake::kFirstNames);
    out += ' ';
    out += pick(random, fake::kLastNames);
}

void nameWithTitle(Random& random, TextRange64 range, std::string& out)
{
    out += pick(random, fake::kTitles);
    out += ' ';
    name(random, range, out);
}

void username(Random& random, TextRange64, std::string& out)
{
    appendLower(out, pick(random, fake::kFirstNames));
    out += random.below(2) == 0 ? '.' : '_';
    appendLower(out, pick(random, fake::kLastNames));
    appendPattern(random, "##", out);
}

void email(Random& random, TextRange64 range, std::string& out)
{
    username(random, range, out);
    out += '@';
    out += pick(random, fake::kFreeMail);
}

void alphanumeric(Random& random, TextRange64 range, std::string& out)
{
    constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (uint64_t left = range.draw(random); left > 0; --left) {
        out += kCharacters[random.below(kCharacters.size())];
    }
}

void position(Random& random, TextRange64, std::string& out)
{
    out += pick(random, fake::kJobSeniorities);
    out += ' ';
    out += pick(random, fake::kJobFields);
    out += ' ';
    out += pick(random, fake::kJobPositions);
}

void ipv4(Random& random, TextRange64, std::string& out)
{
    for (int i = 0; i < 4; ++i) {
        out += i == 0 ? "" : ".";
        appendNumber(out, random.below(256));
    }
}

void appendHex(std::string& out, uint64_t value, int digits)
{
    char text[20];
    const int size = std::snprintf(text, sizeof text, "%0*llx", digits, static_cast<unsigned long long>(value));
    out.append(text, static_cast<size_t>(size));
}

void ipv6(Random& random, TextRange64, std::string& out)
{
    for (int i = 0; i < 8; ++i) {
        out += i == 0 ? "" : ":";
        appendHex(out, random.below(0x10000), 1);
    }
}

void ip(Random& random, TextRange64 range, std::string& out)
{
    random.below(2) == 0 ? ipv4(random, range, out) : ipv6(random, range, out);
}

void macAddress(Random& random, TextRange64, std::string& out)
{
    for (int i = 0; i < 6; ++i) {
        out += i == 0 ? "" : ":";
        appendHex(out, random.below(256), 2);
    }
}

void companyName(Random& random, TextRange64, std::string& out)
{
    out += pick(random, fake::kLastNames);
    if (random.below(2) == 0) {
        out += '-';
        out += pick(random, fake::kLastNames);
    }
    out += ' ';
    out += pick(random, fake::kCompanySuffixes);
}

void joined(Random& random, Words first, Words second, Words third, std::string& out)
{
    out += pick(random, first);
    out += ' ';
    out += pick(random, second);
    out += ' ';
    out += pick(random, third);
}

void catchPhrase(Random& random, TextRange64, std::string& out)
{
    joined(random, fake::kBuzzwords, fake::kBuzzwordMiddles, fake::kBuzzwordTails, out);
}

void businessPhrase(Random& random, TextRange64, std::string& out)
{
    joined(random, fake::kBusinessVerbs, fake::kBusinessAdjectives, fake::kBusinessNouns, out);
}

/// Last digit that makes the weighted sum of L (every second digit doubled, digits summed) end in 0.
char luhnDigit(std::string_view digits)
{
    int sum = 0;
    for (size_t i = 0; i < digits.size(); ++i) {
        const int digit = digits[digits.size() - 1 - i] - '0';
        const int weighted = i % 2 == 0 ? digit * 2 : digit;
        sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

void creditCardNumber(Random& random, TextRange64, std::string& out)
{
    std::string digits = "4";
    appendPattern(random, "##############", digits);
    out += digits + luhnDigit(digits);
}

void cityName(Random& random, TextRange64, std::string& out)
{
    if (random.below(2) == 0) {
        out += pick(random, fake::kCityPrefixes);
        out += ' ';
    }
    out += pick(random, fake::kLastNames);
    out += pick(random, fake::kCitySuffixes);
}

void streetName(Random& random, TextRange64, std::string& out)
{
    out += pick(random, fake::kLastNames);
    out += ' ';
    out += pick(random, fake::kStreetSuffixes);
}

void secondaryAddress(Random& random, TextRange64, std::string& out)
{
    out += pick(random, fake::kSecondaryAddresses);
    out += ' ';
    appendPattern(random, "N##", out);
}

void appendDegrees(Random& random, int limit, std::string& out)
{
    char text[32];
    const int size = std::snprintf(text, sizeof text, "%.6f", (random.unit() * 2.0 - 1.0) * limit);
    out.append(text, static_cast<size_t>(size));
}

void isbn13(Random& random, TextRange64, std::string& out)
{
    std::string digits = "978";
    appendPattern(random, "#########", digits);
    int sum = 0;
    for (size_t i = 0; i < digits.size(); ++i) {
        sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
    }
    out += digits + static_cast<char>('0' + (10 - sum % 10) % 10);
}

void isbn10(Random& random, TextRange64, std::string& out)
{
    std::string digits;
    appendPattern(random, "#########", digits);
    int sum = 0;
    for (size_t i = 0; i < digits.size(); ++i) {
        sum += (digits[i] - '0') * (10 - static_cast<int>(i));
    }
    const int check = (11 - sum % 11) % 11;
    out += digits + (check == 10 ? 'X' : static_cast<char>('0' + check));
}

void isbn(Random& random, TextRange64 range, std::string& out)
{
    random.below(2) == 0 ? isbn13(random, range, out) : isbn10(random, range, out);
}

void fileName(Random& random, TextRange64, std::string& out)
{
    out += pick(random, fake::kLatin);
    out += '.';
    out += pick(random, fake::kFileExtensions);
}

void folderPath(Random& random, TextRange64, std::string& out)
{
    for (uint64_t left = 1 + random.below(3); left > 0; --left) {
        out += '/';
        out += pick(random, fake::kFolders);
    }
}

void filePath(Random& random, TextRange64 range, std::string& out)
{
    folderPath(random, range, out);
    out += '/';
    fileName(random, range, out);
}

void statusCode(Random& random, TextRange64, std::string& out)
{
    out += pick(random, fake::kStatusCodes);
}

struct Entry {
    std::string_view name;
    FakeText make;
};

constexpr Entry kEntries[] = {
    {"word", fromList<fake::kLatin>},
    {"words", words},
    {"sentence", sentence},
    {"sentences", sentences},
    {"paragraph", sentences},
    {"paragraphs", paragraphs},
    {"first_name", fromList<fake::kFirstNames>},
    {"last_name", fromList<fake::kLastNames>},
    {"title", fromList<fake::kTitles>},
    {"suffix", fromList<fake::kNameSuffixes>},
    {"name", name},
    {"name_with_title", nameWithTitle},
    {"domain_suffix", fromList<fake::kDomainSuffixes>},
    {"email", email},
    {"username", username},
    {"password", alphanumeric},
    {"field", fromList<fake::kJobFields>},
    {"position", fromList<fake::kJobPositions>},
    {"seniority", fromList<fake::kJobSeniorities>},
    {"job_title", position},
    {"ipv4", ipv4},
    {"ipv6", ipv6},
    {"ip", ip},
    {"mac_address", macAddress},
    {"user_agent", fromList<fake::kUserAgents>},
    {"rfc_status_code", statusCode},
    {"valid_status_code",
     [](Random& random, TextRange64, std::string& out) { appendNumber(out, 100 + random.below(500)); }},
    {"company_suffix", fromList<fake::kCompanySuffixes>},
    {"company_name", companyName},
    {"buzzword", fromList<fake::kBuzzwords>},
    {"buzzword_middle", fromList<fake::kBuzzwordMiddles>},
    {"buzzword_tail", fromList<fake::kBuzzwordTails>},
    {"catch_phrase", catchPhrase},
    {"bs_verb", fromList<fake::kBusinessVerbs>},
    {"bs_adj", fromList<fake::kBusinessAdjectives>},
    {"bs_noun", fromList<fake::kBusinessNouns>},
    {"bs", businessPhrase},
    {"profession", fromList<fake::kProfessions>},
    {"industry", fromList<fake::kIndustries>},
    {"currency_code", fromList<fake::kCurrencyCodes>},
    {"currency_name", fromList<fake::kCurrencyNames>},
    {"currency_symbol", fromList<fake::kCurrencySymbols>},
    {"credit_card_number", creditCardNumber},
    {"city_prefix", fromList<fake::kCityPrefixes>},
    {"city_suffix", fromList<fake::kCitySuffixes>},
    {"city_name", cityName},
    {"country_name", fromList<fake::kCountryNames>},
    {"country_code", fromList<fake::kCountryCodes>},
    {"street_suffix", fromList<fake::kStreetSuffixes>},
    {"street_name", streetName},
    {"time_zone", fromList<fake::kTimeZones>},
    {"state_name", fromList<fake::kStateNames>},
    {"state_abbr", fromList<fake::kStateCodes>},
    {"secondary_address_type", fromList<fake::kSecondaryAddresses>},
    {"secondary_address", secondaryAddress},
    {"zip_code", [](Random& random, TextRange64, std::string& out) { appendPattern(random, "#####", out); }},
    {"post_code", [](Random& random, TextRange64, std::string& out) { appendPattern(random, "N####", out); }},
    {"building_number",
     [](Random& random, TextRange64, std::string& out) { appendNumber(out, 1 + random.below(999)); }},
    {"latitude", [](Random& random, TextRange64, std::string& out) { appendDegrees(random, 90, out); }},
    {"longitude", [](Random& random, TextRange64, std::string& out) { appendDegrees(random, 180, out); }},
    {"isbn", isbn},
    {"isbn13", isbn13},
    {"isbn10", isbn10},
    {"phone_number",
     [](Random& random, TextRange64, std::string& out) { appendPattern(random, "(N##) 555-####", out); }},
    {"cell_number", [](Random& random, TextRange64, std::string& out) { appendPattern(random, "N##-555-####", out); }},
    {"file_path", filePath},
    {"file_name", fileName},
    {"file_extension", fromList<fake::kFileExtensions>},
    {"dir_path", folderPath},
};

} // namespace

FakeText findFakeText(std::string_view strategy)
{
    const auto found = std::find_if(std::begin(kEntries), std::end(kEntries),
                                    [&](const Entry& entry) { return entry.name == strategy; });
    return found == std::end(kEntries) ? nullptr : found->make;
}

std::vector<std::string> fakeTextNames()
{
    std::vector<std::string> names;
    for (const Entry& entry : kEntries) {
        names.emplace_back(entry.name);
    }
    return names;
}

} // namespace millrace
