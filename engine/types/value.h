// SPDX-License-Identifier: GPL-3.0-or-later
// A single SQL value, for literals, tests, records and cells; columns hold values in bulk.
#pragma once

#include "engine/types/sql_type.h"

#include <compare>
#include <string>
#include <variant>

namespace millrace {

/// NULL, or a value in the widest representation of its family. The SqlType beside it says how to
/// read it: DATE, TIME, TIMESTAMP and intervals are int64_t in the units of TypeId; DECIMAL is the
/// unscaled Int128; all signed integers are int64_t, unsigned ones uint64_t; REAL and DOUBLE double; ARRAY is
/// its code (array_code.h) as a string.
class Value {
public:
    using Storage = std::variant<std::monostate, bool, int64_t, uint64_t, Int128, double, std::string>;

    Value() = default;
    explicit Value(bool v) : m_storage(v) {}
    explicit Value(int64_t v) : m_storage(v) {}
    explicit Value(uint64_t v) : m_storage(v) {}
    explicit Value(Int128 v) : m_storage(v) {}
    explicit Value(double v) : m_storage(v) {}
    explicit Value(std::string v) : m_storage(std::move(v)) {}

    static Value null() { return {}; }
    bool isNull() const { return m_storage.index() == 0; }
    bool asBool() const { return std::get<bool>(m_storage); }
    int64_t asInt() const { return std::get<int64_t>(m_storage); }
    uint64_t asUInt() const { return std::get<uint64_t>(m_storage); }
    Int128 asDecimal() const { return std::get<Int128>(m_storage); }
    double asDouble() const { return std::get<double>(m_storage); }
    const std::string& asString() const { return std::get<std::string>(m_storage); }
    const Storage& storage() const { return m_storage; }

    bool operator==(const Value&) const = default;

private:
    Storage m_storage;
};

/// Text of a value for people and files: `2.5`, `2024-01-31`, `12:00:00.5`, `true`; floating numbers as
/// float_text.h says; arrays as JSON. NULL gives "NULL". It is what SQL casts to VARCHAR give, but for BOOLEAN
/// (`TRUE` there).
std::string formatValue(const Value& value, const SqlType& type);

/// Orders two values of one type, NULL lowest, NaN highest.
std::strong_ordering compareValues(const Value& a, const Value& b, const SqlType& type);

} // namespace millrace
