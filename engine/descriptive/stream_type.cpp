// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_type.h"

#include "engine/sql/name_suggestion.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <iterator>

namespace millrace::descriptive {

using sql::syntax::TypeName;

namespace {

struct NamedType {
    std::string_view name;
    TypeId id;
    std::string_view canonical;
};

constexpr NamedType kTypes[] = {
    {"int8", TypeId::TinyInt, "int8"},      {"int16", TypeId::SmallInt, "int16"},
    {"int32", TypeId::Integer, "int32"},    {"int64", TypeId::BigInt, "int64"},
    {"uint8", TypeId::UTinyInt, "uint8"},   {"uint16", TypeId::USmallInt, "uint16"},
    {"uint32", TypeId::UInteger, "uint32"}, {"uint64", TypeId::UBigInt, "uint64"},
    {"float32", TypeId::Real, "float32"},   {"float64", TypeId::Double, "float64"},
    {"bool", TypeId::Boolean, "bool"},      {"string", TypeId::Varchar, "string"},
    {"date", TypeId::Date, "date"},         {"date32", TypeId::Date, "date32"},
    {"byte", TypeId::TinyInt, "int8"},      {"smallint", TypeId::SmallInt, "int16"},
    {"int", TypeId::Integer, "int32"},      {"integer", TypeId::Integer, "int32"},
    {"bigint", TypeId::BigInt, "int64"},    {"uint", TypeId::UInteger, "uint32"},
    {"float", TypeId::Real, "float32"},     {"double", TypeId::Double, "float64"},
    {"boolean", TypeId::Boolean, "bool"},   {"varchar", TypeId::Varchar, "string"},
};

/// Types of the dialect that have no representation here.
constexpr std::string_view kUnbuilt[] = {
    "int128", "int256", "uint128", "uint256",    "fixed_string", "uuid",    "ipv4",  "ipv6",
    "inet4",  "inet6",  "enum",    "enum8",      "enum16",       "map",     "tuple", "json",
    "object", "nested", "point",   "decimal256", "variant",      "dynamic",
};

Error unsupported(const std::string& what, const TypeName& name)
{
    return makeError(ErrorCode::kSqlUnsupported, "Type " + what + " is not supported yet", name.span);
}

Error invalid(std::string detail, const TypeName& name)
{
    return makeError(ErrorCode::kSqlInvalidLiteral, std::move(detail), name.span);
}

Result<StreamType> bindDatetime(const TypeName& name)
{
    const bool isPlain = name.name == "datetime" && name.parameters.empty();
    const int scale = isPlain ? 0 : name.parameters.empty() ? 3 : name.parameters[0];
    if (scale < 0 || scale > 9 || name.parameters.size() > 1 || !name.arguments.empty()) {
        return invalid("A datetime64 has 0 to 9 digits and maybe a time zone", name);
    }
    if (scale > 6) {
        return unsupported("datetime64 of more than 6 digits", name);
    }
    const std::string zone = name.zone.empty() ? "" : "'" + name.zone + "'";
    StreamType type{SqlType::of(TypeId::Timestamp, false), "", scale};
    if (isPlain) {
        type.name = zone.empty() ? "datetime" : "datetime(" + zone + ")";
    } else {
        type.name = "datetime64(" + std::to_string(scale) + (zone.empty() ? "" : ", " + zone) + ")";
    }
    return type;
}

Result<StreamType> bindDecimal(const TypeName& name)
{
    const bool isSized = name.name != "decimal" && name.name != "dec" && name.name != "numeric";
    const size_t wanted = isSized ? 1 : 2;
    if (name.parameters.empty() || name.parameters.size() > wanted || !name.arguments.empty()) {
        return invalid(isSized ? name.name + " needs a scale" : "decimal needs a precision and a scale", name);
    }
    const int precision = name.name == "decimal32"    ? 9
                          : name.name == "decimal64"  ? 18
                          : name.name == "decimal128" ? 38
                                                      : name.parameters[0];
    const int scale = isSized ? name.parameters[0] : name.parameters.size() > 1 ? name.parameters[1] : 0;
    if (precision > kMaxDecimalPrecision && precision <= 76) {
        return unsupported("decimal of more than 38 digits", name);
    }
    if (precision < 1 || precision > kMaxDecimalPrecision || scale < 0 || scale > precision) {
        return invalid("A decimal has a precision from 1 to 38 and a scale up to that", name);
    }
    const SqlType type = SqlType::decimal(precision, scale, false);
    return StreamType{type, streamTypeName(type), -1};
}

/// nullable(T), low_cardinality(T), array(T).
Result<StreamType> bindOuter(const TypeName& name)
{
    if (name.arguments.size() != 1 || !name.parameters.empty()) {
        return invalid(name.name + " needs one type", name);
    }
    MR_TRY(StreamType inner, bindStreamType(name.arguments[0]));
    if (name.name == "array") {
        SqlType type = SqlType::arrayOf(inner.type.withNullable(true), false);
        return StreamType{type, "array(" + inner.name + ")", -1};
    }
    if (name.name == "nullable") {
        if (inner.type.id == TypeId::Array || inner.type.nullable) {
            return invalid("nullable takes no array and no nullable type", name);
        }
        inner.type.nullable = true;
    }
    inner.name = name.name + "(" + inner.name + ")";
    return inner;
}

Error unknownType(const TypeName& name)
{
    std::vector<std::string_view> names;
    for (const NamedType& type : kTypes) {
        names.push_back(type.name);
    }
    return Error{ErrorCode::kSqlTypeMismatch, "No type of this name: " + name.name.substr(0, 64), name.span,
                 sql::suggestionNotes(name.name, names)};
}

} // namespace

Result<StreamType> bindStreamType(const TypeName& name)
{
    if (name.name == "datetime" || name.name == "datetime64") {
        return bindDatetime(name);
    }
    if (name.name.compare(0, 7, "decimal") == 0 || name.name == "dec" || name.name == "numeric") {
        if (name.name != "decimal256") {
            return bindDecimal(name);
        }
    }
    if (name.name == "nullable" || name.name == "low_cardinality" || name.name == "array") {
        return bindOuter(name);
    }
    const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                     [&](const NamedType& type) { return type.name == name.name; });
    if (found == std::end(kTypes)) {
        const bool isUnbuilt = std::find(std::begin(kUnbuilt), std::end(kUnbuilt), name.name) != std::end(kUnbuilt);
        const bool isInterval = name.name.compare(0, 9, "interval_") == 0;
        return isUnbuilt || isInterval ? unsupported(name.name, name) : unknownType(name);
    }
    if (!name.parameters.empty() || !name.arguments.empty() || !name.zone.empty()) {
        return invalid("Type takes no parameters: " + name.name, name);
    }
    return StreamType{SqlType::of(found->id, false), std::string(found->canonical), -1};
}

