// SPDX-License-Identifier: GPL-3.0-or-later
// kafka_input: the messages of a topic, read without a consumer group; nothing is committed to the brokers.
#pragma once

#include "engine/connectors/input_reader.h"

namespace millrace {

std::vector<ConfigProblem> checkKafkaInput(const ConnectorSpec& spec, const Schema& table);
/// Asks the brokers for the partitions and turns `start_from` into offsets, so that "latest" means now. Waits up to
/// five seconds. kConnectorOpen when no broker answers, the topic or a partition is not there, or an offset is out of
/// range.
Result<std::unique_ptr<InputReader>> openKafkaInput(const InputContext& context);

} // namespace millrace
