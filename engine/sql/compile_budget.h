// SPDX-License-Identifier: GPL-3.0-or-later
// How large the queries of one program may become.
#pragma once

#include <cstddef>

namespace millrace::sql {

/// Bounds the time and memory that a program takes to compile, however it makes much of little text: by stars, joins,
/// functions in functions, common table expressions. Counted are nodes of expressions and columns of nodes of queries.
class CompileBudget {
public:
    static constexpr size_t kLimit = 2'000'000;

    /// False once more was asked for than there is.
    bool spend(size_t amount)
    {
        m_spent = amount > kLimit - m_spent ? kLimit : m_spent + amount;
        return m_spent < kLimit;
    }
    bool isSpent() const { return m_spent == kLimit; }

private:
    size_t m_spent = 0;
};

} // namespace millrace::sql
