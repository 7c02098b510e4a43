// SPDX-License-Identifier: GPL-3.0-or-later
// Columns behind those of a row that functions without a fixed answer read: draws of rand(), the time of the batch.
#pragma once

#include "engine/expr/scalar_expr.h"
#include "engine/zset/batch.h"

#include <string>
#include <vector>

namespace millrace::descriptive {

enum class HiddenKind : uint8_t {
    Rand32,    ///< uint32, uniform
    Rand64,    ///< uint64, uniform
    Uniform,   ///< float64 in [a, b)
    Normal,    ///< float64 of mean a and variance b
    Ascii,     ///< a printable ASCII characters
    AnyOfType, ///< uniform over the values of the type; text of 0 to 20 printable characters; NULL 1 in 16 when
               ///< nullable
    Now,       ///< the time of the batch, cut to a digits of the second
};

struct HiddenColumn {
    HiddenKind kind = HiddenKind::Rand32;
    SqlType type;
    std::string typeName;
    std::string text; ///< of the call: equal texts in one row are one draw
    double a = 0;
    double b = 0;
};

/// The hidden columns of one SELECT. While it is bound, column i is the row's column kFirst + i.
class HiddenColumns {
public:
    static constexpr int kFirst = 1 << 20;

    /// The column of the call, shared with an equal one.
    ExprPtr add(HiddenColumn column, const SourceSpan& span);
    const std::vector<HiddenColumn>& list() const { return m_list; }

private:
    std::vector<HiddenColumn> m_list;
};

/// Makes the values of hidden columns. Each has its own sequence, which differs from call to call of a pipeline.
class HiddenFiller {
public:
    explicit HiddenFiller(std::vector<HiddenColumn> columns);
    /// Appends the columns to the batch, whose numRows is set. `now` in microseconds.
    void append(Batch& batch, int64_t now);
    bool isEmpty() const { return m_columns.empty(); }

private:
    Column make(const HiddenColumn& column, size_t numRows, int64_t now);
    Column makeAny(const HiddenColumn& column, size_t numRows);
    Column makeText(const HiddenColumn& column, size_t numRows);
    uint64_t draw();

    std::vector<HiddenColumn> m_columns;
    uint64_t m_state;
};

} // namespace millrace::descriptive
