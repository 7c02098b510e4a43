// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/kafka/kafka_config.h"

#include "engine/connectors/file/file_location.h"
#include "engine/connectors/kafka/kafka_handle.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace millrace {

namespace {

struct ForbiddenOption {
    std::string_view key;
    std::string_view reason;
};

/// Options by which a declaration could run code, or send what it reads somewhere else.
constexpr std::array<ForbiddenOption, 15> kForbidden = {{
    {"plugin.library.paths", "it loads libraries into this program"},
    {"ssl.engine.location", "it loads a library into this program"},
    {"ssl.engine.id", "it loads a library into this program"},
    {"ssl.providers", "it loads libraries into this program"},
    {"interceptors", "they run code of a plug-in"},
    {"sasl.kerberos.kinit.cmd", "it runs a command"},
    {"sasl.kerberos.keytab", "Kerberos runs a command, 'kinit'"},
    {"sasl.kerberos.principal", "Kerberos runs a command, 'kinit'"},
    {"sasl.kerberos.service.name", "Kerberos runs a command, 'kinit'"},
    {"sasl.kerberos.min.time.before.relogin", "Kerberos runs a command, 'kinit'"},
    {"sasl.oauthbearer.token.endpoint.url", "it calls another host with the credentials"},
    {"sasl.oauthbearer.method", "it calls another host with the credentials"},
    {"enable.sasl.oauthbearer.unsecure.jwt", "such a token proves nothing"},
    {"offset.store.path", "it writes files"},
    {"internal.termination.signal", "it changes how this program ends"},
}};

constexpr auto kAllowed = std::to_array<std::string_view>({
    "bootstrap.servers",

    "client.id",
    "message.max.bytes",
    "receive.message.max.bytes",
    "max.in.flight.requests.per.connection",
    "max.in.flight",
    "topic.metadata.refresh.interval.ms",
    "metadata.max.age.ms",
    "topic.metadata.refresh.fast.interval.ms",
    "topic.metadata.propagation.max.ms",
    "socket.timeout.ms",
    "socket.send.buffer.bytes",
    "socket.receive.buffer.bytes",
    "socket.keepalive.enable",
    "socket.nagle.disable",
    "socket.max.fails",
    "broker.address.ttl",
    "broker.address.family",
    "socket.connection.setup.timeout.ms",
    "connections.max.idle.ms",
    "reconnect.backoff.ms",
    "reconnect.backoff.max.ms",
    "api.version.request",
    "api.version.request.timeout.ms",
    "api.version.fallback.ms",
    "broker.version.fallback",
    "allow.auto.create.topics",
    "security.protocol",
    "ssl.cipher.suites",
    "ssl.curves.list",
    "ssl.sigalgs.list",
    "ssl.key.location",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.ca.location",
    "ssl.ca.pem",
    "ssl.crl.location",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "enable.ssl.certificate.verification",
    "ssl.endpoint.identification.algorithm",
    "sasl.mechanisms",
    "sasl.mechanism",
    "sasl.username",
    "sasl.password",
    "client.rack",
    "check.crcs",
    // consumers
    "group.id",
    "queued.min.messages",
    "queued.max.messages.kbytes",
    "fetch.wait.max.ms",
    "fetch.message.max.bytes",
    "max.partition.fetch.bytes",
    "fetch.max.bytes",
    "fetch.min.bytes",
    "fetch.error.backoff.ms",
    "isolation.level",
    "enable.partition.eof",
    // producers
    "enable.idempotence",
    "queue.buffering.max.messages",
    "queue.buffering.max.kbytes",
    "queue.buffering.max.ms",
    "linger.ms",
    "message.send.max.retries",
    "retries",
    "retry.backoff.ms",
    "compression.codec",
    "compression.type",
    "compression.level",
    "batch.num.messages",
    "batch.size",
    "sticky.partitioning.linger.ms",
    "request.required.acks",
    "acks",
    "request.timeout.ms",
    "message.timeout.ms",
    "delivery.timeout.ms",
    "queuing.strategy",
    "partitioner",
});

/// Taken without a word and of no use here: the engine keeps no group, commits nothing and reads no statistics.
constexpr auto kIgnored = std::to_array<std::string_view>({
    "auto.offset.reset",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "auto.commit.interval.ms",
    "session.timeout.ms",
    "heartbeat.interval.ms",
    "max.poll.interval.ms",
    "partition.assignment.strategy",
    "group.instance.id",
    "statistics.interval.ms",
    "debug",
    "enabled_events",
    "log.connection.close",
    "log_level",
});

template <typename List>
bool contains(const List& list, std::string_view key)
{
    return std::find(list.begin(), list.end(), key) != list.end();
}

/// librdkafka takes texts; booleans and numbers are written as JSON writes them.
std::optional<std::string> textOf(const nlohmann::json& value)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_boolean() || value.is_number()) {
        return value.dump();
    }
    return std::nullopt;
}

