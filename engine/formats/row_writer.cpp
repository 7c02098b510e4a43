// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/encoder.h"
#include "engine/formats/json_text.h"
#include "engine/types/array_code.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/float_text.h"

#include <charconv>
#include <cmath>

namespace millrace {

namespace {

template <typename T>
void appendNumber(std::string& out, T value)
{
    char text[40];
    const auto result = std::to_chars(text, text + sizeof text, value);
    out.append(text, result.ptr);
}

/// Text of a value that is not text itself; false for a floating point number that is not finite.
bool appendScalar(const Column& column, size_t row, const SqlType& type, std::string& out)
{
    switch (type.id) {
    case TypeId::Null: return false;
    case TypeId::Boolean: out += column.get<uint8_t>(row) != 0 ? "true" : "false"; return true;
    case TypeId::TinyInt: appendNumber(out, int{column.get<int8_t>(row)}); return true;
    case TypeId::SmallInt: appendNumber(out, column.get<int16_t>(row)); return true;
    case TypeId::Integer:
    case TypeId::IntervalMonth: appendNumber(out, column.get<int32_t>(row)); return true;
    case TypeId::BigInt:
    case TypeId::IntervalDay: appendNumber(out, column.get<int64_t>(row)); return true;
    case TypeId::UTinyInt: appendNumber(out, unsigned{column.get<uint8_t>(row)}); return true;
    case TypeId::USmallInt: appendNumber(out, column.get<uint16_t>(row)); return true;
    case TypeId::UInteger: appendNumber(out, column.get<uint32_t>(row)); return true;
    case TypeId::UBigInt: appendNumber(out, column.get<uint64_t>(row)); return true;
    case TypeId::Real:
        if (std::isfinite(column.get<float>(row))) {
            appendFloat(out, column.get<float>(row));
            return true;
        }
        return false;
    case TypeId::Double:
        if (std::isfinite(column.get<double>(row))) {
            appendDouble(out, column.get<double>(row));
            return true;
        }
        return false;
    case TypeId::Decimal: appendDecimal(out, column.get<Int128>(row), type.scale); return true;
    case TypeId::Date: appendDate(out, column.get<int32_t>(row)); return true;
    case TypeId::Time: appendTime(out, column.get<int64_t>(row)); return true;
    case TypeId::Timestamp: appendTimestamp(out, column.get<int64_t>(row)); return true;
    case TypeId::Char:
    case TypeId::Varchar: out += column.get<StringRef>(row).view(); return true;
    case TypeId::Array: appendArrayText(out, column.get<StringRef>(row).view(), *type.element); return true;
    }
    return false;
}

void appendJsonValue(const Column& column, size_t row, const SqlType& type, std::string& out)
{
    if (column.isNull(row)) {
        out += "null";
    } else if (isString(type.id)) {
        appendJsonString(out, column.get<StringRef>(row).view());
    } else if (isTemporal(type.id)) {
        out += '"';
        appendScalar(column, row, type, out);
        out += '"';
    } else if (!appendScalar(column, row, type, out)) {
        out += "null"; // JSON has no NaN and no infinity
    }
}

std::string_view nonFiniteText(const Column& column, size_t row, const SqlType& type)
{
    const double value =
        type.id == TypeId::Real ? static_cast<double>(column.get<float>(row)) : column.get<double>(row);
    return std::isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
}

/// An empty text is quoted, so that it differs from NULL.
void appendCsvText(std::string& out, std::string_view text, char delimiter)
{
    bool isSpecial = text.empty();
    for (const char c : text) { // without a branch, so that the compiler takes many at once
        isSpecial |= c == delimiter || c == '"' || c == '\n' || c == '\r';
    }
    if (!isSpecial) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') {
            out += '"';
        }
        out += c;
    }
    out += '"';
}

} // namespace

RowWriter::RowWriter(const Schema& schema)
    : RowWriter(schema, JsonFlavor())
{
}

RowWriter::RowWriter(const Schema& schema, const JsonFlavor& flavor)
    : m_schema(schema)
    , m_flavor(flavor)
    , m_isDefaultFlavor(flavor == JsonFlavor())
{
    for (const ColumnInfo& column : schema.columns) {
        std::string key;
        appendJsonString(key, column.name);
        m_jsonKeys.push_back(key + ":");
    }
}

inline void RowWriter::appendJsonMember(const Batch& batch, size_t row, size_t column, std::string& out) const
{
    out += m_jsonKeys[column];
    const SqlType& type = m_schema.columns[column].type;
    if (m_isDefaultFlavor) {
        appendJsonValue(batch.columns[column], row, type, out);
    } else {
        appendFlavoredJson(valueAt(batch.columns[column], row, type), type, m_flavor, out);
    }
}

void RowWriter::appendJson(const Batch& batch, size_t row, std::string& out) const
{
    out += '{';
    for (size_t i = 0; i < m_jsonKeys.size(); ++i) {
        if (i != 0) {
            out += ',';
        }
        appendJsonMember(batch, row, i, out);
    }
    out += '}';
}

void RowWriter::appendJson(const Batch& batch, size_t row, const std::vector<int>& columns, std::string& out) const
{
    out += '{';
    for (const int column : columns) {
        out += out.back() == '{' ? "" : ",";
        appendJsonMember(batch, row, static_cast<size_t>(column), out);
    }
    out += '}';
}

void RowWriter::appendCsv(const Batch& batch, size_t row, char delimiter, std::string& out) const
{
    for (size_t i = 0; i < m_schema.columns.size(); ++i) {
        const Column& column = batch.columns[i];
        const SqlType& type = m_schema.columns[i].type;
        if (i != 0) {
            out += delimiter;
        }
        if (column.isNull(row)) {
            continue;
        }
        if (isString(type.id)) {
            appendCsvText(out, column.get<StringRef>(row).view(), delimiter);
        } else if (type.id == TypeId::Array) {
            std::string text;
            appendScalar(column, row, type, text);
            appendCsvText(out, text, delimiter);
        } else if (!appendScalar(column, row, type, out) && isApproximate(type.id)) {
            out += nonFiniteText(column, row, type);
        }
    }
}

void RowWriter::appendCsvHeader(char delimiter, std::string& out) const
{
    for (size_t i = 0; i < m_schema.columns.size(); ++i) {
        if (i != 0) {
            out += delimiter;
        }
        appendCsvText(out, m_schema.columns[i].name, delimiter);
    }
}

} // namespace millrace
