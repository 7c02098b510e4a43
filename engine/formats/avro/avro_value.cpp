// SPDX-License-Identifier: GPL-3.0-or-later
// Which Avro types go into which columns, and how.
#include "engine/formats/array_cells.h"
#include "engine/formats/avro/avro_row_reader.h"
#include "engine/formats/text_value.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <simdjson.h>

#include <limits>
#include <optional>

namespace millrace {

namespace {

bool isNumberKind(AvroKind kind)
{
    return kind == AvroKind::Int || kind == AvroKind::Long;
}

bool fitsTemporal(const AvroType& type, TypeId column)
{
    switch (type.meaning) {
    case AvroMeaning::Date: return column == TypeId::Date;
    case AvroMeaning::TimeMillis:
    case AvroMeaning::TimeMicros:
    case AvroMeaning::TimeNanos:
    case AvroMeaning::TimeText: return column == TypeId::Time;
    case AvroMeaning::EpochMillis:
    case AvroMeaning::EpochMicros:
    case AvroMeaning::EpochNanos:
    case AvroMeaning::TimestampText: return column == TypeId::Timestamp;
    default: return false;
    }
}

bool fitsPlain(const AvroType& type, const SqlType& column)
{
    const bool isText = type.kind == AvroKind::String || type.kind == AvroKind::Enum;
    switch (column.id) {
    case TypeId::Boolean: return type.kind == AvroKind::Boolean;
    case TypeId::Real: return type.kind == AvroKind::Float;
    case TypeId::Double: return type.kind == AvroKind::Double || type.kind == AvroKind::Float;
    case TypeId::Char:
    case TypeId::Varchar: return isText;
    case TypeId::Decimal:
        return (type.meaning == AvroMeaning::Decimal && type.scale == column.scale &&
                type.precision <= column.precision) ||
               type.meaning == AvroMeaning::VariableDecimal || type.kind == AvroKind::String;
    case TypeId::UBigInt: return isNumberKind(type.kind) || type.kind == AvroKind::String;
    case TypeId::Date:
    case TypeId::Time:
    case TypeId::Timestamp: return fitsTemporal(type, column.id);
    default: return isInteger(column.id) && isNumberKind(type.kind) && type.meaning == AvroMeaning::Plain;
    }
}

const char* kindName(AvroKind kind)
{
    constexpr const char* kNames[] = {"null",   "boolean", "int",  "long",  "float", "double", "bytes",
                                      "string", "record",  "enum", "array", "map",   "union",  "fixed"};
    return kNames[static_cast<size_t>(kind)];
}

template <typename T>
bool appendInRange(AvroInput& in, int64_t value, ColumnBuilder& column)
{
    constexpr bool kIsWide = sizeof(T) == sizeof(int64_t);
    const bool isTooLow =
        std::is_unsigned_v<T> ? value < 0 : !kIsWide && value < static_cast<int64_t>(std::numeric_limits<T>::min());
    const bool isTooHigh = !kIsWide && value > static_cast<int64_t>(std::numeric_limits<T>::max());
    if (isTooLow || isTooHigh) {
        return in.fail(AvroFault::Value, "the number is out of range");
    }
    column.append<T>(static_cast<T>(value));
    return true;
}

bool appendInteger(AvroInput& in, int64_t value, TypeId id, ColumnBuilder& column)
{
    if (!in.isGood()) {
        return false;
    }
    switch (id) {
    case TypeId::TinyInt: return appendInRange<int8_t>(in, value, column);
    case TypeId::SmallInt: return appendInRange<int16_t>(in, value, column);
    case TypeId::Integer: return appendInRange<int32_t>(in, value, column);
    case TypeId::BigInt: return appendInRange<int64_t>(in, value, column);
    case TypeId::UTinyInt: return appendInRange<uint8_t>(in, value, column);
    case TypeId::USmallInt: return appendInRange<uint16_t>(in, value, column);
    case TypeId::UInteger: return appendInRange<uint32_t>(in, value, column);
    default: return appendInRange<uint64_t>(in, value, column);
    }
}

/// Big-endian two's complement of any length; nothing beyond 128 bits.
std::optional<Int128> integerOf(std::string_view bytes)
{
    const bool isNegative = !bytes.empty() && (static_cast<uint8_t>(bytes[0]) & 0x80U) != 0;
    const auto fill = static_cast<char>(isNegative ? 0xFF : 0x00);
    while (bytes.size() > sizeof(Int128)) {
        if (bytes.front() != fill) {
            return std::nullopt;
        }
        bytes.remove_prefix(1);
    }
    UInt128 value = isNegative ? ~UInt128{0} : UInt128{0};
    for (const char byte : bytes) {
        value = value << 8 | static_cast<uint8_t>(byte);
    }
    const auto result = static_cast<Int128>(value);
    return (result < 0) == isNegative ? std::optional(result) : std::nullopt;
}

bool readDecimal(AvroInput& in, const AvroType& type, const SqlType& sqlType, ColumnBuilder& column)
{
    int scale = type.scale;
    if (type.meaning == AvroMeaning::VariableDecimal) {
        const int64_t given = in.readInt();
        constexpr int64_t kMostDigits = 38;
        if (in.isGood() && (given < -kMostDigits || given > kMostDigits)) {
            return in.fail(AvroFault::Value, "the decimal has too many digits");
        }
        scale = static_cast<int>(given);
    }
    const std::string_view bytes = type.kind == AvroKind::Fixed ? in.readFixed(type.size) : in.readBytes();
    if (!in.isGood()) {
        return false;
    }
    std::optional<Int128> value = integerOf(bytes);
    if (value && scale > sqlType.scale) {
        value = dropDecimalDigits(*value, scale - sqlType.scale, DecimalRounding::HalfEven);
    } else if (value && scale < sqlType.scale) {
        value = scale < 0 ? std::nullopt : rescaleDecimal(*value, scale, sqlType.scale);
    }
    if (!value || !fitsPrecision(*value, sqlType.precision)) {
        return in.fail(AvroFault::Value, "the decimal has too many digits");
    }
    column.append<Int128>(*value);
    return true;
}

bool readText(AvroInput& in, const AvroType& type, const SqlType& sqlType, ColumnBuilder& column)
{
    std::string_view text;
    if (type.kind == AvroKind::Enum) {
        const int64_t symbol = in.readLong();
        if (symbol < 0 || static_cast<uint64_t>(symbol) >= type.symbols.size()) {
            return in.fail(AvroFault::Malformed, "an enum has no such symbol");
        }
        text = type.symbols[static_cast<size_t>(symbol)];
    } else {
        text = in.readBytes();
    }
    if (!in.isGood()) {
        return false;
    }
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        return in.fail(AvroFault::Malformed, "a string is not valid UTF-8");
    }
    return appendText(column, sqlType, text) || in.fail(AvroFault::Value, "the text does not fit");
}

/// The number in units of the column: days, nanoseconds of the day, microseconds since 1970.
bool readTemporal(AvroInput& in, const AvroType& type, ColumnBuilder& column)
{
    constexpr int64_t kThousand = 1000;
    const int64_t number = in.readLong();
    if (!in.isGood()) {
        return false;
    }
    int64_t factor = 1;
    switch (type.meaning) {
    case AvroMeaning::TimeMillis: factor = kThousand * kThousand; break;
    case AvroMeaning::TimeMicros:
    case AvroMeaning::EpochMillis: factor = kThousand; break;
    default: break;
    }
    int64_t value = 0;
    bool isGood = !__builtin_mul_overflow(number, factor, &value);
    switch (type.meaning) {
    case AvroMeaning::Date:
        if (isGood && isValidDate(value)) {
            column.append<int32_t>(static_cast<int32_t>(value));
            return true;
        }
        break;
    case AvroMeaning::TimeMillis:
    case AvroMeaning::TimeMicros:
    case AvroMeaning::TimeNanos:
        if (isGood && value >= 0 && value < kNanosPerDay) {
            column.append<int64_t>(value);
            return true;
        }
        break;
    default:
        value =
            type.meaning == AvroMeaning::EpochNanos ? value / kThousand - (value % kThousand < 0 ? 1 : 0) : value;
        if (isGood && isValidTimestamp(value)) {
            column.append<int64_t>(value);
            return true;
        }
    }
    return in.fail(AvroFault::Value, "the time is out of range");
}

bool readArray(AvroInput& in, const AvroType& type, const SqlType& sqlType, ColumnBuilder& column, int depth)
{
    const SqlType& element = *sqlType.element;
    ColumnBuilder elements(physicalOf(element));
    for (size_t count = in.readBlock(); count != 0; count = in.readBlock()) {
        for (size_t i = 0; i < count; ++i) {
            if (!readAvroValue(in, *type.parts[0], element, elements, depth + 1)) {
                return false;
            }
        }
    }
    if (!in.isGood()) {
        return false;
    }
    std::string code;
    const size_t numElements = elements.size();
    if (numElements != 0) {
        appendArrayCells(elements.finish(), numElements, element, code);
    }
    column.appendString(code);
    return true;
}

bool readPresent(AvroInput& in, const AvroType& type, const SqlType& sqlType, ColumnBuilder& column, int depth)
{
    if (sqlType.id == TypeId::Array) {
        return readArray(in, type, sqlType, column, depth);
    }
    if (type.kind == AvroKind::String || type.kind == AvroKind::Enum) {
        return readText(in, type, sqlType, column);
    }
    switch (sqlType.id) {
    case TypeId::Boolean: {
        const bool value = in.readBoolean();
        if (in.isGood()) {
            column.append<uint8_t>(value ? 1 : 0);
        }
        return in.isGood();
    }
    case TypeId::Real: {
        const float value = in.readFloat();
        if (in.isGood()) {
            column.append<float>(value);
        }
        return in.isGood();
    }
    case TypeId::Double: {
        const double value = type.kind == AvroKind::Float ? static_cast<double>(in.readFloat()) : in.readDouble();
        if (in.isGood()) {
            column.append<double>(value);
        }
        return in.isGood();
    }
    case TypeId::Decimal: return readDecimal(in, type, sqlType, column);
    case TypeId::Date:
    case TypeId::Time:
    case TypeId::Timestamp: return readTemporal(in, type, column);
    default: return appendInteger(in, in.readLong(), sqlType.id, column);
    }
}

} // namespace