bool isFileOption(std::string_view key, std::string_view value)
{
    return key.ends_with(".location") && value != "probe";
}

class PropertyReader {
public:
    PropertyReader(const nlohmann::json& config, KafkaRole role, std::vector<ConfigProblem>& problems)
        : m_config(config)
        , m_places(config, "", problems)
        , m_problems(problems)
    {
        const char* brokers = std::getenv("REDPANDA_BROKERS"); // as other engines have it
        m_properties = {{"bootstrap.servers", brokers == nullptr || *brokers == '\0' ? "localhost" : brokers},
                        {"log.connection.close", "false"}};
        if (role == KafkaRole::Consumer) {
            m_properties.insert(m_properties.end(), {{"enable.auto.commit", "false"},
                                                     {"enable.auto.offset.store", "false"},
                                                     {"auto.offset.reset", "error"},
                                                     {"allow.auto.create.topics", "false"},
                                                     {"queued.max.messages.kbytes", "16384"}});
        } else {
            // Retries neither double a message nor change the order of two.
            m_properties.insert(m_properties.end(), {{"enable.idempotence", "true"}, {"message.timeout.ms", "60000"}});
        }
    }

    KafkaProperties read(const std::vector<std::string>& ownKeys)
    {
        for (const auto& [key, value] : m_config.items()) {
            if (!contains(ownKeys, key) && !value.is_null()) {
                readOption(key, value);
            }
        }
        checkSecurity();
        checkPaths();
        return std::move(m_properties);
    }

private:
    void readOption(const std::string& key, const nlohmann::json& value)
    {
        const auto* forbidden = std::find_if(kForbidden.begin(), kForbidden.end(),
                                             [&](const ForbiddenOption& option) { return option.key == key; });
        if (forbidden != kForbidden.end()) {
            add(key, ErrorCode::kConnectorForbiddenOption,
                "Kafka option not allowed, since " + std::string(forbidden->reason) + ": '" + key + "'");
            return;
        }
        if (contains(kIgnored, key)) {
            return;
        }
        if (!contains(kAllowed, key)) {
            const bool hasPoint = key.find('.') != std::string::npos;
            std::string detail = hasPoint ? "Kafka option is not known here and is left out: '" + key + "'"
                                          : "Unknown attribute '" + key + "'";
            const std::string nearest = nearestName(key, {kAllowed.begin(), kAllowed.end()});
            detail += nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
            add(key, ErrorCode::kConnectorUnknownKey, std::move(detail), hasPoint);
            return;
        }
        const std::optional<std::string> text = textOf(value);
        if (!text) {
            m_places.problem(key, "Expected a string, a number, true or false for '" + key + "'");
            return;
        }
        // Alone, so that a fault has its place.
        const Result<KafkaConf> conf = makeKafkaConf({{key, *text}});
        if (!conf.ok()) {
            m_places.problem(key, conf.error().detail);
            return;
        }
        m_properties.emplace_back(key, *text);
    }

    void checkSecurity()
    {
        const std::string protocol = folded(valueOf("security.protocol"));
        std::string mechanism = folded(valueOf("sasl.mechanisms"));
        mechanism = mechanism.empty() ? folded(valueOf("sasl.mechanism")) : mechanism;
        const bool isKnown = mechanism == "plain" || mechanism == "scram-sha-256" || mechanism == "scram-sha-512";
        // Without a mechanism librdkafka takes Kerberos.
        if ((protocol.starts_with("sasl") && mechanism.empty()) || (!mechanism.empty() && !isKnown)) {
            add(mechanism.empty() ? "security.protocol" : "sasl.mechanism", ErrorCode::kConnectorForbiddenOption,
                "The mechanism of SASL must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512: Kerberos runs a command, and "
                "tokens call other hosts");
        }
    }

    void checkPaths()
    {
        for (const auto& [key, value] : m_properties) {
            if (!isFileOption(key, value)) {
                continue;
            }
            if (!isFilePath(value)) {
                m_places.problem(key, "Expected the absolute path of a file for '" + key + "'");
            }
        }
    }

