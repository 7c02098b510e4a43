// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluates calls in every way the evaluator knows and insists that all of them agree.
#pragma once

#include "engine/expr/evaluator.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/float_text.h"
#include "engine/zset/batch_builder.h"

#include <QString>

namespace millrace::testing {

/// A typed value, as an argument or a cell.
struct Cell {
    Value value;
    SqlType type;
};

/// The value of a text; "NULL" is NULL. Reads what formatValue() writes.
inline Value readValue(const std::string& text, const SqlType& type)
{
    if (text == "NULL") {
        return Value::null();
    }
    switch (type.id) {
    case TypeId::Null: return Value::null();
    case TypeId::Boolean: return Value(text == "true");
    case TypeId::UTinyInt:
    case TypeId::USmallInt:
    case TypeId::UInteger:
    case TypeId::UBigInt: return Value(static_cast<uint64_t>(std::stoull(text)));
    case TypeId::Real: return Value(static_cast<double>(parseFloat(text).value()));
    case TypeId::Double: return Value(parseDouble(text).value());
    case TypeId::Decimal: return Value(parseDecimal(text, type.precision, type.scale).value());
    case TypeId::Char:
    case TypeId::Varchar: return Value(text);
    case TypeId::Date: return Value(int64_t{parseDate(text, TimeText::Sql).value()});
    case TypeId::Time: return Value(parseTime(text, TimeText::Sql).value());
    case TypeId::Timestamp: return Value(parseTimestamp(text, TimeText::Sql).value());
    default: return Value(static_cast<int64_t>(std::stoll(text)));
    }
}

inline Cell cell(const std::string& text, const SqlType& type)
{
    return Cell{readValue(text, type), type};
}
inline Cell cell(const std::string& text, TypeId id)
{
    return cell(text, SqlType::of(id));
}

inline SqlType sized(TypeId id, uint32_t length)
{
    SqlType type = SqlType::of(id);
    type.length = length;
    return type;
}

/// The text of row `row` of an expression over a batch, or the detail of the error.
inline std::string evaluateText(const ExprPtr& expr, const Batch& batch, size_t row)
{
    Evaluator evaluator({expr});
    std::vector<Column> results;
    if (const auto failure = evaluator.evaluate(batch, results)) {
        return failure->error.detail;
    }
    return formatValue(valueAt(results[0], row, expr->type), expr->type);
}

/// How often a cell stands in the batch of a column argument.
constexpr size_t kCopies = 5;

/// The result of a call, or the error. The call is made with each argument as a literal and as a column, alone
/// and below a CASE that selects some rows; when two of these differ, the text says so.
inline QString callText(const std::string& name, const std::vector<Cell>& cells)
{
    std::optional<std::string> common;
    std::vector<Physical> physicals;
    std::vector<Value> row;
    for (const Cell& one : cells) {
        physicals.push_back(physicalOf(one.type));
        row.push_back(one.value);
    }
    physicals.push_back(Physical::Bool);
    std::vector<std::vector<Value>> rows;
    for (size_t i = 0; i < kCopies; ++i) {
        row.resize(cells.size());
        row.emplace_back(i % 2 == 0);
        rows.push_back(row);
    }
    const BatchPtr batch = batchOf(physicals, rows);
    const ExprPtr isChosen = columnExpr(static_cast<int>(cells.size()), SqlType::of(TypeId::Boolean));
    for (unsigned mask = 0; mask < (1U << cells.size()); ++mask) {
        std::vector<ExprPtr> args;
        for (size_t i = 0; i < cells.size(); ++i) {
            const bool isColumn = (mask >> i & 1) != 0 && cells[i].type.id != TypeId::Null;
            args.push_back(isColumn ? columnExpr(static_cast<int>(i), cells[i].type)
                                    : literalExpr(cells[i].value, cells[i].type));
        }
        const Result<ExprPtr> call = resolveCall(name, args, {});
        if (!call.ok()) {
            return QString::fromStdString(call.error().detail);
        }
        const Result<ExprPtr> chosen = resolveCall("CASE", {isChosen, *call}, {});
        const std::string texts[] = {evaluateText(*call, *batch, 0), evaluateText(*call, *batch, kCopies - 1),
                                     evaluateText(*chosen, *batch, 2)};
        for (const std::string& text : texts) {
            common = common.value_or(text);
            if (text != *common) {
                return QStringLiteral("forms %1 differ: %2 and %3")
                    .arg(mask)
                    .arg(QString::fromStdString(*common), QString::fromStdString(text));
            }
        }
    }
    return QString::fromStdString(*common);
}

} // namespace millrace::testing
