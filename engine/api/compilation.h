// SPDX-License-Identifier: GPL-3.0-or-later
// A program compiled as far as it goes without running it.
#pragma once

#include "engine/connectors/connector_spec.h"
#include "engine/pipeline/status.h"
#include "engine/sql/program.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::api {

/// Relations, connectors, and everything there is to say about the text.
struct Compilation {
    std::string text;
    sql::Program program;
    std::vector<ConnectorSpec> connectors;
    std::vector<sql::Diagnostic> diagnostics; ///< of the program and its connectors, in order of place
    std::vector<RelationInfo> relations;

    /// Null when there is none.
    const sql::Diagnostic* firstError() const;
};

/// Never null. A text that was compiled before, and whose compilation somebody still holds, is not compiled again: who
/// has to be quick with it later compiles it beforehand. Any thread; no I/O.
std::shared_ptr<const Compilation> compileText(std::string_view sql);
/// The same, and asks the planner, which has the last word on what can run.
std::shared_ptr<const Compilation> compileAndPlan(std::string_view sql);
/// Orders by place; what has none comes first.
void sortByPlace(std::vector<sql::Diagnostic>& diagnostics);

} // namespace millrace::api
