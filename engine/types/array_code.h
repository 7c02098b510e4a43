// SPDX-License-Identifier: GPL-3.0-or-later
// The layout of arrays: bytes that are equal, and ordered, as the arrays are.
#pragma once

#include "engine/types/sql_type.h"
#include "engine/types/string_ref.h"

#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace millrace {

/// An array is the string of its elements one behind the other. An element is a mark (NULL or not) and its value:
/// numbers with the high byte first and made such that bytes are ordered as the numbers are; texts with 0 as 0 255
/// and a 0 behind; arrays likewise with a 0 behind. Two arrays are equal when their strings are, and the lesser one
/// (element by element, NULL lowest, a beginning before the whole) has the lesser string. So arrays are hashed,
/// compared, kept and grouped as texts are, arrays of arrays too.
enum class ArrayMark : char { End = 0, Null = 1, Value = 2 };

/// Bytes that are ordered as the numbers are; NaN is above all others.
template <typename T>
void appendOrderedBytes(std::string& out, T value)
{
    using Bits = std::conditional_t<
        sizeof(T) == 16, UInt128,
        std::conditional_t<
            sizeof(T) == 8, uint64_t,
            std::conditional_t<sizeof(T) == 4, uint32_t, std::conditional_t<sizeof(T) == 2, uint16_t, uint8_t>>>>;
    constexpr Bits kSign = static_cast<Bits>(Bits{1} << (sizeof(T) * 8 - 1));
    Bits bits{};
    if constexpr (std::is_floating_point_v<T>) {
        const T plain = value != value ? std::numeric_limits<T>::quiet_NaN() : value == 0 ? T{0} : value;
        bits = std::bit_cast<Bits>(plain);
        bits = (bits & kSign) != 0 ? static_cast<Bits>(~bits) : static_cast<Bits>(bits | kSign);
    } else {
        constexpr bool kIsSigned = std::is_same_v<T, Int128> || std::is_signed_v<T>;
        bits = static_cast<Bits>(static_cast<Bits>(value) ^ (kIsSigned ? kSign : Bits{0}));
    }
    char bytes[sizeof(T)];
    for (size_t i = 0; i < sizeof(T); ++i) {
        bytes[i] = static_cast<char>(static_cast<uint8_t>(bits >> ((sizeof(T) - 1 - i) * 8)));
    }
    out.append(bytes, sizeof(T));
}

/// The number of such bytes.
template <typename T>
T numberOfOrderedBytes(const char* bytes)
{
    using Bits = std::conditional_t<
        sizeof(T) == 16, UInt128,
        std::conditional_t<
            sizeof(T) == 8, uint64_t,
            std::conditional_t<sizeof(T) == 4, uint32_t, std::conditional_t<sizeof(T) == 2, uint16_t, uint8_t>>>>;
    constexpr Bits kSign = static_cast<Bits>(Bits{1} << (sizeof(T) * 8 - 1));
    Bits bits{};
    for (size_t i = 0; i < sizeof(T); ++i) {
        if constexpr (sizeof(T) > 1) {
            bits = static_cast<Bits>(bits << 8);
        }
        bits = static_cast<Bits>(bits | static_cast<uint8_t>(bytes[i]));
    }
    if constexpr (std::is_floating_point_v<T>) {
        bits = (bits & kSign) != 0 ? static_cast<Bits>(bits & static_cast<Bits>(~kSign)) : static_cast<Bits>(~bits);
        return std::bit_cast<T>(bits);
    } else {
        constexpr bool kIsSigned = std::is_same_v<T, Int128> || std::is_signed_v<T>;
        return static_cast<T>(static_cast<Bits>(bits ^ (kIsSigned ? kSign : Bits{0})));
    }
}

void appendNullElement(std::string& array);
void appendTextElement(std::string& array, std::string_view text);
void appendArrayElement(std::string& array, std::string_view inner);
template <typename T>
void appendNumberElement(std::string& array, T value)
{
    array += static_cast<char>(ArrayMark::Value);
    appendOrderedBytes(array, value);
}

/// Takes the first element off, its mark included; empty when there is none.
std::string_view takeElement(std::string_view& array, const SqlType& element);

inline bool isNullElement(std::string_view element)
{
    return element.front() == static_cast<char>(ArrayMark::Null);
}
/// The text of an element that is not NULL; `buffer` is used when it is not there in one piece.
std::string_view textOfElement(std::string_view element, std::string& buffer);
/// The array that is an element.
inline std::string_view arrayOfElement(std::string_view element)
{
    return element.substr(1, element.size() - 2);
}

size_t countElements(std::string_view array, const SqlType& element);
/// As JSON: `[1,2,null]`, texts, dates and times in quotes.
void appendArrayText(std::string& out, std::string_view array, const SqlType& element);

} // namespace millrace
