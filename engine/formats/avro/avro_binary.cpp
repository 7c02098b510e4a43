// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/avro/avro_binary.h"

#include <bit>
#include <cstring>
#include <limits>

namespace millrace {

namespace {

constexpr const char* kNoMore = "the bytes end inside a value";

template <typename T>
T littleEndian(std::string_view bytes)
{
    static_assert(std::endian::native == std::endian::little);
    T value{};
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

} // namespace

bool AvroInput::readBoolean()
{
    const std::string_view byte = readFixed(1);
    if (!byte.empty() && static_cast<uint8_t>(byte[0]) > 1) {
        return fail(AvroFault::Malformed, "a boolean is neither 0 nor 1");
    }
    return !byte.empty() && byte[0] == 1;
}

int64_t AvroInput::readLong()
{
    constexpr int kMostBits = 63;
    uint64_t value = 0;
    for (int shift = 0; isGood(); shift += 7) {
        if (m_position == m_bytes.size()) {
            fail(AvroFault::Truncated, kNoMore);
            break;
        }
        const auto byte = static_cast<uint8_t>(m_bytes[m_position++]);
        if (shift > kMostBits || (shift == kMostBits && byte > 1)) {
            fail(AvroFault::Malformed, "a number is longer than 64 bits");
            break;
        }
        value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
        }
    }
    return 0;
}

int32_t AvroInput::readInt()
{
    const int64_t value = readLong();
    if (value < std::numeric_limits<int32_t>::min() || value > std::numeric_limits<int32_t>::max()) {
        fail(AvroFault::Malformed, "an int is longer than 32 bits");
        return 0;
    }
    return static_cast<int32_t>(value);
}

float AvroInput::readFloat()
{
    const std::string_view bytes = readFixed(sizeof(float));
    return bytes.empty() ? 0.0F : littleEndian<float>(bytes);
}

double AvroInput::readDouble()
{
    const std::string_view bytes = readFixed(sizeof(double));
    return bytes.empty() ? 0.0 : littleEndian<double>(bytes);
}

std::string_view AvroInput::readBytes()
{
    const int64_t size = readLong();
    if (size < 0) {
        fail(AvroFault::Malformed, "a length is negative");
        return {};
    }
    return readFixed(static_cast<size_t>(size));
}

std::string_view AvroInput::readFixed(size_t size)
{
    if (!isGood() || size > remaining()) {
        fail(AvroFault::Truncated, kNoMore);
        return {};
    }
    const std::string_view bytes = m_bytes.substr(m_position, size);
    m_position += size;
    return bytes;
}

size_t AvroInput::readBranch(const AvroType& type)
{
    const int64_t branch = readLong();
    if (branch < 0 || static_cast<uint64_t>(branch) >= type.parts.size()) {
        fail(AvroFault::Malformed, "a union has no such branch");
        return 0;
    }
    return static_cast<size_t>(branch);
}

size_t AvroInput::readBlock()
{
    int64_t count = readLong();
    if (count < 0) {
        readLong(); // bytes of the block, for those who skip it
        count = count == std::numeric_limits<int64_t>::min() ? 0 : -count;
    }
    if (isGood() && static_cast<uint64_t>(count) > remaining()) {
        fail(AvroFault::Truncated, "a block has more elements than bytes remain");
    }
    return isGood() ? static_cast<size_t>(count) : 0;
}

bool AvroInput::skip(const AvroType& type, int depth)
{
    if (depth > AvroSchema::kMaxDepth) {
        return fail(AvroFault::Malformed, "nested deeper than 128 levels");
    }
    switch (type.kind) {
    case AvroKind::Null: break;
    case AvroKind::Boolean: readBoolean(); break;
    case AvroKind::Int: readInt(); break;
    case AvroKind::Enum:
    case AvroKind::Long: readLong(); break;
    case AvroKind::Float: readFloat(); break;
    case AvroKind::Double: readDouble(); break;
    case AvroKind::Bytes:
    case AvroKind::String: readBytes(); break;
    case AvroKind::Fixed: readFixed(type.size); break;
    case AvroKind::Union: {
        const size_t branch = readBranch(type);
        return isGood() && skip(*type.parts[branch], depth + 1);
    }
    case AvroKind::Record:
        for (const AvroField& field : type.fields) {
            if (!skip(*field.type, depth + 1)) {
                return false;
            }
        }
        break;
    case AvroKind::Array:
    case AvroKind::Map:
        for (size_t count = readBlock(); count != 0; count = readBlock()) {
            for (size_t i = 0; i < count && isGood(); ++i) {
                if (type.kind == AvroKind::Map) {
                    readBytes();
                }
                skip(*type.parts[0], depth + 1);
            }
        }
        break;
    }
    return isGood();
}

void appendAvroLong(std::string& out, int64_t value)
{
    auto bits = (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
    while (bits >= 0x80) {
        out += static_cast<char>(static_cast<uint8_t>(bits) | 0x80U);
        bits >>= 7;
    }
    out += static_cast<char>(bits);
}

void appendAvroBytes(std::string& out, std::string_view bytes)
{
    appendAvroLong(out, static_cast<int64_t>(bytes.size()));
    out += bytes;
}

void appendAvroFloat(std::string& out, float value)
{
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void appendAvroDouble(std::string& out, double value)
{
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

} // namespace millrace
