// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/kafka/kafka_output.h"

#include "engine/connectors/abandonable_call.h"
#include "engine/connectors/kafka/kafka_handle.h"
#include "engine/formats/message_encoder.h"

#include <chrono>

namespace millrace {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kSliceMillis = 100;       ///< between two looks whether to stop
constexpr int kAttemptMillis = 1000;    ///< for the answer of a broker
constexpr size_t kMessageOverhead = 64; ///< of the protocol, within message.max.bytes

/// Deliveries of the step under way. Its reports come from rd_kafka_poll(), on the output's thread.
struct KafkaDeliveries {
    uint64_t numFailed = 0;
    rd_kafka_resp_err_t firstError = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::string lastReason; ///< of the client as a whole: a name, a certificate
};

void onKafkaError(rd_kafka_t*, int error, const char* reason, void* opaque)
{
    if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && reason != nullptr) {
        static_cast<KafkaDeliveries*>(opaque)->lastReason = reason;
    }
}

void onDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque)
{
    auto* deliveries = static_cast<KafkaDeliveries*>(opaque);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        deliveries->firstError = deliveries->numFailed++ == 0 ? message->err : deliveries->firstError;
    }
}

/// A client for one topic. Shared with a call that may outlive the output.
struct KafkaProducer {
    ~KafkaProducer()
    {
        if (client != nullptr) {
            rd_kafka_purge(client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
            rd_kafka_poll(client.get(), 0); // the reports of what was purged
        }
    }

    /// How the topic is: asks the brokers, for a second at most.
    rd_kafka_resp_err_t askForTopic() const
    {
        const rd_kafka_metadata_t* found = nullptr;
        const rd_kafka_resp_err_t error = rd_kafka_metadata(client.get(), 0, topic.get(), &found, kAttemptMillis);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return error;
        }
        const rd_kafka_resp_err_t state =
            found->topic_cnt == 1 ? found->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
        rd_kafka_metadata_destroy(found);
        return state;
    }

    KafkaDeliveries deliveries; ///< outlives the client, whose reports it takes
    KafkaClient client;
    KafkaTopic topic;
};

class KafkaOutput final : public OutputTransport, private MessageSink {
public:
    KafkaOutput(KafkaOutputOptions options, std::unique_ptr<MessageEncoder> encoder, std::stop_token stop)
        : m_options(std::move(options))
        , m_encoder(std::move(encoder))
        , m_stop(std::move(stop))
    {
    }

    Status connect()
    {
        m_producer.reset();
        auto producer = std::make_shared<KafkaProducer>();
        MR_CHECK(checkKafkaFiles(m_options.properties));
        MR_TRY(KafkaConf conf, makeKafkaConf(m_options.properties));
        rd_kafka_conf_set_opaque(conf.get(), &producer->deliveries);
        rd_kafka_conf_set_dr_msg_cb(conf.get(), onDelivery);
        rd_kafka_conf_set_error_cb(conf.get(), onKafkaError);
        MR_TRY(producer->client, makeKafkaClient(KafkaRole::Producer, std::move(conf)));
        producer->topic.reset(rd_kafka_topic_new(producer->client.get(), m_options.topic.c_str(), nullptr));
        if (producer->topic == nullptr) {
            return makeError(ErrorCode::kConnectorOpen, "Not a Kafka topic: '" + m_options.topic + "'");
        }
        MR_CHECK(awaitTopic(producer));
        m_producer = std::move(producer);
        return {};
    }

    Status beginStep(uint64_t) override
    {
        m_numSent = 0;
        // After a fatal error a client is of no use any more; the step that met it has said so.
        char text[1] = {};
        const bool isUsable = m_producer != nullptr && rd_kafka_fatal_error(m_producer->client.get(), text,
                                                                            sizeof text) == RD_KAFKA_RESP_ERR_NO_ERROR;
        if (!isUsable) {
            MR_CHECK(connect());
        }
        m_producer->deliveries = {};
        return {};
    }

    Status writeChange(const Delta& delta, WrittenChange& written) override
    {
        m_written = &written;
        Status status = m_encoder->encode(delta, *this);
        m_written = nullptr;
        if (!status.ok() && status.error().code == ErrorCode::kEncodeWeight) {
            written.refuse(status.takeError());
            return {};
        }
        return status;
    }

