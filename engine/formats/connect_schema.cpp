// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/connect_schema.h"

#include <nlohmann/json.hpp>

namespace millrace {

namespace {

using Json = nlohmann::ordered_json;

/// Kafka Connect knows no unsigned numbers: each goes to the next wider one, the widest to text.
const char* connectType(TypeId id)
{
    switch (id) {
    case TypeId::Boolean: return "boolean";
    case TypeId::TinyInt: return "int8";
    case TypeId::SmallInt:
    case TypeId::UTinyInt: return "int16";
    case TypeId::Integer:
    case TypeId::USmallInt:
    case TypeId::Date: return "int32";
    case TypeId::BigInt:
    case TypeId::UInteger:
    case TypeId::Time:
    case TypeId::Timestamp: return "int64";
    case TypeId::Real: return "float";
    case TypeId::Double: return "double";
    case TypeId::Array: return "array";
    default: return "string";
    }
}

const char* connectName(TypeId id)
{
    switch (id) {
    case TypeId::Date: return "org.apache.kafka.connect.data.Date";
    case TypeId::Time: return "org.apache.kafka.connect.data.Time";
    case TypeId::Timestamp: return "org.apache.kafka.connect.data.Timestamp";
    default: return nullptr;
    }
}

Json schemaOf(const SqlType& type)
{
    Json schema = {{"type", connectType(type.id)}, {"optional", type.nullable}};
    if (const char* name = connectName(type.id)) {
        schema["name"] = name;
    }
    if (type.id == TypeId::Array) {
        schema["items"] = schemaOf(*type.element);
    }
    return schema;
}

Json fieldOf(const ColumnInfo& column)
{
    Json field = schemaOf(column.type);
    field["field"] = column.name;
    return field;
}

} // namespace

std::string connectValueSchema(const Schema& schema)
{
    Json row = {{"type", "struct"}, {"fields", Json::array()}, {"optional", true}, {"field", "after"}};
    for (const ColumnInfo& column : schema.columns) {
        row["fields"].push_back(fieldOf(column));
    }
    const Json op = {{"type", "string"}, {"optional", false}, {"field", "op"}};
    return Json{{"type", "struct"}, {"fields", Json::array({row, op})}, {"optional", false}, {"name", "Envelope"}}
        .dump();
}

std::string connectKeySchema(const Schema& schema, const std::vector<int>& columns)
{
    Json key = {{"type", "struct"}, {"fields", Json::array()}, {"optional", false}, {"name", "Key"}};
    for (const int column : columns) {
        key["fields"].push_back(fieldOf(schema.columns[static_cast<size_t>(column)]));
    }
    return key.dump();
}

} // namespace millrace
