// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/type_binder.h"

#include "engine/sql/name_suggestion.h"
#include "engine/types/decimal.h"

#include <algorithm>

namespace millrace::sql {

namespace {

struct NamedType {
    std::string_view name;
    TypeId id;
};

constexpr NamedType kTypes[] = {
    {"BOOLEAN", TypeId::Boolean},
    {"BOOL", TypeId::Boolean},
    {"TINYINT", TypeId::TinyInt},
    {"SMALLINT", TypeId::SmallInt},
    {"INTEGER", TypeId::Integer},
    {"INT", TypeId::Integer},
    {"INT4", TypeId::Integer},
    {"SIGNED", TypeId::Integer},
    {"INT2", TypeId::SmallInt},
    {"BIGINT", TypeId::BigInt},
    {"INT8", TypeId::BigInt},
    {"INT64", TypeId::BigInt},
    {"TINYINT UNSIGNED", TypeId::UTinyInt},
    {"SMALLINT UNSIGNED", TypeId::USmallInt},
    {"INTEGER UNSIGNED", TypeId::UInteger},
    {"INT UNSIGNED", TypeId::UInteger},
    {"UNSIGNED", TypeId::UInteger},
    {"BIGINT UNSIGNED", TypeId::UBigInt},
    {"REAL", TypeId::Real},
    {"FLOAT4", TypeId::Real},
    {"FLOAT32", TypeId::Real},
    {"DOUBLE", TypeId::Double},
    {"DOUBLE PRECISION", TypeId::Double},
    {"FLOAT8", TypeId::Double},
    {"FLOAT64", TypeId::Double},
    {"DECIMAL", TypeId::Decimal},
    {"DEC", TypeId::Decimal},
    {"NUMERIC", TypeId::Decimal},
    {"NUMBER", TypeId::Decimal},
    {"VARCHAR", TypeId::Varchar},
    {"STRING", TypeId::Varchar},
    {"TEXT", TypeId::Varchar},
    {"CHARACTER VARYING", TypeId::Varchar},
    {"CHAR VARYING", TypeId::Varchar},
    {"CHAR", TypeId::Char},
    {"CHARACTER", TypeId::Char},
    {"DATE", TypeId::Date},
    {"TIME", TypeId::Time},
    {"TIME WITHOUT TIME ZONE", TypeId::Time},
    {"TIMESTAMP", TypeId::Timestamp},
    {"DATETIME", TypeId::Timestamp},
    {"TIMESTAMP WITHOUT TIME ZONE", TypeId::Timestamp},
};

/// Types that exist elsewhere and are known not to be built here yet.
constexpr std::string_view kUnbuiltTypes[] = {
    "BINARY", "VARBINARY", "BYTEA", "UUID", "VARIANT", "GEOMETRY", "TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE",
    "BLOB",   "JSON",
};

const NamedType* findType(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(kTypes), std::end(kTypes), [name](const NamedType& type) { return type.name == name; });
    return found == std::end(kTypes) ? nullptr : found;
}

std::optional<SqlType> bindInterval(std::string_view name)
{
    const std::string_view first = name.substr(0, name.find(' ', 9));
    const bool isMonths = first == "INTERVAL YEAR" || first == "INTERVAL MONTH" || first == "INTERVAL QUARTER";
    return SqlType::of(isMonths ? TypeId::IntervalMonth : TypeId::IntervalDay);
}

std::optional<SqlType> bindDecimal(const syntax::TypeName& name, DiagnosticList& diagnostics)
{
    if (name.parameters.empty()) {
        diagnostics.warning("DECIMAL precision and scale unspecified",
                            "DECIMAL without precision and scale is DECIMAL(38, 0), which holds no fraction",
                            name.span);
        return SqlType::decimal(kMaxDecimalPrecision, 0);
    }
    const int precision = name.parameters[0];
    const int scale = name.parameters.size() > 1 ? name.parameters[1] : 0;
    if (precision < 1 || precision > kMaxDecimalPrecision) {
        diagnostics.error(ErrorCode::kSqlInvalidLiteral,
                          "The precision of DECIMAL must be from 1 to 38, not " + std::to_string(precision), name.span);
        return std::nullopt;
    }
    if (scale > precision) {
        diagnostics.error(ErrorCode::kSqlInvalidLiteral,
                          "The scale of DECIMAL must not be greater than its precision: " + std::to_string(scale),
                          name.span);
        return std::nullopt;
    }
    return SqlType::decimal(precision, scale);
}

void reportUnknownType(const syntax::TypeName& name, DiagnosticList& diagnostics)
{
    if (name.name == "FLOAT") {
        diagnostics.error(ErrorCode::kSqlUnsupported, "FLOAT means different things elsewhere; write REAL or DOUBLE",
                          name.span);
        return;
    }
    const bool isUnbuilt =
        std::find(std::begin(kUnbuiltTypes), std::end(kUnbuiltTypes), name.name) != std::end(kUnbuiltTypes);
    if (isUnbuilt) {
        diagnostics.error(ErrorCode::kSqlUnsupported, "Type " + name.name + " is not supported yet", name.span);
        return;
    }
    std::vector<std::string_view> names;
    for (const NamedType& type : kTypes) {
        names.push_back(type.name);
    }
    diagnostics.error(ErrorCode::kSqlTypeMismatch, "No type of this name: " + name.name, name.span,
                      suggestionNotes(name.name, names));
}

} // namespace

