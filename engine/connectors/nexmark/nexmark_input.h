// SPDX-License-Identifier: GPL-3.0-or-later
// nexmark: the events of the benchmark, for the three tables of a program at once.
#pragma once

#include "engine/connectors/connector_declaration.h"
#include "engine/connectors/input_reader.h"

namespace millrace {

/// The table's columns are those of the generator, by position; it may have fewer.
std::vector<ConfigProblem> checkNexmark(const ConnectorSpec& spec, const Schema& table);

/// Checks that the three tables have one connector each or none has, and gives the options, which one of them has, to
/// all.
void settleNexmark(std::vector<ConnectorDeclaration>& connectors, std::vector<sql::Diagnostic>& diagnostics);

/// The readers of a run make events together: as long as all three are open and none is paused.
Result<std::unique_ptr<InputReader>> openNexmark(const InputContext& context);

} // namespace millrace
