// SPDX-License-Identifier: GPL-3.0-or-later
// A column of values: a typed view of immutable memory together with what keeps it alive.
#pragma once

#include "engine/base/assert.h"
#include "engine/types/sql_type.h"
#include "engine/types/string_ref.h"
#include "engine/types/value.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace millrace {

/// Maps a C++ type to its Physical.
template <typename T>
struct PhysicalOf;
template <> struct PhysicalOf<int8_t> { static constexpr Physical value = Physical::Int8; };
template <> struct PhysicalOf<int16_t> { static constexpr Physical value = Physical::Int16; };
template <> struct PhysicalOf<int32_t> { static constexpr Physical value = Physical::Int32; };
template <> struct PhysicalOf<int64_t> { static constexpr Physical value = Physical::Int64; };
template <> struct PhysicalOf<uint16_t> { static constexpr Physical value = Physical::UInt16; };
template <> struct PhysicalOf<uint32_t> { static constexpr Physical value = Physical::UInt32; };
template <> struct PhysicalOf<uint64_t> { static constexpr Physical value = Physical::UInt64; };
template <> struct PhysicalOf<Int128> { static constexpr Physical value = Physical::Decimal128; };
template <> struct PhysicalOf<float> { static constexpr Physical value = Physical::Float; };
template <> struct PhysicalOf<double> { static constexpr Physical value = Physical::Double; };
template <> struct PhysicalOf<StringRef> { static constexpr Physical value = Physical::String; };

/// Calls `f(T{})` with the C++ type of a Physical; Bool and UInt8 are uint8_t.
template <typename F>
decltype(auto) withPhysical(Physical physical, F&& f)
{
    switch (physical) {
    case Physical::Bool:
    case Physical::UInt8: return f(uint8_t{});
    case Physical::Int8: return f(int8_t{});
    case Physical::Int16: return f(int16_t{});
    case Physical::Int32: return f(int32_t{});
    case Physical::Int64: return f(int64_t{});
    case Physical::UInt16: return f(uint16_t{});
    case Physical::UInt32: return f(uint32_t{});
    case Physical::UInt64: return f(uint64_t{});
    case Physical::Decimal128: return f(Int128{});
    case Physical::Float: return f(float{});
    case Physical::Double: return f(double{});
    case Physical::String: return f(StringRef{});
    }
    MR_ASSERT(false);
}

/// Values of one column of a batch. Copying shares the memory. Values under a NULL are zero bytes, so
/// kernels may compute on them and rows may be hashed without looking at the NULLs first.
struct Column {
    Physical physical = Physical::Int64;
    bool isConstant = false;          ///< data (and nulls) hold one element that stands for every row
    const void* data = nullptr;       ///< 64-byte aligned elements of `physical`
    const uint8_t* nulls = nullptr;   ///< 1 = NULL, one byte a row; nullptr = no NULL in the column
    std::shared_ptr<const void> owner; ///< keeps data, nulls and the strings pointed to alive

    template <typename T>
    const T* as() const
    {
        MR_DCHECK(sizeof(T) == sizeOf(physical));
        return static_cast<const T*>(data);
    }
    size_t at(size_t row) const { return isConstant ? 0 : row; }
    bool isNull(size_t row) const { return nulls != nullptr && nulls[at(row)] != 0; }
    template <typename T>
    const T& get(size_t row) const
    {
        return as<T>()[at(row)];
    }
};

/// The value of one row in the representation of Value; for cells, texts and tests, not for loops.
Value valueAt(const Column& column, size_t row, const SqlType& type);

} // namespace millrace