Status needUtc(const std::string& typeName, const SourceSpan& span)
{
    const size_t open = typeName.find('\'');
    const std::string zone =
        open == std::string::npos ? "" : typeName.substr(open + 1, typeName.rfind('\'') - open - 1);
    if (zone.empty() || zone == "UTC" || zone == "Etc/UTC" || zone == "GMT") {
        return {};
    }
    return makeError(ErrorCode::kSqlUnsupported,
                     "Reading and cutting times in a zone other than UTC is not supported yet: " + zone, span);
}

std::string streamTypeName(const SqlType& type)
{
    switch (type.id) {
    case TypeId::Decimal: return "decimal(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")";
    case TypeId::Timestamp: return "datetime64(3, 'UTC')";
    case TypeId::Array: return "array(" + streamTypeName(*type.element) + ")";
    case TypeId::Char: return "string";
    case TypeId::Null: return "nullable(nothing)";
    case TypeId::IntervalDay: return "interval_second";
    case TypeId::IntervalMonth: return "interval_month";
    default: break;
    }
    const auto* found =
        std::find_if(std::begin(kTypes), std::end(kTypes), [&](const NamedType& named) { return named.id == type.id; });
    return found == std::end(kTypes) ? std::string(typeName(type.id)) : std::string(found->canonical);
}

std::string withNullability(std::string name, const SqlType& type)
{
    const bool isWrapped = name.compare(0, 9, "nullable(") == 0;
    return type.nullable && !isWrapped ? "nullable(" + name + ")" : name;
}

} // namespace millrace::descriptive
