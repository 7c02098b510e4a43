// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/value.h"

#include "engine/types/array_code.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/float_text.h"

#include <cmath>

namespace millrace {

namespace {

std::strong_ordering compareDoubles(double a, double b)
{
    if (std::isnan(a) || std::isnan(b)) {
        return std::isnan(a) <=> std::isnan(b);
    }
    return a < b ? std::strong_ordering::less : a > b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

std::strong_ordering compareSame(const Value::Storage& a, const Value::Storage& b)
{
    return std::visit(
        [&b](const auto& left) -> std::strong_ordering {
            using T = std::decay_t<decltype(left)>;
            const T& right = std::get<T>(b);
            if constexpr (std::is_same_v<T, std::monostate>) {
                return std::strong_ordering::equal;
            } else if constexpr (std::is_same_v<T, double>) {
                return compareDoubles(left, right);
            } else if constexpr (std::is_same_v<T, std::string>) {
                return left.compare(right) <=> 0;
            } else {
                return left < right   ? std::strong_ordering::less
                       : right < left ? std::strong_ordering::greater
                                      : std::strong_ordering::equal;
            }
        },
        a);
}

} // namespace

std::string formatValue(const Value& value, const SqlType& type)
{
    if (value.isNull()) {
        return "NULL";
    }
    std::string text;
    switch (type.id) {
    case TypeId::Null: return "NULL";
    case TypeId::Boolean: return value.asBool() ? "true" : "false";
    case TypeId::TinyInt:
    case TypeId::SmallInt:
    case TypeId::Integer:
    case TypeId::BigInt: return std::to_string(value.asInt());
    case TypeId::UTinyInt:
    case TypeId::USmallInt:
    case TypeId::UInteger:
    case TypeId::UBigInt: return std::to_string(value.asUInt());
    case TypeId::Real: appendFloat(text, static_cast<float>(value.asDouble())); break;
    case TypeId::Double: appendDouble(text, value.asDouble()); break;
    case TypeId::Decimal: appendDecimal(text, value.asDecimal(), type.scale); break;
    case TypeId::Char:
    case TypeId::Varchar: return value.asString();
    case TypeId::Date: appendDate(text, static_cast<int32_t>(value.asInt())); break;
    case TypeId::Time: appendTime(text, value.asInt()); break;
    case TypeId::Timestamp: appendTimestamp(text, value.asInt()); break;
    case TypeId::IntervalDay: appendDayInterval(text, value.asInt()); break;
    case TypeId::IntervalMonth: appendMonthInterval(text, value.asInt()); break;
    case TypeId::Array: appendArrayText(text, value.asString(), *type.element); break;
    }
    return text;
}

std::strong_ordering compareValues(const Value& a, const Value& b, const SqlType&)
{
    if (a.isNull() || b.isNull()) {
        return b.isNull() <=> a.isNull();
    }
    return compareSame(a.storage(), b.storage());
}

} // namespace millrace
