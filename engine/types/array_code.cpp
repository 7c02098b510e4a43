// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/array_code.h"

#include "engine/base/assert.h"
#include "engine/types/array_values.h"

#include <cmath>

namespace millrace {

namespace {

constexpr char kEscape = '\xFF'; ///< behind a 0 that is part of a text

/// Length of a text with the 0 behind it, which starts at `bytes`.
size_t codedTextSize(std::string_view bytes)
{
    size_t at = 0;
    for (;;) {
        const void* zero = std::memchr(bytes.data() + at, 0, bytes.size() - at);
        MR_ASSERT(zero != nullptr);
        at = static_cast<size_t>(static_cast<const char*>(zero) - bytes.data()) + 1;
        if (at == bytes.size() || bytes[at] != kEscape) {
            return at;
        }
        ++at;
    }
}

/// The number of an element as a Value.
Value numberOf(std::string_view element, const SqlType& type)
{
    const char* bytes = element.data() + 1;
    switch (physicalOf(type)) {
    case Physical::Bool: return Value(*bytes != 0);
    case Physical::Int8: return Value(int64_t{numberOfOrderedBytes<int8_t>(bytes)});
    case Physical::Int16: return Value(int64_t{numberOfOrderedBytes<int16_t>(bytes)});
    case Physical::Int32: return Value(int64_t{numberOfOrderedBytes<int32_t>(bytes)});
    case Physical::Int64: return Value(numberOfOrderedBytes<int64_t>(bytes));
    case Physical::UInt8: return Value(uint64_t{numberOfOrderedBytes<uint8_t>(bytes)});
    case Physical::UInt16: return Value(uint64_t{numberOfOrderedBytes<uint16_t>(bytes)});
    case Physical::UInt32: return Value(uint64_t{numberOfOrderedBytes<uint32_t>(bytes)});
    case Physical::UInt64: return Value(numberOfOrderedBytes<uint64_t>(bytes));
    case Physical::Decimal128: return Value(numberOfOrderedBytes<Int128>(bytes));
    case Physical::Float: return Value(static_cast<double>(numberOfOrderedBytes<float>(bytes)));
    case Physical::Double: return Value(numberOfOrderedBytes<double>(bytes));
    case Physical::String: break;
    }
    return Value::null();
}

void appendQuoted(std::string& out, std::string_view text)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

void appendElementText(std::string& out, std::string_view element, const SqlType& type)
{
    if (isNullElement(element)) {
        out += "null";
    } else if (type.id == TypeId::Array) {
        appendArrayText(out, arrayOfElement(element), *type.element);
    } else if (isString(type.id)) {
        std::string buffer;
        appendQuoted(out, textOfElement(element, buffer));
    } else {
        const Value value = numberOf(element, type);
        if (isApproximate(type.id) && !std::isfinite(value.asDouble())) {
            out += "null"; // JSON has no NaN and no infinity
        } else if (isNumeric(type.id) || type.id == TypeId::Boolean) {
            out += formatValue(value, type);
        } else {
            appendQuoted(out, formatValue(value, type));
        }
    }
}

} // namespace

void appendNullElement(std::string& array)
{
    array += static_cast<char>(ArrayMark::Null);
}

void appendTextElement(std::string& array, std::string_view text)
{
    array += static_cast<char>(ArrayMark::Value);
    for (;;) {
        const size_t zero = text.find('\0');
        array += text.substr(0, zero);
        if (zero == std::string_view::npos) {
            break;
        }
        array += '\0';
        array += kEscape;
        text.remove_prefix(zero + 1);
    }
    array += static_cast<char>(ArrayMark::End);
}

void appendArrayElement(std::string& array, std::string_view inner)
{
    array += static_cast<char>(ArrayMark::Value);
    array += inner;
    array += static_cast<char>(ArrayMark::End);
}

std::string_view takeElement(std::string_view& array, const SqlType& element)
{
    if (array.empty()) {
        return {};
    }
    size_t size = 1;
    if (!isNullElement(array)) {
        if (element.id == TypeId::Array) {
            std::string_view rest = array.substr(1);
            while (rest.front() != static_cast<char>(ArrayMark::End)) {
                takeElement(rest, *element.element);
            }
            size = array.size() - rest.size() + 1;
        } else if (isString(element.id)) {
            size = 1 + codedTextSize(array.substr(1));
        } else {
            size = 1 + sizeOf(physicalOf(element));
        }
    }
    const std::string_view taken = array.substr(0, size);
    array.remove_prefix(size);
    return taken;
}

std::string_view textOfElement(std::string_view element, std::string& buffer)
{
    const std::string_view coded = element.substr(1, element.size() - 2);
    if (coded.find('\0') == std::string_view::npos) {
        return coded;
    }
    buffer.clear();
    for (size_t i = 0; i < coded.size(); ++i) {
        buffer += coded[i];
        i += coded[i] == '\0' ? 1 : 0; // over the escape
    }
    return buffer;
}

size_t countElements(std::string_view array, const SqlType& element)
{
    size_t count = 0;
    while (!takeElement(array, element).empty()) {
        ++count;
    }
    return count;
}

Value valueOfElement(std::string_view element, const SqlType& type)
{
    if (isNullElement(element)) {
        return Value::null();
    }
    if (type.id == TypeId::Array) {
        return Value(std::string(arrayOfElement(element)));
    }
    if (isString(type.id)) {
        std::string buffer;
        return Value(std::string(textOfElement(element, buffer)));
    }
    return numberOf(element, type);
}

void appendArrayText(std::string& out, std::string_view array, const SqlType& element)
{
    out += '[';
    bool isFirst = true;
    while (!array.empty()) {
        out += isFirst ? "" : ",";
        isFirst = false;
        appendElementText(out, takeElement(array, element), element);
    }
    out += ']';
}

} // namespace millrace
