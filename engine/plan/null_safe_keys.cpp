// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/null_safe_keys.h"

#include "engine/base/assert.h"
#include "engine/expr/function.h"

#include <algorithm>

namespace millrace::plan {

Value someValue(TypeId id)
{
    switch (physicalOf(id)) {
    case Physical::Bool: return Value(false);
    case Physical::UInt8:
    case Physical::UInt16:
    case Physical::UInt32:
    case Physical::UInt64: return Value(uint64_t{0});
    case Physical::Decimal128: return Value(Int128{0});
    case Physical::Float:
    case Physical::Double: return Value(0.0);
    case Physical::String: return Value(std::string());
    default: return Value(int64_t{0});
    }
}

ExprPtr builtInCall(std::string_view name, std::vector<ExprPtr> args)
{
    auto call = resolveCall(name, std::move(args), {});
    MR_ASSERT(call.ok());
    return std::move(call).value();
}

void NullSafeKeys::add(ExprPtr expr)
{
    names.push_back(ColumnInfo{"key" + std::to_string(exprs.size() + 1), expr->type, true});
    exprs.push_back(std::move(expr));
}

void NullSafeKeys::addValue(const ExprPtr& value, bool hasNullFlag)
{
    const bool isNullable = value->type.nullable;
    add(isNullable ? builtInCall("COALESCE", {value, literalExpr(someValue(value->type.id),
                                                                 value->type.withNullable(false))})
                   : value);
    if (hasNullFlag) {
        add(isNullable ? builtInCall("IS NULL", {value})
                       : literalExpr(Value(false), SqlType::of(TypeId::Boolean, false)));
    }
}

bool NullSafeKeys::isColumns() const
{
    return std::all_of(exprs.begin(), exprs.end(), [](const ExprPtr& e) { return e->kind == ExprKind::Column; });
}

} // namespace millrace::plan
