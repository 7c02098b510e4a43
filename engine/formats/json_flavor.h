// SPDX-License-Identifier: GPL-3.0-or-later
// JSON flavors: how other systems write decimals, dates and times in JSON.
#pragma once

#include "engine/types/sql_type.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class ColumnBuilder;
class Value;

/// Units and forms of one flavor. Reading takes the flavor's numbers and, in every flavor, the texts of the default
/// one: the two are told apart by their JSON type. Writing uses exactly the flavor's form.
struct JsonFlavor {
    enum class Decimal : uint8_t { Number, Text };
    enum class Date : uint8_t { Text, Days };
    enum class Time : uint8_t { Text, Micros, Millis };
    enum class Timestamp : uint8_t {
        Text,    ///< 2024-01-31 12:00:00
        TextZ,   ///< 2024-01-31T12:00:00Z
        TextUtc, ///< 2024-01-31T12:00:00+00:00
        Millis,
    };

    enum class UBigInt : uint8_t { Number, Text };
    enum class NonFinite : uint8_t { Null, Text };

    Decimal decimal = Decimal::Number;
    Date date = Date::Text;
    Time time = Time::Text;
    Timestamp timestamp = Timestamp::Text;
    UBigInt uBigInt = UBigInt::Number;     ///< written; Kafka Connect has no such integer
    NonFinite nonFinite = NonFinite::Null; ///< written; JSON has no NaN and no infinity

    bool operator==(const JsonFlavor&) const = default;
};

/// By the name in `json_flavor`; nothing for an unknown one.
std::optional<JsonFlavor> findJsonFlavor(std::string_view name);
const std::vector<std::string_view>& jsonFlavorNames();

/// Appends a DATE, TIME or TIMESTAMP given as a JSON number in the flavor's unit; false, with nothing appended, when
/// the flavor has none for the type, or the value is no integer or out of range.
bool appendTemporalNumber(ColumnBuilder& column, const SqlType& type, const JsonFlavor& flavor, std::string_view token);

/// Appends a value as JSON in the flavor's form; what neither it nor JSON can say is null.
void appendFlavoredJson(const Value& value, const SqlType& type, const JsonFlavor& flavor, std::string& out);

} // namespace millrace
