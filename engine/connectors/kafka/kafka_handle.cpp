// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/kafka/kafka_handle.h"

#include "engine/connectors/abandonable_call.h"

#include <chrono>
#include <future>

namespace millrace {

namespace {

constexpr auto kLongestGoodbye = std::chrono::milliseconds(150);
constexpr size_t kErrorTextBytes = 512;

} // namespace

void destroyKafkaClient(rd_kafka_t* client)
{
    std::promise<void> done;
    const std::future<void> isDone = done.get_future();
    callAside([client, done = std::move(done)]() mutable {
        rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        done.set_value();
    });
    isDone.wait_for(kLongestGoodbye);
}

Result<KafkaConf> makeKafkaConf(const KafkaProperties& properties)
{
    KafkaConf conf(rd_kafka_conf_new());
    rd_kafka_conf_set_log_cb(conf.get(), nullptr); // librdkafka would write to stderr
    char text[kErrorTextBytes] = {};
    for (const auto& [key, value] : properties) {
        if (rd_kafka_conf_set(conf.get(), key.c_str(), value.c_str(), text, sizeof text) != RD_KAFKA_CONF_OK) {
            return makeError(ErrorCode::kConnectorInvalidValue, std::string("Kafka option refused: ") + text);
        }
    }
    return conf;
}

Result<KafkaClient> makeKafkaClient(KafkaRole role, KafkaConf conf)
{
    char text[kErrorTextBytes] = {};
    const rd_kafka_type_t type = role == KafkaRole::Consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER;
    KafkaClient client(rd_kafka_new(type, conf.get(), text, sizeof text));
    if (client == nullptr) {
        return makeError(ErrorCode::kConnectorOpen, std::string("The Kafka client cannot start: ") + text);
    }
    [[maybe_unused]] rd_kafka_conf_t* const nowOfTheClient = conf.release();
    return client;
}

std::string kafkaErrorText(rd_kafka_resp_err_t error)
{
    return rd_kafka_err2str(error);
}

} // namespace millrace
