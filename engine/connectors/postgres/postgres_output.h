// SPDX-License-Identifier: GPL-3.0-or-later
// postgres_output: the changes of a view, by the key of an index, in a table of a PostgreSQL database.
#pragma once

#include "engine/connectors/output_transport.h"

namespace millrace {

std::vector<ConfigProblem> checkPostgresOutput(const ConnectorSpec& spec);
/// Connects, and looks whether the table has the columns. kConnectorOpen.
Result<std::unique_ptr<OutputTransport>> openPostgresOutput(const OutputContext& context);

} // namespace millrace
