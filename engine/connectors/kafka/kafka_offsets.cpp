// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/kafka/kafka_offsets.h"

#include <algorithm>
#include <chrono>

namespace millrace {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto kLongestOpening = std::chrono::seconds(5);
constexpr int kAttemptMillis = 1000;

using KafkaMetadata = std::unique_ptr<const rd_kafka_metadata_t, KafkaDeleter<rd_kafka_metadata_destroy>>;

int millisUntil(SteadyClock::time_point deadline)
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    return static_cast<int>(std::max<int64_t>(left, 1));
}

Error cannotOpen(const std::string& what)
{
    return makeError(ErrorCode::kConnectorOpen, what);
}

Result<std::vector<int32_t>> findPartitions(rd_kafka_t* client, rd_kafka_topic_t* topic,
                                            const KafkaInputOptions& options, SteadyClock::time_point deadline)
{
    KafkaMetadata metadata;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
    while (error != RD_KAFKA_RESP_ERR_NO_ERROR && SteadyClock::now() < deadline) {
        const rd_kafka_metadata_t* found = nullptr;
        error = rd_kafka_metadata(client, 0, topic, &found, std::min(kAttemptMillis, millisUntil(deadline)));
        metadata.reset(found);
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return cannotOpen("The Kafka brokers do not answer: " + kafkaErrorText(error));
    }
    const bool isThere = metadata->topic_cnt == 1 && metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!isThere || metadata->topics[0].partition_cnt == 0) {
        const rd_kafka_resp_err_t reason =
            metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
        return cannotOpen("The Kafka topic cannot be read: " + kafkaErrorText(reason) + ": '" + options.topic + "'");
    }
    std::vector<int32_t> all;
    for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
        all.push_back(metadata->topics[0].partitions[i].id);
    }
    std::sort(all.begin(), all.end());
    for (const int32_t wanted : options.partitions) {
        if (!std::binary_search(all.begin(), all.end(), wanted)) {
            return cannotOpen("The Kafka topic has no partition " + std::to_string(wanted) + ": '" + options.topic +
                              "'");
        }
    }
    return options.partitions.empty() ? all : options.partitions;
}

/// What the brokers answer for each partition to a time in milliseconds, or one of the special "offsets".
Result<std::vector<int64_t>> askOffsets(rd_kafka_t* client, const std::string& topic,
                                        const std::vector<int32_t>& partitions, int64_t time,
                                        SteadyClock::time_point deadline)
{
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const int32_t partition : partitions) {
        rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = time;
    }
    rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(client, list.get(), millisUntil(deadline));
    std::vector<int64_t> offsets;
    for (int i = 0; i < list->cnt; ++i) {
        error = error == RD_KAFKA_RESP_ERR_NO_ERROR ? list->elems[i].err : error;
        offsets.push_back(list->elems[i].offset);
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return cannotOpen("The Kafka brokers do not tell the offsets of the topic: " + kafkaErrorText(error) + ": '" +
                          topic + "'");
    }
    return offsets;
}

Status checkOffsets(const KafkaInputOptions& options, const std::vector<int32_t>& partitions,
                    const std::vector<int64_t>& first, const std::vector<int64_t>& end)
{
    if (options.start.offsets.size() != partitions.size()) {
        return cannotOpen("'start_from' has not as many offsets as the topic has partitions: " +
                          std::to_string(partitions.size()));
    }
    for (size_t i = 0; i < partitions.size(); ++i) {
        const int64_t offset = options.start.offsets[i];
        if (offset < first[i] || offset > end[i]) {
            return cannotOpen("The Kafka partition " + std::to_string(partitions[i]) + " holds the offsets " +
                              std::to_string(first[i]) + " to " + std::to_string(end[i]) + ", not " +
                              std::to_string(offset));
        }
    }
    return {};
}

} // namespace

Result<std::vector<KafkaPosition>> findKafkaStart(rd_kafka_t* client, rd_kafka_topic_t* topic,
                                                  const KafkaInputOptions& options)
{
    const auto deadline = SteadyClock::now() + kLongestOpening;
    MR_TRY(const std::vector<int32_t> partitions, findPartitions(client, topic, options, deadline));
    const auto ask = [&](int64_t time) { return askOffsets(client, options.topic, partitions, time, deadline); };
    std::vector<int64_t> offsets;
    if (options.start.kind == KafkaStart::Kind::Latest) {
        MR_TRY(offsets, ask(RD_KAFKA_OFFSET_END));
    } else if (options.start.kind == KafkaStart::Kind::Timestamp) {
        MR_TRY(offsets, ask(options.start.millis));
        MR_TRY(const std::vector<int64_t> end, ask(RD_KAFKA_OFFSET_END));
        for (size_t i = 0; i < offsets.size(); ++i) {
            offsets[i] = offsets[i] < 0 ? end[i] : offsets[i]; // nothing that late yet
        }
    } else {
        MR_TRY(offsets, ask(RD_KAFKA_OFFSET_BEGINNING));
    }
    if (options.start.kind == KafkaStart::Kind::Offsets) {
        MR_TRY(const std::vector<int64_t> end, ask(RD_KAFKA_OFFSET_END));
        MR_CHECK(checkOffsets(options, partitions, offsets, end));
        offsets = options.start.offsets;
    }
    std::vector<KafkaPosition> start;
    for (size_t i = 0; i < partitions.size(); ++i) {
        start.push_back({partitions[i], offsets[i]});
    }
    return start;
}

} // namespace millrace
