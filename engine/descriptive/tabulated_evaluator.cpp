// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/tabulated_evaluator.h"

#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace::descriptive {

namespace {

constexpr size_t kBytes = 256;

/// The expression with equal parts replaced by column 0.
ExprPtr overByte(const ExprPtr& expr, const ScalarExpr& byte, bool& hasOtherColumn)
{
    if (sameExpr(*expr, byte)) {
        return columnExpr(0, byte.type);
    }
    if (expr->kind == ExprKind::Column) {
        hasOtherColumn = true;
        return expr;
    }
    ScalarExpr copy = *expr;
    for (ExprPtr& arg : copy.args) {
        arg = overByte(arg, byte, hasOtherColumn);
    }
    return std::make_shared<const ScalarExpr>(std::move(copy));
}

/// Parts that are a byte and not NULL, the outermost first.
void collectBytes(const ExprPtr& expr, std::vector<ExprPtr>& bytes)
{
    if (physicalOf(expr->type) == Physical::UInt8 && !expr->type.nullable && expr->kind != ExprKind::Literal) {
        bytes.push_back(expr);
    }
    for (const ExprPtr& arg : expr->args) {
        collectBytes(arg, bytes);
    }
}

/// The results for every byte; nothing when one of them fails.
std::optional<Column> tabulate(const ExprPtr& expr)
{
    Batch bytes;
    bytes.numRows = kBytes;
    ColumnBuilder builder(Physical::UInt8);
    uint8_t* value = builder.appendUninitialized<uint8_t>(kBytes);
    for (size_t i = 0; i < kBytes; ++i) {
        value[i] = static_cast<uint8_t>(i);
    }
    bytes.columns.push_back(builder.finish());
    std::vector<Column> results;
    if (Evaluator({expr}).evaluate(bytes, results)) {
        return std::nullopt;
    }
    const bool hasNull = results[0].nulls != nullptr;
    return hasNull || results[0].isConstant ? std::nullopt : std::optional(std::move(results[0]));
}

/// The byte that a text depends on alone, and its results.
ExprPtr findByte(const ExprPtr& expr, Column& values)
{
    std::vector<ExprPtr> bytes;
    if (physicalOf(expr->type) == Physical::String && expr->kind != ExprKind::Column) {
        collectBytes(expr, bytes);
    }
    constexpr size_t kMostTries = 8;
    bytes.resize(std::min(bytes.size(), kMostTries));
    for (const ExprPtr& byte : bytes) {
        bool hasOtherColumn = false;
        const ExprPtr reduced = overByte(expr, *byte, hasOtherColumn);
        std::optional<Column> results = hasOtherColumn ? std::nullopt : tabulate(reduced);
        if (results) {
            values = std::move(*results);
            return byte;
        }
    }
    return nullptr;
}

Column lookUp(const Column& table, const Column& bytes, size_t numRows)
{
    const StringRef* values = table.as<StringRef>();
    const uint8_t* byte = bytes.as<uint8_t>();
    ColumnBuilder builder(Physical::String);
    StringRef* out = builder.appendUninitialized<StringRef>(numRows);
    for (size_t row = 0; row < numRows; ++row) {
        out[row] = values[byte[bytes.at(row)]];
    }
    builder.arena().adopt(table.owner); // long texts lie there
    return builder.finish();
}

} // namespace

TabulatedEvaluator::TabulatedEvaluator(std::vector<ExprPtr> expressions)
{
    std::vector<ExprPtr> evaluated;
    for (const ExprPtr& expr : expressions) {
        Table& table = m_tables.emplace_back();
        table.root = evaluated.size();
        const ExprPtr byte = findByte(expr, table.values);
        evaluated.push_back(byte ? byte : expr);
    }
    m_evaluator = std::make_unique<Evaluator>(std::move(evaluated));
}

Status TabulatedEvaluator::evaluate(const Batch& batch, std::vector<Column>& results)
{
    if (auto failure = m_evaluator->evaluate(batch, results)) {
        return std::move(failure->error);
    }
    for (size_t i = 0; i < m_tables.size(); ++i) {
        if (m_tables[i].values.data != nullptr) {
            results[i] = lookUp(m_tables[i].values, results[i], batch.numRows);
        }
    }
    return {};
}

} // namespace millrace::descriptive
