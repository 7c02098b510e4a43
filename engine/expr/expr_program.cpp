// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/expr_program.h"

#include "engine/expr/cast_kernels.h"
#include "engine/expr/expr_machine.h"

#include <unordered_map>

namespace millrace {

Column LiteralStore::columnOf(const Cell& cell, Physical physical) const
{
    Column column;
    column.physical = physical;
    column.isConstant = true;
    column.data = cell.bytes;
    column.nulls = cell.isNull != 0 ? &cell.isNull : nullptr;
    return column;
}

Column LiteralStore::add(const Value& value, Physical physical)
{
    Cell& cell = m_cells.emplace_back();
    if (value.isNull()) {
        cell.isNull = 1;
        return columnOf(cell, physical);
    }
    withPhysical(physical, [&](auto tag) {
        using T = decltype(tag);
        T element{};
        if constexpr (std::is_same_v<T, StringRef>) {
            element = StringRef(m_texts.emplace_back(value.asString()));
        } else {
            std::visit(
                [&](const auto& stored) {
                    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(stored)>> ||
                                  std::is_same_v<std::decay_t<decltype(stored)>, Int128>) {
                        element = static_cast<T>(stored);
                    }
                },
                value.storage());
        }
        std::memcpy(cell.bytes, &element, sizeof element);
    });
    return columnOf(cell, physical);
}

Column LiteralStore::add(const Column& constant)
{
    Cell& cell = m_cells.emplace_back();
    if (constant.isNull(0)) {
        cell.isNull = 1;
    } else if (constant.physical == Physical::String) {
        const StringRef text(m_texts.emplace_back(constant.get<StringRef>(0).view()));
        std::memcpy(cell.bytes, &text, sizeof text);
    } else {
        std::memcpy(cell.bytes, constant.data, sizeOf(constant.physical));
    }
    return columnOf(cell, constant.physical);
}

namespace {

void mix(uint64_t& hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
}

class Compiler {
public:
    explicit Compiler(ExprProgram& program)
        : m_program(program)
    {
    }

    uint32_t add(const ExprPtr& expr)
    {
        if (const auto known = m_byExpr.find(expr.get()); known != m_byExpr.end()) {
            return known->second;
        }
        const uint32_t index = addNew(*expr);
        m_byExpr.emplace(expr.get(), index);
        return index;
    }

private:
    uint32_t addNew(const ScalarExpr& expr)
    {
        ExprNode node;
        node.kind = expr.kind;
        node.expr = &expr;
        node.physical = physicalOf(expr.type);
        node.column = expr.column;
        for (const ExprPtr& arg : expr.args) {
            node.args.push_back(add(arg));
        }
        if (expr.kind == ExprKind::Cast) {
            const SqlType& from = expr.args[0]->type;
            if (isIdentityCast(from, expr.type)) {
                return node.args[0];
            }
            if (from.id == TypeId::Null) {
                return addLiteral(node, m_program.literals->add(Value::null(), node.physical));
            }
            node.function = &castFunction(from, expr.type);
        } else if (expr.kind == ExprKind::Call) {
            node.function = expr.function;
        } else if (expr.kind == ExprKind::Literal) {
            return addLiteral(node, m_program.literals->add(expr.literal, node.physical));
        }
        if (node.function != nullptr) {
            node.makesNulls = node.function->makesNulls || expr.isSafe;
            node.state = node.function->prepare != nullptr ? node.function->prepare(expr) : nullptr;
        }
        node.isTotal = isTotal(node, expr);
        if (isFoldable(node)) {
            if (const std::optional<Column> value = fold(node)) {
                return addLiteral(node, *value);
            }
        }
        return addShared(std::move(node));
    }

    uint32_t addLiteral(ExprNode node, const Column& constant)
    {
        node.kind = ExprKind::Literal;
        node.function = nullptr;
        node.state = nullptr;
        node.args.clear();
        node.literal = constant;
        node.isTotal = true;
        return addShared(std::move(node));
    }