Status checkAvroType(const AvroType& type, const SqlType& column)
{
    const AvroType* inner = type.withoutNull();
    if (inner == nullptr) {
        return makeError(ErrorCode::kConnectorInvalidValue, "a union of several types has no SQL type");
    }
    if (type.isNullable() && !column.nullable) {
        return makeError(ErrorCode::kConnectorInvalidValue, "null may come, but the column must not be NULL");
    }
    if (column.id == TypeId::Array && inner->kind == AvroKind::Array) {
        return checkAvroType(*inner->parts[0], *column.element);
    }
    if (!fitsPlain(*inner, column)) {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         std::string("Avro's ") + kindName(inner->kind) + " does not go into " + column.toString());
    }
    return {};
}

bool readAvroValue(AvroInput& in, const AvroType& type, const SqlType& sqlType, ColumnBuilder& column, int depth)
{
    if (depth > AvroSchema::kMaxDepth) {
        return in.fail(AvroFault::Malformed, "nested deeper than 128 levels");
    }
    const AvroType* present = &type;
    if (type.kind == AvroKind::Union) {
        const size_t branch = in.readBranch(type);
        if (!in.isGood()) {
            return false;
        }
        present = type.parts[branch];
    }
    if (present->kind == AvroKind::Null) {
        column.appendNull();
        return true;
    }
    return readPresent(in, *present, sqlType, column, depth);
}

} // namespace millrace
