// SPDX-License-Identifier: GPL-3.0-or-later
// The config of Kafka connectors: own fields, and options of librdkafka by an allow-list.
#pragma once

#include "engine/base/result.h"
#include "engine/formats/config_reader.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

enum class KafkaRole : uint8_t { Consumer, Producer };

/// Options for librdkafka in the order in which they are set: ours first, then those of the config.
using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

/// Reads every key that `reader` was not asked for as an option of librdkafka. Options that load code, run commands or
/// call other hosts are refused with the reason (kConnectorForbiddenOption); others that are not on the list are warned
/// of and left out when they have a point in their name, refused when not. Values are tried on librdkafka; nothing
/// is connected.
KafkaProperties readKafkaProperties(const nlohmann::json& config, KafkaRole role,
                                    const std::vector<std::string>& ownKeys, std::vector<ConfigProblem>& problems);

/// The files that options name, before librdkafka reads them: kConnectorOpen where one is none.
Status checkKafkaFiles(const KafkaProperties& properties);

/// Where a reader begins.
struct KafkaStart {
    enum class Kind : uint8_t { Earliest, Latest, Offsets, Timestamp };
    Kind kind = Kind::Latest;
    std::vector<int64_t> offsets; ///< one a partition
    int64_t millis = 0;           ///< of Timestamp, since 1970
};

struct KafkaInputOptions {
    std::string topic;
    KafkaStart start;
    std::vector<int32_t> partitions; ///< empty: all
    uint64_t numPollers = 3;
    bool endsAtPartitionEnds = false; ///< enable.partition.eof
    bool resumesEarliest = false;     ///< records that expired are passed over instead of being fatal
    KafkaProperties properties;
};
KafkaInputOptions readKafkaInputOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems);

struct KafkaHeader {
    std::string key;
    std::optional<std::string> value;
};

struct KafkaOutputOptions {
    std::string topic;
    std::vector<KafkaHeader> headers;
    uint64_t initializationSeconds = 60;
    size_t maxMessageBytes = 1'000'000;
    KafkaProperties properties;
};
KafkaOutputOptions readKafkaOutputOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems);

} // namespace millrace