    std::string valueOf(std::string_view key) const
    {
        std::string value;
        for (const auto& [name, text] : m_properties) {
            value = name == key ? text : value;
        }
        return value;
    }
    static std::string folded(std::string text)
    {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        return text;
    }
    void add(const std::string& key, ErrorCode code, std::string detail, bool isWarning = false)
    {
        m_problems.push_back({m_places.pointerOf(key), makeError(code, std::move(detail)), isWarning});
    }

    const nlohmann::json& m_config;
    ConfigReader m_places;
    std::vector<ConfigProblem>& m_problems;
    KafkaProperties m_properties;
};

/// What other engines know and would change which records come, or what is in them.
void refuseUnavailable(ConfigReader& reader, const std::vector<std::string>& keys)
{
    for (const std::string& key : keys) {
        const nlohmann::json* found = reader.find(key);
        if (found != nullptr && *found != false) {
            reader.problem(key, "Attribute not available in this build: '" + key + "'");
        }
    }
}

void readTopic(ConfigReader& reader, std::string& topic)
{
    const nlohmann::json* topics = reader.find("topics");
    if (topics == nullptr) {
        reader.require("topic", topic);
    } else if (!topics->is_array() || topics->size() != 1 || !topics->front().is_string() ||
               reader.find("topic") != nullptr) {
        reader.problem("topics", "Expected one topic; use 'topic'");
    } else {
        topic = topics->front().get<std::string>();
    }
}

template <typename Integer>
bool readIntegers(const nlohmann::json& list, std::vector<Integer>& numbers)
{
    const auto isNatural = [](const nlohmann::json& each) {
        return each.is_number_integer() && each.get<int64_t>() >= 0 &&
               each.get<int64_t>() <= int64_t{std::numeric_limits<Integer>::max()};
    };
    if (!list.is_array() || list.empty() || !std::all_of(list.begin(), list.end(), isNatural)) {
        return false;
    }
    numbers = list.get<std::vector<Integer>>();
    return true;
}

void warn(ConfigReader& reader, const std::string& key, std::string detail, std::vector<ConfigProblem>& problems)
{
    problems.push_back(
        {reader.pointerOf(key), makeError(ErrorCode::kConnectorInvalidValue, std::move(detail)), true});
}

/// `auto.offset.reset` tells where to begin beside `topics`, which is older; elsewhere it is not what it seems.
void readReset(ConfigReader& reader, const nlohmann::json& reset, KafkaStart& start,
               std::vector<ConfigProblem>& problems)
{
    const auto isOneOf = [&](std::initializer_list<const char*> names) {
        return std::any_of(names.begin(), names.end(), [&](const char* name) { return reset == name; });
    };
    if (reader.find("topics") == nullptr) {
        warn(reader, "auto.offset.reset", "Where to begin is told by 'start_from', not by 'auto.offset.reset'",
             problems);
    } else if (isOneOf({"earliest", "smallest", "beginning"})) {
        start.kind = KafkaStart::Kind::Earliest;
    } else if (!isOneOf({"latest", "largest", "end"})) {
        reader.problem("auto.offset.reset", "Expected \"earliest\" or \"latest\" for 'auto.offset.reset'");
    }
}

void readStart(ConfigReader& reader, KafkaInputOptions& options, std::vector<ConfigProblem>& problems)
{
    const nlohmann::json* found = reader.find("start_from");
    const nlohmann::json* reset = reader.find("auto.offset.reset");
    if (found == nullptr && reset != nullptr) {
        readReset(reader, *reset, options.start, problems);
        return;
    }
    if (found == nullptr || *found == "latest") {
        return;
    }
    KafkaStart& start = options.start;
    if (*found == "earliest") {
        start.kind = KafkaStart::Kind::Earliest;
        return;
    }
    const bool isSingle = found->is_object() && found->size() == 1;
    if (isSingle && found->contains("offsets")) {
        start.kind = KafkaStart::Kind::Offsets;
        if (!readIntegers(found->at("offsets"), start.offsets)) {
            reader.problem("start_from", "Expected offsets of 0 and more, one a partition, for 'start_from'");
        } else if (!options.partitions.empty() && options.partitions.size() != start.offsets.size()) {
            reader.problem("start_from", "There are not as many offsets as partitions");
        }
        return;
    }
    if (isSingle && found->contains("timestamp") && found->at("timestamp").is_number_integer()) {
        start.kind = KafkaStart::Kind::Timestamp;
        start.millis = found->at("timestamp").get<int64_t>();
        if (start.millis >= 0) {
            return;
        }
    }
    reader.problem("start_from", "Expected \"earliest\", \"latest\", {\"offsets\":[…]} or {\"timestamp\":milliseconds} "
                                 "for 'start_from'");
}

