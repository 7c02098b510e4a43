// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/completion_token.h"

#include <nlohmann/json.hpp>

#include <array>
#include <random>

namespace millrace {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr size_t kMaxTokenBytes = 1024;

std::string encodeBase64Url(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    uint32_t bits = 0;
    int numBits = 0;
    for (const char byte : bytes) {
        bits = (bits << 8) | static_cast<uint8_t>(byte);
        numBits += 8;
        while (numBits >= 6) {
            numBits -= 6;
            text.push_back(kAlphabet[(bits >> numBits) & 63U]);
        }
    }
    if (numBits > 0) {
        text.push_back(kAlphabet[(bits << (6 - numBits)) & 63U]);
    }
    return text;
}

/// False on a foreign character or a length that no encoding has.
bool decodeBase64Url(std::string_view text, std::string& bytes)
{
    if (text.size() % 4 == 1) {
        return false;
    }
    uint32_t bits = 0;
    int numBits = 0;
    for (const char character : text) {
        const size_t digit = kAlphabet.find(character);
        if (digit == std::string_view::npos) {
            return false;
        }
        bits = (bits << 6) | static_cast<uint32_t>(digit);
        numBits += 6;
        if (numBits >= 8) {
            numBits -= 8;
            bytes.push_back(static_cast<char>((bits >> numBits) & 255U));
        }
    }
    return true;
}

Error malformed()
{
    return makeError(ErrorCode::kTokenMalformed, "The completion token is not one that this program issued");
}

} // namespace

std::string CompletionToken::toText() const
{
    return encodeBase64Url("{\"u\":\"" + incarnation + "\",\"e\":" + std::to_string(endpoint) +
                           ",\"c\":" + std::to_string(count) + "}");
}

Result<CompletionToken> CompletionToken::parse(std::string_view text)
{
    std::string bytes;
    if (text.empty() || text.size() > kMaxTokenBytes || !decodeBase64Url(text, bytes)) {
        return malformed();
    }
    const nlohmann::json json = nlohmann::json::parse(bytes, nullptr, false);
    if (!json.is_object() || json.size() != 3) {
        return malformed();
    }
    const auto incarnation = json.find("u");
    const auto endpoint = json.find("e");
    const auto count = json.find("c");
    if (incarnation == json.end() || !incarnation->is_string() || endpoint == json.end() ||
        !endpoint->is_number_unsigned() || count == json.end() || !count->is_number_unsigned()) {
        return malformed();
    }
    return CompletionToken{incarnation->get<std::string>(), endpoint->get<uint64_t>(), count->get<uint64_t>()};
}

std::string makeIncarnation()
{
    std::random_device random;
    std::array<uint8_t, 16> bytes{};
    for (uint8_t& byte : bytes) {
        byte = static_cast<uint8_t>(random());
    }
    bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text.push_back('-');
        }
        text.push_back(kHex[bytes[i] >> 4]);
        text.push_back(kHex[bytes[i] & 15U]);
    }
    return text;
}

} // namespace millrace
