// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernels of functions are made of: output memory and loops over selected rows.
#pragma once

#include "engine/expr/function.h"
#include "engine/zset/string_arena.h"

namespace millrace {

/// Output memory of a kernel for numRows values. What a kernel leaves in rows that are not selected is never looked at.
struct MutableColumn {
    Physical physical = Physical::Int64;
    void* data = nullptr;
    uint8_t* nulls = nullptr;     ///< zero at first; only there when the function `makesNulls`
    bool hasNull = false;         ///< set by setNull()
    StringArena* arena = nullptr; ///< for the bytes of long strings

    template <typename T>
    T* as() const
    {
        return static_cast<T*>(data);
    }
    /// Makes a row NULL; its value must be zero, which the evaluator sees to.
    void setNull(size_t row)
    {
        nulls[row] = 1;
        hasNull = true;
    }
};

/// True when a loop over every row beats one over the selected rows.
inline bool prefersDense(const Selection& selection)
{
    return selection.rows == nullptr || selection.numSelected * 4 >= selection.numRows;
}

/// Calls f(row) for every selected row.
template <typename F>
inline void forEachRow(const Selection& selection, F&& f)
{
    if (selection.rows == nullptr) {
        for (size_t row = 0; row < selection.numRows; ++row) {
            f(row);
        }
    } else {
        for (size_t i = 0; i < selection.numSelected; ++i) {
            f(size_t{selection.rows[i]});
        }
    }
}

/// Calls f(row) for every selected row until it returns false; that row, or nothing.
template <typename F>
inline std::optional<size_t> findFailingRow(const Selection& selection, F&& f)
{
    for (size_t i = 0; i < selection.numSelected; ++i) {
        const size_t row = selection.rows == nullptr ? i : selection.rows[i];
        if (!f(row)) {
            return row;
        }
    }
    return std::nullopt;
}

/// out[row] = op(argument[row]); for functions that are `isDense`.
template <typename A, typename R, typename Op>
inline void mapDense(const Column& a, const Selection& selection, R* __restrict out, Op op)
{
    const A* __restrict x = a.as<A>();
    if (prefersDense(selection)) {
        for (size_t row = 0; row < selection.numRows; ++row) {
            out[row] = op(x[row]);
        }
        return;
    }
    for (size_t i = 0; i < selection.numSelected; ++i) {
        const size_t row = selection.rows[i];
        out[row] = op(x[row]);
    }
}

/// out[row] = op(a[row], b[row]) where either may be constant; for functions that are `isDense`.
template <typename A, typename B, typename R, typename Op>
inline void zipDense(const Column& a, const Column& b, const Selection& selection, R* __restrict out, Op op)
{
    const A* __restrict x = a.as<A>();
    const B* __restrict y = b.as<B>();
    const size_t n = selection.numRows;
    if (!prefersDense(selection)) {
        for (size_t i = 0; i < selection.numSelected; ++i) {
            const size_t row = selection.rows[i];
            out[row] = op(x[a.at(row)], y[b.at(row)]);
        }
    } else if (a.isConstant) {
        const A value = *x;
        for (size_t row = 0; row < n; ++row) {
            out[row] = op(value, y[row]);
        }
    } else if (b.isConstant) {
        const B value = *y;
        for (size_t row = 0; row < n; ++row) {
            out[row] = op(x[row], value);
        }
    } else {
        for (size_t row = 0; row < n; ++row) {
            out[row] = op(x[row], y[row]);
        }
    }
}

/// Calls f with a zero of the integer type.
template <typename F>
decltype(auto) withInteger(Physical physical, F&& f)
{
    switch (physical) {
    case Physical::Int8: return f(int8_t{});
    case Physical::Int16: return f(int16_t{});
    case Physical::Int32: return f(int32_t{});
    case Physical::UInt8: return f(uint8_t{});
    case Physical::UInt16: return f(uint16_t{});
    case Physical::UInt32: return f(uint32_t{});
    case Physical::UInt64: return f(uint64_t{});
    default: return f(int64_t{});
    }
}

} // namespace millrace
