// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_flavor.h"

#include "engine/formats/json_text.h"
#include "engine/types/array_code.h"
#include "engine/types/array_values.h"
#include "engine/types/datetime.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace millrace {

namespace {

constexpr int64_t kNanosPerMicro = 1'000;
constexpr int64_t kNanosPerMilli = 1'000'000;
constexpr int64_t kMicrosPerMilli = 1'000;

using Form = JsonFlavor;

struct NamedFlavor {
    std::string_view name;
    JsonFlavor flavor;
};

constexpr std::array<NamedFlavor, 10> kFlavors = {{
    {"default", {}},
    {"datagen", {Form::Decimal::Number, Form::Date::Text, Form::Time::Text, Form::Timestamp::TextZ}},
    {"debezium_mysql", {Form::Decimal::Text, Form::Date::Days, Form::Time::Micros, Form::Timestamp::TextZ}},
    {"debezium_postgres", {Form::Decimal::Text, Form::Date::Days, Form::Time::Micros, Form::Timestamp::Millis}},
    {"kafka_connect_json_converter",
     {Form::Decimal::Text, Form::Date::Days, Form::Time::Millis, Form::Timestamp::Millis, Form::UBigInt::Text}},
    {"snowflake", {Form::Decimal::Text, Form::Date::Text, Form::Time::Text, Form::Timestamp::TextUtc}},
    {"pandas", {Form::Decimal::Text, Form::Date::Text, Form::Time::Text, Form::Timestamp::Millis}},
    {"postgres",
     {Form::Decimal::Text, Form::Date::Text, Form::Time::Text, Form::Timestamp::Text, Form::UBigInt::Number,
      Form::NonFinite::Text}},
    // These two differ from the default in binary columns only.
    {"blockchain", {}},
    {"c_hex", {}},
}};

std::optional<int64_t> scaled(int64_t value, int64_t factor)
{
    int64_t result = 0;
    return __builtin_mul_overflow(value, factor, &result) ? std::nullopt : std::optional(result);
}

std::optional<int64_t> integerOf(std::string_view token)
{
    int64_t value = 0;
    const auto result = std::from_chars(token.data(), token.data() + token.size(), value);
    const bool isWhole = result.ec == std::errc() && result.ptr == token.data() + token.size();
    return isWhole ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<JsonFlavor> findJsonFlavor(std::string_view name)
{
    const auto* found =
        std::find_if(kFlavors.begin(), kFlavors.end(), [&](const NamedFlavor& each) { return each.name == name; });
    return found == kFlavors.end() ? std::nullopt : std::optional(found->flavor);
}

const std::vector<std::string_view>& jsonFlavorNames()
{
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> list;
        for (const NamedFlavor& each : kFlavors) {
            list.push_back(each.name);
        }
        return list;
    }();
    return names;
}

bool appendTemporalNumber(ColumnBuilder& column, const SqlType& type, const JsonFlavor& flavor, std::string_view token)
{
    const std::optional<int64_t> number = integerOf(token);
    if (!number) {
        return false;
    }
    if (type.id == TypeId::Date && flavor.date == JsonFlavor::Date::Days && isValidDate(*number)) {
        column.append<int32_t>(static_cast<int32_t>(*number));
        return true;
    }
    if (type.id == TypeId::Time && flavor.time != JsonFlavor::Time::Text) {
        const auto nanos = scaled(*number, flavor.time == JsonFlavor::Time::Micros ? kNanosPerMicro : kNanosPerMilli);
        if (nanos && *nanos >= 0 && *nanos < kNanosPerDay) {
            column.append<int64_t>(*nanos);
            return true;
        }
    }
    if (type.id == TypeId::Timestamp && flavor.timestamp == JsonFlavor::Timestamp::Millis) {
        const auto micros = scaled(*number, kMicrosPerMilli);
        if (micros && isValidTimestamp(*micros)) {
            column.append<int64_t>(*micros);
            return true;
        }
    }
    return false;
}

namespace {

/// Rounds down, also before 1970.
int64_t flooredBy(int64_t value, int64_t divisor)
{
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

void appendFlavoredTimestamp(int64_t micros, JsonFlavor::Timestamp form, std::string& out)
{
    if (form == JsonFlavor::Timestamp::Millis) {
        out += std::to_string(flooredBy(micros, kMicrosPerMilli));
        return;
    }
    out += '"';
    appendTimestamp(out, micros, form == JsonFlavor::Timestamp::Text ? ' ' : 'T');
    out += form == JsonFlavor::Timestamp::TextZ ? "Z" : form == JsonFlavor::Timestamp::TextUtc ? "+00:00" : "";
    out += '"';
}

void appendFlavoredArray(std::string_view array, const SqlType& element, const JsonFlavor& flavor, std::string& out)
{
    out += '[';
    for (bool isFirst = true; !array.empty(); isFirst = false) {
        out += isFirst ? "" : ",";
        appendFlavoredJson(valueOfElement(takeElement(array, element), element), element, flavor, out);
    }
    out += ']';
}

} // namespace

void appendFlavoredJson(const Value& value, const SqlType& type, const JsonFlavor& flavor, std::string& out)
{
    if (value.isNull()) {
        out += "null";
        return;
    }
    switch (type.id) {
    case TypeId::Date:
        if (flavor.date == JsonFlavor::Date::Days) {
            out += std::to_string(value.asInt());
            return;
        }
        break;
    case TypeId::Time:
        if (flavor.time != JsonFlavor::Time::Text) {
            const bool isMicros = flavor.time == JsonFlavor::Time::Micros;
            out += std::to_string(value.asInt() / (isMicros ? kNanosPerMicro : kNanosPerMilli));
            return;
        }
        break;
    case TypeId::Timestamp: appendFlavoredTimestamp(value.asInt(), flavor.timestamp, out); return;
    case TypeId::Array: appendFlavoredArray(value.asString(), *type.element, flavor, out); return;
    case TypeId::Char:
    case TypeId::Varchar: appendJsonString(out, value.asString()); return;
    default: break;
    }
    if (isApproximate(type.id) && !std::isfinite(value.asDouble())) {
        const double number = value.asDouble();
        const bool isText = flavor.nonFinite == Form::NonFinite::Text;
        out += !isText ? "null" : std::isnan(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        return;
    }
    const bool isQuoted = isTemporal(type.id) ||
                          (type.id == TypeId::Decimal && flavor.decimal == Form::Decimal::Text) ||
                          (type.id == TypeId::UBigInt && flavor.uBigInt == Form::UBigInt::Text);
    out += isQuoted ? "\"" : "";
    out += formatValue(value, type);
    out += isQuoted ? "\"" : "";
}

} // namespace millrace
