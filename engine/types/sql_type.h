// SPDX-License-Identifier: GPL-3.0-or-later
// SQL types and the physical representation of their values in columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

using Int128 = __int128;
using UInt128 = unsigned __int128;

/// The SQL type constructors.
enum class TypeId : uint8_t {
    Null, ///< the type of a bare NULL; never a column of a table or view
    Boolean,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    UTinyInt,
    USmallInt,
    UInteger,
    UBigInt,
    Real,
    Double,
    Decimal,
    Char,
    Varchar,
    Date,          ///< days since 1970-01-01
    Time,          ///< nanoseconds of the day
    Timestamp,     ///< microseconds since 1970-01-01, no zone
    IntervalDay,   ///< DAY..SECOND interval in microseconds; not a column of a table or view
    IntervalMonth, ///< YEAR and MONTH interval in months; not a column of a table or view
    Array,         ///< elements of one type, each of which may be NULL; laid out as array_code.h says
};

/// How a value is laid out in a column.
enum class Physical : uint8_t {
    Bool,   ///< uint8_t 0 or 1
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Decimal128, ///< unscaled value of a decimal, Int128
    Float,
    Double,
    String, ///< StringRef
};

/// A SQL type with its parameters. Equality includes nullability; use sameIgnoringNull() otherwise.
struct SqlType {
    TypeId id = TypeId::Null;
    bool nullable = true;
    uint8_t precision = 0; ///< Decimal: 1..38
    uint8_t scale = 0;     ///< Decimal: 0..precision
    uint32_t length = 0;   ///< Char(n), Varchar(n) in code points; 0 = unlimited
    const SqlType* element = nullptr; ///< Array: nullable; equal types are the same object, which lives for ever

    static SqlType of(TypeId id, bool nullable = true) { return SqlType{id, nullable, 0, 0, 0, nullptr}; }
    static SqlType arrayOf(const SqlType& element, bool nullable = true);
    static SqlType decimal(int precision, int scale, bool nullable = true)
    {
        return SqlType{TypeId::Decimal, nullable, static_cast<uint8_t>(precision), static_cast<uint8_t>(scale), 0,
                       nullptr};
    }
    SqlType withNullable(bool value) const
    {
        SqlType copy = *this;
        copy.nullable = value;
        return copy;
    }
    bool sameIgnoringNull(const SqlType& other) const
    {
        return id == other.id && precision == other.precision && scale == other.scale && length == other.length &&
               element == other.element;
    }
    bool operator==(const SqlType&) const = default;
    /// "DECIMAL(38, 2)", "INTEGER ARRAY"; nullability is not part of it.
    std::string toString() const;
};

Physical physicalOf(TypeId id);
inline Physical physicalOf(const SqlType& type) { return physicalOf(type.id); }
/// Bytes of one value in a column; StringRef counts as 16.
size_t sizeOf(Physical physical);

bool isInteger(TypeId id);         ///< signed or unsigned
bool isUnsignedInteger(TypeId id);
bool isExactNumeric(TypeId id);    ///< integer or decimal
bool isApproximate(TypeId id);     ///< REAL, DOUBLE
bool isNumeric(TypeId id);
bool isString(TypeId id);          ///< CHAR, VARCHAR
bool isTemporal(TypeId id);        ///< DATE, TIME, TIMESTAMP
bool isInterval(TypeId id);
/// Decimal digits that hold every value of an integer type: 3, 5, 10, 19 or 20.
int integerDigits(TypeId id);
/// "INTEGER", without parameters.
std::string_view typeName(TypeId id);

} // namespace millrace
