// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions compiled to a graph of nodes in which equal subexpressions are one node.
#pragma once

#include "engine/expr/function.h"

#include <deque>

namespace millrace {

/// One step of a program; its arguments are nodes before it.
struct ExprNode {
    ExprKind kind = ExprKind::Literal;
    const ScalarExpr* expr = nullptr;
    const Function* function = nullptr; ///< Call and Cast
    std::shared_ptr<const void> state;  ///< of Function::prepare
    std::vector<uint32_t> args;
    Physical physical = Physical::Bool;
    int column = -1;         ///< Column
    Column literal;          ///< Literal: a constant column
    bool makesNulls = false; ///< Call and Cast
    bool isTotal = false;    ///< neither it nor what it needs can fail or is dear: fine for rows that do not need it
};

/// Values of literals and of subexpressions without columns. Shared, since results may point into it.
class LiteralStore {
public:
    /// A constant column of the value; `value` fits the physical type.
    Column add(const Value& value, Physical physical);
    /// A copy of a constant column.
    Column add(const Column& constant);

private:
    struct alignas(64) Cell {
        std::byte bytes[16] = {};
        uint8_t isNull = 0;
    };
    Column columnOf(const Cell& cell, Physical physical) const;

    std::deque<Cell> m_cells;
    std::deque<std::string> m_texts;
};

/// The compiled form of one or several expressions. Immutable once made.
struct ExprProgram {
    std::vector<ExprPtr> expressions; ///< keeps what the nodes point to alive
    std::vector<ExprNode> nodes;
    std::vector<uint32_t> roots; ///< the node of each expression
    std::shared_ptr<LiteralStore> literals = std::make_shared<LiteralStore>();

    /// Folds calls of literals, and shares equal subexpressions unless they are not deterministic.
    static ExprProgram compile(std::vector<ExprPtr> expressions);
};

} // namespace millrace
