// SPDX-License-Identifier: GPL-3.0-or-later
// A call on its way from name and arguments to a bound expression; what resolvers of functions share.
#pragma once

#include "engine/expr/function.h"

#include <initializer_list>

namespace millrace {

/// Name, arguments and place of a call that is being resolved.
struct CallSite {
    std::string_view name; ///< canonical
    std::vector<ExprPtr> args;
    SourceSpan span;

    const SqlType& type(size_t arg) const { return args[arg]->type; }
    bool hasType(size_t arg, TypeId id) const { return args[arg]->type.id == id; }
};

using Resolver = Result<ExprPtr> (*)(CallSite& site);

/// A function name with its number of arguments and what resolves a call of it.
struct Signature {
    static constexpr size_t kAnyNumber = SIZE_MAX;

    std::string_view name;
    size_t leastArgs;
    size_t mostArgs;
    Resolver resolve;
};

/// kSqlTypeMismatch with the types of the arguments.
Error typeMismatch(const CallSite& site);

/// Brings an argument to a type by an implicit conversion; an argument of the same TypeId keeps its length.
/// CHAR becomes VARCHAR without its trailing blanks, but a literal keeps them.
Status coerceArg(CallSite& site, size_t arg, const SqlType& type);
/// coerceArg() for arguments from..to of the call.
Status coerceArgs(CallSite& site, const SqlType& type, size_t from = 0, size_t to = SIZE_MAX);
/// Arguments as BIGINT or DOUBLE or VARCHAR, one type each.
Status coerceArgs(CallSite& site, std::initializer_list<TypeId> types);
/// Brings all arguments to their comparisonType(); gives that type.
Result<SqlType> unifyForComparison(CallSite& site);

/// The call of a strict function: nullable when an argument is, or when the function makes NULLs.
ExprPtr strictCall(CallSite& site, const Function& function, SqlType type);

/// The string of a literal argument; nothing when it is not a string literal.
std::optional<std::string_view> literalText(const ExprPtr& arg);

} // namespace millrace