    /// Waits until each message is delivered or given up, at most `message.timeout.ms`.
    Status endStep() override
    {
        if (m_producer == nullptr) {
            return makeError(ErrorCode::kConnectorNotDelivered, "There is no connection to the Kafka brokers");
        }
        rd_kafka_t* const client = m_producer->client.get();
        while (rd_kafka_outq_len(client) > 0 && !m_stop.stop_requested()) {
            rd_kafka_flush(client, kSliceMillis);
        }
        if (rd_kafka_outq_len(client) > 0) {
            return makeError(ErrorCode::kConnectorNotDelivered,
                             "The pipeline was stopped before the Kafka brokers had confirmed the change");
        }
        const KafkaDeliveries& deliveries = m_producer->deliveries;
        if (deliveries.numFailed != 0) {
            return makeError(ErrorCode::kConnectorNotDelivered,
                             "Kafka did not take " + std::to_string(deliveries.numFailed) + " of " +
                                 std::to_string(m_numSent) + " messages: " + kafkaErrorText(deliveries.firstError));
        }
        return {};
    }

private:
    Status awaitTopic(const std::shared_ptr<KafkaProducer>& producer) const
    {
        const auto deadline = SteadyClock::now() + std::chrono::seconds(m_options.initializationSeconds);
        rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
        while (SteadyClock::now() < deadline) {
            const auto answer = callUnlessStopped(m_stop, [producer] { return producer->askForTopic(); });
            if (!answer) {
                break;
            }
            error = *answer;
            if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
                return {};
            }
        }
        std::string reason;
        if (error == RD_KAFKA_RESP_ERR__TIMED_OUT || error == RD_KAFKA_RESP_ERR__TRANSPORT) {
            rd_kafka_poll(producer->client.get(), 0);
            reason = producer->deliveries.lastReason.empty() ? "" : "; " + producer->deliveries.lastReason;
        }
        return makeError(ErrorCode::kConnectorOpen, "The Kafka topic cannot be written: " + kafkaErrorText(error) +
                                                        ": '" + m_options.topic + "'" + reason);
    }

    void refuse(Error error) override { m_written->refuse(std::move(error)); }

    Status send(const EncodedMessage& message) override
    {
        while (!m_stop.stop_requested()) {
            const rd_kafka_resp_err_t error = produce(message);
            if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
                ++m_numSent;
                m_written->numRecords += message.numRecords;
                m_written->numBytes += message.value.value_or("").size() + message.key.value_or("").size();
                rd_kafka_poll(m_producer->client.get(), 0);
                return {};
            }
            if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
                refuse(makeError(ErrorCode::kEncodeTooLarge, "Kafka takes no message of this size: " +
                                                                 std::to_string(message.value.value_or("").size())));
                return {};
            }
            if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
                return makeError(ErrorCode::kConnectorTransport, "Kafka: " + kafkaErrorText(error));
            }
            rd_kafka_poll(m_producer->client.get(), kSliceMillis); // deliveries make room
        }
        return makeError(ErrorCode::kConnectorNotDelivered, "The pipeline was stopped before the change was sent");
    }

    rd_kafka_resp_err_t produce(const EncodedMessage& message)
    {
        rd_kafka_headers_t* headers = rd_kafka_headers_new(m_options.headers.size() + 1);
        for (const KafkaHeader& header : m_options.headers) {
            rd_kafka_header_add(headers, header.key.data(), static_cast<ssize_t>(header.key.size()),
                                header.value ? header.value->data() : nullptr,
                                header.value ? static_cast<ssize_t>(header.value->size()) : 0);
        }
        if (!message.operation.empty()) {
            rd_kafka_header_add(headers, "op", 2, message.operation.data(),
                                static_cast<ssize_t>(message.operation.size()));
        }
        const std::string_view value = message.value.value_or("");
        const std::string_view key = message.key.value_or("");
        const bool hasHeaders = rd_kafka_header_cnt(headers) != 0;
        rd_kafka_vu_t parts[5] = {};
        parts[0].vtype = RD_KAFKA_VTYPE_RKT;
        parts[0].u.rkt = m_producer->topic.get();
        parts[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
        parts[1].u.i = RD_KAFKA_MSG_F_COPY;
        parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
        parts[2].u.mem.ptr = message.value ? const_cast<char*>(value.data()) : nullptr;
        parts[2].u.mem.size = value.size();
        parts[3].vtype = RD_KAFKA_VTYPE_KEY;
        parts[3].u.mem.ptr = message.key ? const_cast<char*>(key.data()) : nullptr;
        parts[3].u.mem.size = key.size();
        parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
        parts[4].u.headers = headers;
        // What it is given is copied, but for the headers, which it takes over when there is no error.
        rd_kafka_error_t* fault = rd_kafka_produceva(m_producer->client.get(), parts, hasHeaders ? 5 : 4);
        const rd_kafka_resp_err_t error = fault == nullptr ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(fault);
        if (fault != nullptr) {
            rd_kafka_error_destroy(fault);
        }
        if (!hasHeaders || error != RD_KAFKA_RESP_ERR_NO_ERROR) {
            rd_kafka_headers_destroy(headers);
        }
        return error;
    }

    const KafkaOutputOptions m_options;
    const std::unique_ptr<MessageEncoder> m_encoder;
    const std::stop_token m_stop;
    std::shared_ptr<KafkaProducer> m_producer; ///< null where no connection could be made
    uint64_t m_numSent = 0; ///< messages of the step
    WrittenChange* m_written = nullptr;
};

size_t headerBytes(const std::vector<KafkaHeader>& headers)
{
    constexpr size_t kAHeader = 16;
    size_t bytes = 0;
    for (const KafkaHeader& header : headers) {
        bytes += header.key.size() + header.value.value_or("").size() + kAHeader;
    }
    return bytes;
}

} // namespace

std::vector<ConfigProblem> checkKafkaOutput(const ConnectorSpec& spec)
{
    return configProblems(readKafkaOutputOptions, spec.transportConfig);
}

Result<std::unique_ptr<OutputTransport>> openKafkaOutput(const OutputContext& context)
{
    const ConnectorSpec& spec = *context.spec;
    MR_TRY(KafkaOutputOptions options, readConfig(readKafkaOutputOptions, spec.transportConfig));
    if (!spec.format) {
        return makeError(ErrorCode::kConnectorFormatMissing,
                         "The connector has no 'format', which its transport needs: '" + spec.transport + "'",
                         spec.span);
    }
    const size_t overhead = kMessageOverhead + headerBytes(options.headers);
    MessageTarget target{context.schema, spec.keyColumns, 0};
    target.maxMessageBytes = options.maxMessageBytes - std::min(overhead, options.maxMessageBytes);
    MR_TRY(auto encoder, makeMessageEncoder(*spec.format, spec.formatConfig, target));
    auto output = std::make_unique<KafkaOutput>(std::move(options), std::move(encoder), context.stop);
    MR_CHECK(output->connect());
    return std::unique_ptr<OutputTransport>(std::move(output));
}

} // namespace millrace
