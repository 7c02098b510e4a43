// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/avro/avro_schema.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace millrace {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<std::string_view, AvroKind>, 8> kPrimitives = {{
    {"null", AvroKind::Null},
    {"boolean", AvroKind::Boolean},
    {"int", AvroKind::Int},
    {"long", AvroKind::Long},
    {"float", AvroKind::Float},
    {"double", AvroKind::Double},
    {"bytes", AvroKind::Bytes},
    {"string", AvroKind::String},
}};

struct NamedMeaning {
    std::string_view name;
    AvroKind kind;
    AvroMeaning meaning;
};

/// Logical types, and names that Debezium and Kafka Connect give to plain ones.
constexpr auto kMeanings = std::to_array<NamedMeaning>({
    {"decimal", AvroKind::Bytes, AvroMeaning::Decimal},
    {"decimal", AvroKind::Fixed, AvroMeaning::Decimal},
    {"uuid", AvroKind::String, AvroMeaning::Uuid},
    {"date", AvroKind::Int, AvroMeaning::Date},
    {"time-millis", AvroKind::Int, AvroMeaning::TimeMillis},
    {"time-micros", AvroKind::Long, AvroMeaning::TimeMicros},
    {"timestamp-millis", AvroKind::Long, AvroMeaning::EpochMillis},
    {"timestamp-micros", AvroKind::Long, AvroMeaning::EpochMicros},
    {"local-timestamp-millis", AvroKind::Long, AvroMeaning::EpochMillis},
    {"local-timestamp-micros", AvroKind::Long, AvroMeaning::EpochMicros},
    {"io.debezium.time.Date", AvroKind::Int, AvroMeaning::Date},
    {"io.debezium.time.Time", AvroKind::Int, AvroMeaning::TimeMillis},
    {"io.debezium.time.MicroTime", AvroKind::Long, AvroMeaning::TimeMicros},
    {"io.debezium.time.NanoTime", AvroKind::Long, AvroMeaning::TimeNanos},
    {"io.debezium.time.ZonedTime", AvroKind::String, AvroMeaning::TimeText},
    {"io.debezium.time.Timestamp", AvroKind::Long, AvroMeaning::EpochMillis},
    {"io.debezium.time.MicroTimestamp", AvroKind::Long, AvroMeaning::EpochMicros},
    {"io.debezium.time.NanoTimestamp", AvroKind::Long, AvroMeaning::EpochNanos},
    {"io.debezium.time.ZonedTimestamp", AvroKind::String, AvroMeaning::TimestampText},
    {"io.debezium.data.VariableScaleDecimal", AvroKind::Record, AvroMeaning::VariableDecimal},
    {"org.apache.kafka.connect.data.Date", AvroKind::Int, AvroMeaning::Date},
    {"org.apache.kafka.connect.data.Time", AvroKind::Int, AvroMeaning::TimeMillis},
    {"org.apache.kafka.connect.data.Timestamp", AvroKind::Long, AvroMeaning::EpochMillis},
});

} // namespace

const AvroField* AvroType::find(std::string_view fieldName) const
{
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const AvroField& field) { return field.name == fieldName; });
    return found == fields.end() ? nullptr : &*found;
}

const AvroType* AvroType::withoutNull() const
{
    if (kind != AvroKind::Union) {
        return this;
    }
    const AvroType* only = nullptr;
    for (const AvroType* branch : parts) {
        if (branch->kind != AvroKind::Null) {
            if (only != nullptr) {
                return nullptr;
            }
            only = branch;
        }
    }
    return only;
}

bool AvroType::isNullable() const
{
    const auto isNull = [](const AvroType* branch) { return branch->kind == AvroKind::Null; };
    return kind == AvroKind::Null || (kind == AvroKind::Union && std::any_of(parts.begin(), parts.end(), isNull));
}

class AvroSchemaParser {
public:
    Result<std::shared_ptr<const AvroSchema>> parse(std::string_view text)
    {
        const Json json = Json::parse(text, nullptr, false);
        if (json.is_discarded()) {
            return fault("it is not JSON");
        }
        MR_TRY(m_schema->m_root, typeOf(json, "", 0));
        return std::shared_ptr<const AvroSchema>(m_schema);
    }

private:
    using Found = Result<const AvroType*>;

    static Error fault(const std::string& reason)
    {
        return makeError(ErrorCode::kConnectorInvalidValue, "Not an Avro schema: " + reason);
    }

    AvroType& make(AvroKind kind)
    {
        m_schema->m_types.push_back(std::make_unique<AvroType>());
        m_schema->m_types.back()->kind = kind;
        return *m_schema->m_types.back();
    }

    Found typeOf(const Json& json, const std::string& space, int depth)
    {
        if (depth > AvroSchema::kMaxDepth) {
            return fault("nested deeper than 128 levels");
        }
        if (json.is_string()) {
            return typeNamed(json.get<std::string>(), space);
        }
        if (json.is_array()) {
            return unionOf(json, space, depth);
        }
        if (!json.is_object() || !json.contains("type")) {
            return fault("a type is a name, an object with 'type' or an array");
        }
        const Json& type = json["type"];
        if (!type.is_string()) {
            return typeOf(type, space, depth + 1);
        }
        const std::string name = type.get<std::string>();
        if (name == "record" || name == "error" || name == "enum" || name == "fixed") {
            return named(json, name, space, depth);
        }
        if (name == "array" || name == "map") {
            AvroType& list = make(name == "array" ? AvroKind::Array : AvroKind::Map);
            const char* key = name == "array" ? "items" : "values";
            if (!json.contains(key)) {
                return fault("'" + name + "' has no '" + key + "'");
            }
            MR_TRY(const AvroType* part, typeOf(json[key], space, depth + 1));
            list.parts = {part};
            return &list;
        }
        return annotated(json, name, space);
    }

