// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/sql_text.h"

#include "engine/types/array_code.h"
#include "engine/types/array_values.h"
#include "engine/types/value.h"

#include <cmath>
#include <numeric>

namespace millrace {

namespace {

void appendQuoted(std::string& out, std::string_view text, char quote)
{
    out += quote;
    for (const char c : text) {
        if (c == quote) {
            out += quote;
        }
        out += c;
    }
    out += quote;
}

bool isBare(const Value& value, TypeId type)
{
    if (type == TypeId::Real || type == TypeId::Double) {
        return std::isfinite(value.asDouble());
    }
    return type == TypeId::Boolean || isNumeric(type);
}

} // namespace

void appendSqlName(std::string& out, std::string_view name)
{
    // Always: which words another database reserves cannot be known.
    appendQuoted(out, name, '"');
}

void appendSqlLiteral(std::string& out, const Value& value, const SqlType& type)
{
    if (value.isNull()) {
        out += "NULL";
    } else if (type.id == TypeId::Array) {
        out += "ARRAY[";
        const char* separator = "";
        for (std::string_view rest = value.asString(); !rest.empty();) {
            out += separator;
            const std::string_view element = takeElement(rest, *type.element);
            appendSqlLiteral(out, valueOfElement(element, *type.element), *type.element);
            separator = ", ";
        }
        out += ']';
    } else if (isBare(value, type.id)) {
        const std::string text = formatValue(value, type);
        out += type.id == TypeId::Boolean ? (value.asBool() ? "TRUE" : "FALSE") : text;
    } else {
        appendQuoted(out, formatValue(value, type), '\'');
    }
}

void appendSqlLiteral(std::string& out, const Column& column, size_t row, const SqlType& type)
{
    if (column.isNull(row)) {
        out += "NULL";
    } else if (isString(type.id)) {
        appendQuoted(out, column.get<StringRef>(row).view(), '\'');
    } else {
        appendSqlLiteral(out, valueAt(column, row, type), type);
    }
}

void appendSqlInsert(std::string& out, std::string_view relation, const Schema& schema, const Batch& batch, size_t row)
{
    out += "INSERT INTO ";
    appendSqlName(out, relation);
    const char* separator = " (";
    for (const ColumnInfo& column : schema.columns) {
        out += separator;
        appendSqlName(out, column.name);
        separator = ", ";
    }
    separator = ") VALUES (";
    for (size_t i = 0; i < schema.numColumns(); ++i) {
        out += separator;
        appendSqlLiteral(out, batch.columns[i], row, schema.columns[i].type);
        separator = ", ";
    }
    out += ");";
}

void appendSqlDelete(std::string& out, std::string_view relation, const Schema& schema, const Batch& batch, size_t row)
{
    out += "DELETE FROM ";
    appendSqlName(out, relation);
    std::vector<int> columns = schema.primaryKey;
    if (columns.empty()) {
        columns.resize(schema.numColumns());
        std::iota(columns.begin(), columns.end(), 0);
    }
    const char* separator = " WHERE ";
    for (const int position : columns) {
        const auto i = static_cast<size_t>(position);
        out += separator;
        appendSqlName(out, schema.columns[i].name);
        if (batch.columns[i].isNull(row)) {
            out += " IS NULL";
        } else {
            out += " = ";
            appendSqlLiteral(out, batch.columns[i], row, schema.columns[i].type);
        }
        separator = " AND ";
    }
    out += ';';
}

} // namespace millrace
