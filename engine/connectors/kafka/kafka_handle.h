// SPDX-License-Identifier: GPL-3.0-or-later
// Owners of librdkafka's objects.
#pragma once

#include "engine/base/result.h"
#include "engine/connectors/kafka/kafka_config.h"

#include <librdkafka/rdkafka.h>

#include <memory>

namespace millrace {

template <auto destroy>
struct KafkaDeleter {
    template <typename T>
    void operator()(T* object) const
    {
        destroy(object);
    }
};

using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaDeleter<rd_kafka_conf_destroy>>;
using KafkaTopic = std::unique_ptr<rd_kafka_topic_t, KafkaDeleter<rd_kafka_topic_destroy>>;
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaDeleter<rd_kafka_queue_destroy>>;
using KafkaPartitionList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaDeleter<rd_kafka_topic_partition_list_destroy>>;

/// Ends a client without waiting for a host that hangs: what takes longer than 150 ms goes on by itself.
void destroyKafkaClient(rd_kafka_t* client);
using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaDeleter<destroyKafkaClient>>;

/// A conf with our defaults and these options; logs go nowhere. kConnectorInvalidValue with librdkafka's text.
Result<KafkaConf> makeKafkaConf(const KafkaProperties& properties);
/// Connects nothing by itself. kConnectorOpen when librdkafka refuses.
Result<KafkaClient> makeKafkaClient(KafkaRole role, KafkaConf conf);

/// "Broker: Unknown topic or partition".
std::string kafkaErrorText(rd_kafka_resp_err_t error);

} // namespace millrace