void readHeaders(ConfigReader& reader, std::vector<KafkaHeader>& headers)
{
    const nlohmann::json* list = reader.find("headers");
    if (list == nullptr) {
        return;
    }
    bool isGood = list->is_array();
    for (size_t i = 0; isGood && i < list->size(); ++i) {
        const nlohmann::json& each = (*list)[i];
        isGood = each.is_object() && each.contains("key") && each["key"].is_string();
        if (!isGood) {
            break;
        }
        KafkaHeader header{each["key"].get<std::string>(), std::nullopt};
        std::vector<uint8_t> bytes;
        const nlohmann::json value = each.value("value", nlohmann::json());
        if (value.is_string()) {
            header.value = value.get<std::string>();
        } else if (value.is_array() && (value.empty() || readIntegers(value, bytes))) {
            header.value = std::string(bytes.begin(), bytes.end());
        } else {
            isGood = value.is_null();
        }
        headers.push_back(std::move(header));
    }
    if (!isGood) {
        reader.problem("headers", "Expected [{\"key\":\"…\",\"value\":text, bytes or null}] for 'headers'");
    }
}

bool isTrue(const KafkaProperties& properties, std::string_view key)
{
    bool value = false;
    for (const auto& [name, text] : properties) {
        value = name == key ? text == "true" : value;
    }
    return value;
}

} // namespace

KafkaProperties readKafkaProperties(const nlohmann::json& config, KafkaRole role,
                                    const std::vector<std::string>& ownKeys, std::vector<ConfigProblem>& problems)
{
    return PropertyReader(config, role, problems).read(ownKeys);
}

Status checkKafkaFiles(const KafkaProperties& properties)
{
    for (const auto& [key, value] : properties) {
        if (isFileOption(key, value)) {
            MR_CHECK(checkLibraryFile(value));
        }
    }
    return {};
}

KafkaInputOptions readKafkaInputOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    constexpr uint64_t kMostPollers = 64;
    KafkaInputOptions options;
    ConfigReader reader(config, "", problems);
    readTopic(reader, options.topic);
    const nlohmann::json* partitions = reader.find("partitions");
    if (partitions != nullptr && !readIntegers(*partitions, options.partitions)) {
        reader.problem("partitions", "Expected numbers of partitions for 'partitions'");
    }
    readStart(reader, options, problems);
    for (const char* key : {"enable.auto.commit", "enable.auto.offset.store"}) {
        const nlohmann::json* value = reader.find(key);
        if (value != nullptr && *value != false && *value != "false") {
            warn(reader, key, "Nothing is committed to the brokers, whatever '" + std::string(key) + "' says",
                 problems);
        }
    }
    uint64_t unused = 0;
    reader.read("group_join_timeout_secs", unused);
    reader.read("poller_threads", options.numPollers, 1, kMostPollers);
    reader.read("resume_earliest_if_data_expires", options.resumesEarliest);
    refuseUnavailable(reader, {"include_headers", "include_topic", "include_partition", "include_offset",
                               "include_timestamp", "synchronize_partitions", "header_filter", "region"});
    options.properties = readKafkaProperties(config, KafkaRole::Consumer,
                                             {"topic", "topics", "partitions", "start_from", "group_join_timeout_secs",
                                              "poller_threads", "resume_earliest_if_data_expires", "include_headers",
                                              "include_topic", "include_partition", "include_offset",
                                              "include_timestamp", "synchronize_partitions", "header_filter", "region"},
                                             problems);
    options.endsAtPartitionEnds = isTrue(options.properties, "enable.partition.eof");
    return options;
}

KafkaOutputOptions readKafkaOutputOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    constexpr uint64_t kLongestWait = 3600;
    KafkaOutputOptions options;
    ConfigReader reader(config, "", problems);
    reader.require("topic", options.topic);
    readHeaders(reader, options.headers);
    reader.read("initialization_timeout_secs", options.initializationSeconds, 1, kLongestWait);
    refuseUnavailable(reader, {"region", "kafka_service", "fault_tolerance"});
    options.properties = readKafkaProperties(
        config, KafkaRole::Producer,
        {"topic", "headers", "initialization_timeout_secs", "region", "kafka_service", "fault_tolerance"}, problems);
    for (const auto& [key, value] : options.properties) {
        if (key == "message.max.bytes") {
            options.maxMessageBytes = std::stoull(value); // librdkafka has taken it as a number
        }
    }
    return options;
}

} // namespace millrace
