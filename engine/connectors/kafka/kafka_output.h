// SPDX-License-Identifier: GPL-3.0-or-later
// kafka_output: changes as messages of a topic, delivered when every broker asked has them.
#pragma once

#include "engine/connectors/output_transport.h"

namespace millrace {

std::vector<ConfigProblem> checkKafkaOutput(const ConnectorSpec& spec);
/// Waits for an answer of the brokers, up to `initialization_timeout_secs`. kConnectorOpen.
Result<std::unique_ptr<OutputTransport>> openKafkaOutput(const OutputContext& context);

} // namespace millrace
