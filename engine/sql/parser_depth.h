// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds of the parser's recursion and of the trees it makes.
#pragma once

#include "engine/sql/parser.h"

namespace millrace::sql {

/// Nesting of parentheses, subqueries and CASE.
constexpr size_t kMaxParseDepth = 128;
/// Levels of a tree: a chain such as a + b + c + … makes one a sign without recursion in the parser.
constexpr uint32_t kMaxTreeHeight = 500;

class Parser::Depth {
public:
    explicit Depth(Parser& parser)
        : m_parser(parser)
    {
        if (++m_parser.m_depth > kMaxParseDepth) {
            m_parser.fail(ErrorCode::kSqlTooComplex, "The statement is nested too deeply; the limit of levels is 128",
                          m_parser.peek().span);
        }
    }
    ~Depth() { --m_parser.m_depth; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

private:
    Parser& m_parser;
};

} // namespace millrace::sql
