// SPDX-License-Identifier: GPL-3.0-or-later
// The binary encoding of Avro: numbers, texts and blocks, read within bounds and written.
#pragma once

#include "engine/formats/avro/avro_schema.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

/// Why reading stopped.
enum class AvroFault : uint8_t {
    None,
    Truncated, ///< the bytes end inside the value; more may follow
    Malformed, ///< no bytes could make it right
    Value,     ///< Avro all right, but not what the column takes
};

/// Reads from a piece of memory. After a fault every read yields zeros and the fault stays.
class AvroInput {
public:
    explicit AvroInput(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    AvroInput fromStart() const { return AvroInput(m_bytes); }
    size_t position() const { return m_position; }
    size_t remaining() const { return m_bytes.size() - m_position; }
    bool isGood() const { return m_fault == AvroFault::None; }
    AvroFault fault() const { return m_fault; }
    const char* reason() const { return m_reason; }
    /// Keeps the first fault; false for convenience.
    bool fail(AvroFault fault, const char* reason)
    {
        if (m_fault == AvroFault::None) {
            m_fault = fault;
            m_reason = reason;
        }
        return false;
    }
    void seek(size_t position) { m_position = position; }

    bool readBoolean();
    int64_t readLong(); ///< also int: zigzag, up to ten bytes
    int32_t readInt();
    float readFloat();
    double readDouble();
    std::string_view readBytes(); ///< length and content; the view lives as long as the input
    std::string_view readFixed(size_t size);
    /// The branch of a union.
    size_t readBranch(const AvroType& type);
    /// Elements in the next block of an array or map, 0 at its end. Never more than bytes remain, since what has no
    /// bytes is not counted in blocks by anybody.
    size_t readBlock();
    /// Passes over a value. Recursion is capped at AvroSchema::kMaxDepth.
    bool skip(const AvroType& type, int depth = 0);

private:
    std::string_view m_bytes;
    size_t m_position = 0;
    AvroFault m_fault = AvroFault::None;
    const char* m_reason = "";
};

void appendAvroLong(std::string& out, int64_t value);
void appendAvroBytes(std::string& out, std::string_view bytes);
void appendAvroFloat(std::string& out, float value);
void appendAvroDouble(std::string& out, double value);

} // namespace millrace