    bool isTotal(const ExprNode& node, const ScalarExpr& expr) const
    {
        if (node.function != nullptr && (!node.function->isDense || (node.function->canFail && !expr.isSafe))) {
            return false;
        }
        for (const uint32_t arg : node.args) {
            if (!m_program.nodes[arg].isTotal) {
                return false;
            }
        }
        return true;
    }

    bool isFoldable(const ExprNode& node) const
    {
        if (node.args.empty() || (node.function != nullptr && !node.function->isDeterministic)) {
            return false;
        }
        for (const uint32_t arg : node.args) {
            if (m_program.nodes[arg].kind != ExprKind::Literal) {
                return false;
            }
        }
        return true;
    }

    /// The value of a node whose arguments are literals, copied; nothing when it fails: that is for run time to tell.
    std::optional<Column> fold(ExprNode node)
    {
        ExprProgram program;
        for (uint32_t& arg : node.args) {
            program.nodes.push_back(m_program.nodes[arg]);
            arg = static_cast<uint32_t>(program.nodes.size() - 1);
        }
        program.nodes.push_back(std::move(node));
        ExprMachine machine(program);
        const Batch noColumns;
        StringArena arena;
        machine.beginSlice(noColumns, 0, 1, &arena);
        const Column* value = machine.evaluate(static_cast<uint32_t>(program.nodes.size() - 1), machine.sliceFrame());
        if (value == nullptr) {
            return std::nullopt;
        }
        // The arena ends here: what is kept must be in the store.
        return m_program.literals->add(*value);
    }

    uint32_t addShared(ExprNode node)
    {
        const bool isShared = node.function == nullptr || node.function->isDeterministic;
        const uint64_t hash = hashOf(node);
        std::vector<uint32_t>& candidates = m_byHash[hash];
        for (const uint32_t candidate : candidates) {
            if (isShared && isSame(m_program.nodes[candidate], node)) {
                return candidate;
            }
        }
        const auto index = static_cast<uint32_t>(m_program.nodes.size());
        m_program.nodes.push_back(std::move(node));
        candidates.push_back(index);
        return index;
    }

    static uint64_t hashOf(const ExprNode& node)
    {
        uint64_t hash = static_cast<uint64_t>(node.kind);
        mix(hash, static_cast<uint64_t>(node.expr->type.id));
        mix(hash, reinterpret_cast<uintptr_t>(node.function));
        mix(hash, static_cast<uint64_t>(node.column));
        if (node.kind == ExprKind::Literal) {
            mix(hash, node.literal.isNull(0) ? 1 : 0);
            mix(hash, node.physical == Physical::String
                          ? std::hash<std::string_view>()(node.literal.get<StringRef>(0).view())
                          : static_cast<const unsigned char*>(node.literal.data)[0]);
        }
        for (const uint32_t arg : node.args) {
            mix(hash, arg);
        }
        return hash;
    }

    static bool isSameLiteral(const Column& a, const Column& b)
    {
        if (a.isNull(0) || b.isNull(0)) {
            return a.isNull(0) && b.isNull(0);
        }
        return a.physical == Physical::String ? a.get<StringRef>(0) == b.get<StringRef>(0)
                                              : std::memcmp(a.data, b.data, sizeOf(a.physical)) == 0;
    }

    static bool isSame(const ExprNode& a, const ExprNode& b)
    {
        return a.kind == b.kind && a.function == b.function && a.column == b.column && a.args == b.args &&
               a.expr->type.sameIgnoringNull(b.expr->type) && a.expr->isSafe == b.expr->isSafe &&
               (a.kind != ExprKind::Literal || isSameLiteral(a.literal, b.literal));
    }

    ExprProgram& m_program;
    std::unordered_map<const ScalarExpr*, uint32_t> m_byExpr;
    std::unordered_map<uint64_t, std::vector<uint32_t>> m_byHash;
};

} // namespace

ExprProgram ExprProgram::compile(std::vector<ExprPtr> expressions)
{
    ExprProgram program;
    program.expressions = std::move(expressions);
    Compiler compiler(program);
    for (const ExprPtr& expr : program.expressions) {
        program.roots.push_back(compiler.add(expr));
    }
    return program;
}

} // namespace millrace
