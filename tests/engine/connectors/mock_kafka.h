// SPDX-License-Identifier: GPL-3.0-or-later
// librdkafka's Kafka cluster in this process, for tests: brokers that speak the protocol over sockets.
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::test {

struct KafkaRecord {
    int32_t partition = 0;
    std::optional<std::string> key;
    std::optional<std::string> value;
    std::string headers; ///< `k=v;`
};

class MockKafka {
public:
    explicit MockKafka(int numBrokers = 1)
    {
        rd_kafka_conf_t* conf = rd_kafka_conf_new();
        rd_kafka_conf_set_log_cb(conf, nullptr);
        m_client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
        m_cluster = rd_kafka_mock_cluster_new(m_client, numBrokers);
        m_servers = rd_kafka_mock_cluster_bootstraps(m_cluster);
    }
    ~MockKafka()
    {
        rd_kafka_mock_cluster_destroy(m_cluster);
        rd_kafka_destroy(m_client);
    }
    MockKafka(const MockKafka&) = delete;
    MockKafka& operator=(const MockKafka&) = delete;

    const std::string& servers() const { return m_servers; }
    rd_kafka_mock_cluster_t* cluster() const { return m_cluster; }
    bool createTopic(const std::string& topic, int numPartitions)
    {
        return rd_kafka_mock_topic_create(m_cluster, topic.c_str(), numPartitions, 1) == RD_KAFKA_RESP_ERR_NO_ERROR;
    }

    /// Writes messages to a partition and waits until they are there. No value: a tombstone.
    bool produce(const std::string& topic, int32_t partition, const std::vector<std::optional<std::string>>& values)
    {
        rd_kafka_t* producer = client(RD_KAFKA_PRODUCER);
        rd_kafka_topic_t* handle = rd_kafka_topic_new(producer, topic.c_str(), nullptr);
        for (const auto& value : values) {
            std::string copy = value.value_or("");
            while (rd_kafka_produce(handle, partition, RD_KAFKA_MSG_F_COPY, value ? copy.data() : nullptr, copy.size(),
                                    nullptr, 0, nullptr) != 0) {
                rd_kafka_poll(producer, 10);
            }
        }
        const bool isDone = rd_kafka_flush(producer, 10'000) == RD_KAFKA_RESP_ERR_NO_ERROR;
        rd_kafka_topic_destroy(handle);
        rd_kafka_destroy(producer);
        return isDone;
    }

    /// All messages of a partition, read until `count` are there or ten seconds are over.
    std::vector<KafkaRecord> consume(const std::string& topic, int32_t partition, size_t count)
    {
        rd_kafka_t* consumer = client(RD_KAFKA_CONSUMER);
        rd_kafka_topic_t* handle = rd_kafka_topic_new(consumer, topic.c_str(), nullptr);
        rd_kafka_consume_start(handle, partition, RD_KAFKA_OFFSET_BEGINNING);
        std::vector<KafkaRecord> records;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (records.size() < count && std::chrono::steady_clock::now() < deadline) {
            rd_kafka_message_t* message = rd_kafka_consume(handle, partition, 100);
            if (message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                records.push_back(recordOf(*message));
            }
            if (message != nullptr) {
                rd_kafka_message_destroy(message);
            }
        }
        rd_kafka_consume_stop(handle, partition);
        rd_kafka_topic_destroy(handle);
        rd_kafka_destroy(consumer);
        return records;
    }

private:
    rd_kafka_t* client(rd_kafka_type_t type) const
    {
        rd_kafka_conf_t* conf = rd_kafka_conf_new();
        rd_kafka_conf_set_log_cb(conf, nullptr);
        rd_kafka_conf_set(conf, "bootstrap.servers", m_servers.c_str(), nullptr, 0);
        return rd_kafka_new(type, conf, nullptr, 0);
    }

    static std::string textOf(const void* bytes, size_t size) { return {static_cast<const char*>(bytes), size}; }

    static KafkaRecord recordOf(rd_kafka_message_t& message)
    {
        KafkaRecord record;
        record.partition = message.partition;
        if (message.key != nullptr) {
            record.key = textOf(message.key, message.key_len);
        }
        if (message.payload != nullptr) {
            record.value = textOf(message.payload, message.len);
        }
        rd_kafka_headers_t* headers = nullptr;
        rd_kafka_message_headers(&message, &headers);
        const char* name = nullptr;
        const void* value = nullptr;
        size_t size = 0;
        for (size_t i = 0; headers != nullptr &&
                           rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
             ++i) {
            record.headers += std::string(name) + "=" + (value == nullptr ? "null" : textOf(value, size)) + ";";
        }
        return record;
    }

    rd_kafka_t* m_client = nullptr;
    rd_kafka_mock_cluster_t* m_cluster = nullptr;
    std::string m_servers;
};

} // namespace millrace::test
