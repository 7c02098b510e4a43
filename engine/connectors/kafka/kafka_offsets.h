// SPDX-License-Identifier: GPL-3.0-or-later
// Where a reader of a topic begins: asked of the brokers once, at the start.
#pragma once

#include "engine/connectors/kafka/kafka_handle.h"

#include <vector>

namespace millrace {

struct KafkaPosition {
    int32_t partition = 0;
    int64_t next = 0; ///< offset of the message to be read next
};

/// The partitions that the options ask for, and where each starts. Waits up to five seconds. kConnectorOpen.
Result<std::vector<KafkaPosition>> findKafkaStart(rd_kafka_t* client, rd_kafka_topic_t* topic,
                                                  const KafkaInputOptions& options);

} // namespace millrace
