// SPDX-License-Identifier: GPL-3.0-or-later
// postgres_input: the rows of one query of a PostgreSQL database, once.
#pragma once

#include "engine/connectors/input_reader.h"

namespace millrace {

std::vector<ConfigProblem> checkPostgresInput(const ConnectorSpec& spec, const Schema& table);
/// Connects nothing: the query runs when the reader is first extended, and its rows come one by one.
Result<std::unique_ptr<InputReader>> openPostgresInput(const InputContext& context);

} // namespace millrace
