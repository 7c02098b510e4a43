// SPDX-License-Identifier: GPL-3.0-or-later
// Type names of programs to SQL types.
#pragma once

#include "engine/sql/diagnostic_list.h"
#include "engine/sql/syntax_tree.h"
#include "engine/types/sql_type.h"

#include <optional>

namespace millrace::sql {

/// The nullable type a name stands for. Reports what is unknown, not built or out of range.
std::optional<SqlType> bindType(const syntax::TypeName& name, DiagnosticList& diagnostics);

} // namespace millrace::sql