    Found typeNamed(const std::string& name, const std::string& space)
    {
        for (const auto& [primitive, kind] : kPrimitives) {
            if (primitive == name) {
                return &make(kind);
            }
        }
        auto found = m_named.find(name.find('.') == std::string::npos && !space.empty() ? space + "." + name : name);
        found = found == m_named.end() ? m_named.find(name) : found;
        if (found == m_named.end()) {
            return fault("unknown type '" + name + "'");
        }
        return found->second;
    }

    Found unionOf(const Json& json, const std::string& space, int depth)
    {
        AvroType& all = make(AvroKind::Union);
        for (const Json& branch : json) {
            MR_TRY(const AvroType* part, typeOf(branch, space, depth + 1));
            if (part->kind == AvroKind::Union) {
                return fault("a union within a union");
            }
            all.parts.push_back(part);
        }
        if (all.parts.empty()) {
            return fault("a union of nothing");
        }
        return &all;
    }

    /// A primitive or named type with attributes.
    Found annotated(const Json& json, const std::string& name, const std::string& space)
    {
        MR_TRY(const AvroType* plain, typeNamed(name, space));
        if (!plain->name.empty()) {
            return plain;
        }
        AvroType& type = make(plain->kind);
        MR_CHECK(readMeaning(json, type));
        return &type;
    }

    Status readMeaning(const Json& json, AvroType& type)
    {
        for (const char* attribute : {"logicalType", "connect.name"}) {
            const auto found = json.find(attribute);
            if (found == json.end() || !found->is_string()) {
                continue;
            }
            for (const NamedMeaning& each : kMeanings) {
                if (each.name == found->get<std::string>() && each.kind == type.kind) {
                    type.meaning = each.meaning;
                }
            }
        }
        if (type.meaning == AvroMeaning::Decimal) {
            type.precision = json.value("precision", Json(0)).is_number_integer() ? json.value("precision", 0) : 0;
            type.scale = json.value("scale", Json(0)).is_number_integer() ? json.value("scale", 0) : -1;
            if (type.precision < 1 || type.scale < 0 || type.scale > type.precision) {
                return fault("a decimal needs a 'precision', and a 'scale' not beyond it");
            }
        }
        return {};
    }

    Found named(const Json& json, const std::string& what, const std::string& space, int depth)
    {
        const auto name = json.find("name");
        if (name == json.end() || !name->is_string()) {
            return fault("'" + what + "' has no 'name'");
        }
        std::string full = name->get<std::string>();
        std::string inner = space;
        if (json.contains("namespace") && json["namespace"].is_string()) {
            inner = json["namespace"].get<std::string>();
        }
        if (const size_t dot = full.rfind('.'); dot != std::string::npos) {
            inner = full.substr(0, dot);
        } else if (!inner.empty()) {
            full = inner + "." + full;
        }
        AvroType& type = make(what == "enum" ? AvroKind::Enum : what == "fixed" ? AvroKind::Fixed : AvroKind::Record);
        type.name = full;
        if (!m_named.try_emplace(full, &type).second) {
            return fault("two types have the name '" + full + "'");
        }
        MR_CHECK(readMeaning(json, type));
        MR_CHECK(type.kind == AvroKind::Record ? readFields(json, type, inner, depth) : readSizes(json, type));
        return &type;
    }

    Status readSizes(const Json& json, AvroType& type)
    {
        constexpr uint64_t kLargestFixed = 1 << 24;
        if (type.kind == AvroKind::Fixed) {
            const auto size = json.find("size");
            if (size == json.end() || !size->is_number_unsigned() || size->get<uint64_t>() > kLargestFixed) {
                return fault("'fixed' has no 'size', or one beyond 16 MiB");
            }
            type.size = size->get<size_t>();
            return {};
        }
        const auto symbols = json.find("symbols");
        const auto isText = [](const Json& symbol) { return symbol.is_string(); };
        if (symbols == json.end() || !symbols->is_array() || !std::all_of(symbols->begin(), symbols->end(), isText)) {
            return fault("'enum' has no 'symbols'");
        }
        type.symbols = symbols->get<std::vector<std::string>>();
        return {};
    }

    Status readFields(const Json& json, AvroType& type, const std::string& space, int depth)
    {
        const auto fields = json.find("fields");
        if (fields == json.end() || !fields->is_array()) {
            return fault("'record' has no 'fields'");
        }
        for (const Json& field : *fields) {
            if (!field.is_object() || !field.contains("name") || !field["name"].is_string() ||
                !field.contains("type")) {
                return fault("a field has no 'name' or no 'type'");
            }
            MR_TRY(const AvroType* part, typeOf(field["type"], space, depth + 1));
            type.fields.push_back({field["name"].get<std::string>(), part});
        }
        return {};
    }

    std::shared_ptr<AvroSchema> m_schema = std::make_shared<AvroSchema>();
    std::unordered_map<std::string, const AvroType*> m_named;
};

Result<std::shared_ptr<const AvroSchema>> AvroSchema::parse(std::string_view json)
{
    return AvroSchemaParser().parse(json);
}

} // namespace millrace
