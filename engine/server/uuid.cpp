// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/uuid.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <random>

namespace millrace::server {

std::string makeTimeUuid(TimestampMicros at)
{
    thread_local std::random_device device;
    const auto milliseconds = static_cast<uint64_t>(at / 1000);
    // The 12 bits after the version refine the time to a quarter of a microsecond.
    const uint64_t fraction = static_cast<uint64_t>(at % 1000) * 4096 / 1000;
    const uint64_t high = (milliseconds << 16) | 0x7000 | fraction;
    const uint64_t random = (uint64_t{device()} << 32) | device();
    const uint64_t low = (random & 0x3fffffffffffffff) | 0x8000000000000000;
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                  static_cast<unsigned>(high >> 16 & 0xffff), static_cast<unsigned>(high & 0xffff),
                  static_cast<unsigned>(low >> 48), static_cast<unsigned long long>(low & 0xffffffffffff));
    return text.data();
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36) {
        return false;
    }
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
        if (isDash ? c != '-' : !isHex) {
            return false;
        }
    }
    return true;
}

std::string toRfc3339(TimestampMicros at)
{
    constexpr int64_t kSecond = 1'000'000;
    const int64_t micros = ((at % kSecond) + kSecond) % kSecond;
    const std::time_t seconds = (at - micros) / kSecond;
    std::tm broken{};
    gmtime_r(&seconds, &broken);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", broken.tm_year + 1900,
                  broken.tm_mon + 1, broken.tm_mday, broken.tm_hour, broken.tm_min, broken.tm_sec,
                  static_cast<int>(micros));
    return text.data();
}

} // namespace millrace::server
