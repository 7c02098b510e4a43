// SPDX-License-Identifier: GPL-3.0-or-later
// Types of the streaming dialect: their names, and the engine's type each is kept as.
#pragma once

#include "engine/base/result.h"
#include "engine/sql/syntax_tree.h"
#include "engine/types/sql_type.h"

#include <string>

namespace millrace::descriptive {

/// A type of the dialect. The engine's TIMESTAMP is in microseconds and knows no zone: scale and zone are in the name.
struct StreamType {
    SqlType type;
    std::string name; ///< canonical: "float32", "datetime64(3, 'UTC')", "nullable(string)"
    int scale = -1;   ///< of datetime64: digits of the second, else -1; datetime has 0
};

/// The type a name stands for; not nullable unless it is `nullable(T)`. Names what is unknown or has no representation.
Result<StreamType> bindStreamType(const sql::syntax::TypeName& name);
/// kSqlUnsupported when the name is that of a time in another zone than UTC: what depends on the zone is not built.
Status needUtc(const std::string& typeName, const SourceSpan& span);
/// The name of a type that has no other: TIMESTAMP is "datetime64(3, 'UTC')".
std::string streamTypeName(const SqlType& type);
/// The name with `nullable(…)` around it when the type is.
std::string withNullability(std::string name, const SqlType& type);

} // namespace millrace::descriptive
