// SPDX-License-Identifier: GPL-3.0-or-later
// Avro schemas: parsed from their JSON, with the logical types that SQL types map to.
#pragma once

#include "engine/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class AvroKind : uint8_t {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Union,
    Fixed
};

/// What a value means beyond its encoding: Avro's logical types, and what Debezium and Kafka Connect say by
/// `connect.name`.
enum class AvroMeaning : uint8_t {
    Plain,
    Decimal,
    VariableDecimal, ///< Debezium: a record of a scale and digits
    Uuid,
    Date, ///< days
    TimeMillis,
    TimeMicros,
    TimeNanos,
    TimeText,
    EpochMillis,
    EpochMicros,
    EpochNanos,
    TimestampText,
};

struct AvroType;

struct AvroField {
    std::string name;
    const AvroType* type = nullptr;
};

struct AvroType {
    AvroKind kind = AvroKind::Null;
    AvroMeaning meaning = AvroMeaning::Plain;
    int precision = 0; ///< of Decimal
    int scale = 0;
    size_t size = 0;                    ///< of Fixed
    std::string name;                   ///< of named types, with its namespace
    std::vector<AvroField> fields;      ///< of Record
    std::vector<std::string> symbols;   ///< of Enum
    std::vector<const AvroType*> parts; ///< branches of a Union; the element of an Array or Map

    const AvroField* find(std::string_view fieldName) const;
    /// The type itself, or of a union of it with null the other branch; null for other unions.
    const AvroType* withoutNull() const;
    bool isNullable() const;
};

/// A schema and the types in it. Named types may contain themselves.
class AvroSchema {
public:
    /// Nested deeper, a schema or a value is refused.
    static constexpr int kMaxDepth = 128;

    /// kConnectorInvalidValue with what is wrong.
    static Result<std::shared_ptr<const AvroSchema>> parse(std::string_view json);
    const AvroType& root() const { return *m_root; }

private:
    friend class AvroSchemaParser;
    std::vector<std::unique_ptr<AvroType>> m_types;
    const AvroType* m_root = nullptr;
};

} // namespace millrace
