// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/sql_type.h"

#include "engine/base/assert.h"
#include "engine/types/string_ref.h"

#include <algorithm>
#include <deque>
#include <mutex>

namespace millrace {

Physical physicalOf(TypeId id)
{
    switch (id) {
    case TypeId::Null:
    case TypeId::Boolean: return Physical::Bool;
    case TypeId::TinyInt: return Physical::Int8;
    case TypeId::SmallInt: return Physical::Int16;
    case TypeId::Integer:
    case TypeId::Date:
    case TypeId::IntervalMonth: return Physical::Int32;
    case TypeId::BigInt:
    case TypeId::Time:
    case TypeId::Timestamp:
    case TypeId::IntervalDay: return Physical::Int64;
    case TypeId::UTinyInt: return Physical::UInt8;
    case TypeId::USmallInt: return Physical::UInt16;
    case TypeId::UInteger: return Physical::UInt32;
    case TypeId::UBigInt: return Physical::UInt64;
    case TypeId::Real: return Physical::Float;
    case TypeId::Double: return Physical::Double;
    case TypeId::Decimal: return Physical::Decimal128;
    case TypeId::Char:
    case TypeId::Varchar:
    case TypeId::Array: return Physical::String;
    }
    MR_ASSERT(false);
}

size_t sizeOf(Physical physical)
{
    switch (physical) {
    case Physical::Bool:
    case Physical::Int8:
    case Physical::UInt8: return 1;
    case Physical::Int16:
    case Physical::UInt16: return 2;
    case Physical::Int32:
    case Physical::UInt32:
    case Physical::Float: return 4;
    case Physical::Int64:
    case Physical::UInt64:
    case Physical::Double: return 8;
    case Physical::Decimal128: return 16;
    case Physical::String: return sizeof(StringRef);
    }
    MR_ASSERT(false);
}

bool isInteger(TypeId id)
{
    return id >= TypeId::TinyInt && id <= TypeId::UBigInt;
}

bool isUnsignedInteger(TypeId id)
{
    return id >= TypeId::UTinyInt && id <= TypeId::UBigInt;
}

bool isExactNumeric(TypeId id)
{
    return isInteger(id) || id == TypeId::Decimal;
}

bool isApproximate(TypeId id)
{
    return id == TypeId::Real || id == TypeId::Double;
}

bool isNumeric(TypeId id)
{
    return isExactNumeric(id) || isApproximate(id);
}

bool isString(TypeId id)
{
    return id == TypeId::Char || id == TypeId::Varchar;
}

bool isTemporal(TypeId id)
{
    return id == TypeId::Date || id == TypeId::Time || id == TypeId::Timestamp;
}

bool isInterval(TypeId id)
{
    return id == TypeId::IntervalDay || id == TypeId::IntervalMonth;
}

int integerDigits(TypeId id)
{
    switch (id) {
    case TypeId::TinyInt:
    case TypeId::UTinyInt: return 3;
    case TypeId::SmallInt:
    case TypeId::USmallInt: return 5;
    case TypeId::Integer:
    case TypeId::UInteger: return 10;
    case TypeId::UBigInt: return 20;
    default: return 19;
    }
}

std::string_view typeName(TypeId id)
{
    switch (id) {
    case TypeId::Null: return "NULL";
    case TypeId::Boolean: return "BOOLEAN";
    case TypeId::TinyInt: return "TINYINT";
    case TypeId::SmallInt: return "SMALLINT";
    case TypeId::Integer: return "INTEGER";
    case TypeId::BigInt: return "BIGINT";
    case TypeId::UTinyInt: return "TINYINT UNSIGNED";
    case TypeId::USmallInt: return "SMALLINT UNSIGNED";
    case TypeId::UInteger: return "INTEGER UNSIGNED";
    case TypeId::UBigInt: return "BIGINT UNSIGNED";
    case TypeId::Real: return "REAL";
    case TypeId::Double: return "DOUBLE";
    case TypeId::Decimal: return "DECIMAL";
    case TypeId::Char: return "CHAR";
    case TypeId::Varchar: return "VARCHAR";
    case TypeId::Date: return "DATE";
    case TypeId::Time: return "TIME";
    case TypeId::Timestamp: return "TIMESTAMP";
    case TypeId::IntervalDay: return "INTERVAL DAY TO SECOND";
    case TypeId::IntervalMonth: return "INTERVAL YEAR TO MONTH";
    case TypeId::Array: return "ARRAY";
    }
    return "";
}

SqlType SqlType::arrayOf(const SqlType& element, bool nullable)
{
    static std::mutex mutex;
    static std::deque<SqlType> elements; // grows at one end: addresses stay
    const SqlType wanted = element.withNullable(true);
    SqlType type = of(TypeId::Array, nullable);
    std::lock_guard lock(mutex);
    const auto known = std::find(elements.begin(), elements.end(), wanted);
    type.element = known != elements.end() ? &*known : &elements.emplace_back(wanted);
    return type;
}

std::string SqlType::toString() const
{
    if (id == TypeId::Array) {
        return element->toString() + " ARRAY";
    }
    std::string text(typeName(id));
    if (id == TypeId::Decimal) {
        text += "(" + std::to_string(precision) + ", " + std::to_string(scale) + ")";
    } else if (isString(id) && length != 0) {
        text += "(" + std::to_string(length) + ")";
    }
    return text;
}

} // namespace millrace