namespace {

std::optional<SqlType> bindElement(const syntax::TypeName& name, DiagnosticList& diagnostics)
{
    if (name.name.compare(0, 9, "INTERVAL ") == 0) {
        return bindInterval(name.name);
    }
    const NamedType* named = findType(name.name);
    if (named == nullptr) {
        reportUnknownType(name, diagnostics);
        return std::nullopt;
    }
    const bool takesLength = isString(named->id);
    const bool takesPrecision = named->id == TypeId::Timestamp || named->id == TypeId::Time;
    const size_t mostParameters = named->id == TypeId::Decimal ? 2 : takesLength || takesPrecision ? 1 : 0;
    if (name.parameters.size() > mostParameters) {
        diagnostics.error(ErrorCode::kSqlTypeMismatch, "Too many parameters of type " + name.name, name.span);
        return std::nullopt;
    }
    if (named->id == TypeId::Decimal) {
        return bindDecimal(name, diagnostics);
    }
    SqlType type = SqlType::of(named->id);
    if (takesPrecision && !name.parameters.empty()) {
        const bool isTimestamp = named->id == TypeId::Timestamp;
        diagnostics.warning(isTimestamp ? "TIMESTAMP precision ignored" : "TIME precision ignored",
                            isTimestamp ? "The precision of a TIMESTAMP is always 6 digits"
                                        : "The precision of a TIME is always 9 digits",
                            name.span);
    }
    if (takesLength) {
        if (!name.parameters.empty() && name.parameters[0] < 1) {
            diagnostics.error(ErrorCode::kSqlInvalidLiteral, "The length of a text must be at least 1", name.span);
            return std::nullopt;
        }
        const bool isChar = named->id == TypeId::Char;
        type.length = name.parameters.empty() ? (isChar ? 1 : 0) : static_cast<uint32_t>(name.parameters[0]);
    }
    return type;
}

} // namespace

std::optional<SqlType> bindType(const syntax::TypeName& name, DiagnosticList& diagnostics)
{
    constexpr size_t kMaxDepth = 32;
    std::optional<SqlType> type = bindElement(name, diagnostics);
    if (!type || name.arrayDepth == 0) {
        return type;
    }
    if (isInterval(type->id) || name.arrayDepth > kMaxDepth) {
        diagnostics.error(ErrorCode::kSqlUnsupported,
                          isInterval(type->id) ? "An ARRAY of intervals is not possible"
                                               : "Arrays are nested too deeply",
                          name.span);
        return std::nullopt;
    }
    for (size_t i = 0; i < name.arrayDepth; ++i) {
        type = SqlType::arrayOf(*type);
    }
    return type;
}

} // namespace millrace::sql
