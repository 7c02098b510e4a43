// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/kafka/kafka_output.h"

#include "engine/connectors/kafka/kafka_handle.h"
#include "engine/formats/message_encoder.h"

#include <chrono>

namespace millrace {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kSliceMillis = 100;       ///< between two looks whether to stop
constexpr size_t kMessageOverhead = 64; ///< of the protocol, within message.max.bytes

/// Deliveries of the step under way. Its reports come from rd_kafka_poll(), on the output's thread.
struct KafkaDeliveries {
    uint64_t numFailed = 0;
    rd_kafka_resp_err_t firstError = RD_KAFKA_RESP_ERR_NO_ERROR;
};

void onDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque)
{
    auto* deliveries = static_cast<KafkaDeliveries*>(opaque);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        deliveries->firstError = deliveries->numFailed++ == 0 ? message->err : deliveries->firstError;
    }
}

class KafkaOutput final : public OutputTransport, private MessageSink {
public:
    KafkaOutput(KafkaOutputOptions options, std::unique_ptr<MessageEncoder> encoder, std::stop_token stop)
        : m_options(std::move(options))
        , m_encoder(std::move(encoder))
        , m_stop(std::move(stop))
    {
    }
    ~KafkaOutput() override
    {
        if (m_client != nullptr) {
            rd_kafka_purge(m_client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
            rd_kafka_poll(m_client.get(), 0); // the reports of what was purged
        }
    }

    Status connect()
    {
        m_topic.reset();
        m_client.reset();
        MR_TRY(KafkaConf conf, makeKafkaConf(m_options.properties));
        rd_kafka_conf_set_opaque(conf.get(), &m_deliveries);
        rd_kafka_conf_set_dr_msg_cb(conf.get(), onDelivery);
        MR_TRY(m_client, makeKafkaClient(KafkaRole::Producer, std::move(conf)));
        m_topic.reset(rd_kafka_topic_new(m_client.get(), m_options.topic.c_str(), nullptr));
        if (m_topic == nullptr) {
            return makeError(ErrorCode::kConnectorOpen, "Not a Kafka topic: '" + m_options.topic + "'");
        }
        return awaitTopic();
    }

    Status beginStep(uint64_t) override
    {
        m_deliveries = {};
        m_numSent = 0;
        // After a fatal error a client is of no use any more; the step that met it has said so.
        char text[1] = {};
        const bool isUsable = m_topic != nullptr && rd_kafka_fatal_error(m_client.get(), text, sizeof text) ==
                                                        RD_KAFKA_RESP_ERR_NO_ERROR;
        return isUsable ? Status() : connect();
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
        while (rd_kafka_outq_len(m_client.get()) > 0 && !m_stop.stop_requested()) {
            rd_kafka_flush(m_client.get(), kSliceMillis);
        }
        if (rd_kafka_outq_len(m_client.get()) > 0) {
            return makeError(ErrorCode::kConnectorNotDelivered,
                             "The pipeline was stopped before the Kafka brokers had confirmed the change");
        }
        if (m_deliveries.numFailed != 0) {
            return makeError(ErrorCode::kConnectorNotDelivered,
                             "Kafka did not take " + std::to_string(m_deliveries.numFailed) + " of " +
                                 std::to_string(m_numSent) + " messages: " + kafkaErrorText(m_deliveries.firstError));
        }
        return {};
    }

private:
    Status awaitTopic()
    {
        const auto deadline = SteadyClock::now() + std::chrono::seconds(m_options.initializationSeconds);
        rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
        while (SteadyClock::now() < deadline && !m_stop.stop_requested()) {
            const rd_kafka_metadata_t* found = nullptr;
            error = rd_kafka_metadata(m_client.get(), 0, m_topic.get(), &found, kSliceMillis);
            if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
                error = found->topic_cnt == 1 ? found->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
                rd_kafka_metadata_destroy(found);
            }
            if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
                return {};
            }
        }
        return makeError(ErrorCode::kConnectorOpen,
                         "The Kafka topic cannot be written: " + kafkaErrorText(error) + ": '" + m_options.topic + "'");
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
                rd_kafka_poll(m_client.get(), 0);
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
            rd_kafka_poll(m_client.get(), kSliceMillis); // deliveries make room
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
        parts[0].u.rkt = m_topic.get();
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
        rd_kafka_error_t* fault = rd_kafka_produceva(m_client.get(), parts, hasHeaders ? 5 : 4);
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
    KafkaDeliveries m_deliveries;
    KafkaClient m_client;
    KafkaTopic m_topic;
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
    std::vector<ConfigProblem> problems;
    readKafkaOutputOptions(spec.transportConfig, problems);
    return problems;
}

Result<std::unique_ptr<OutputTransport>> openKafkaOutput(const OutputContext& context)
{
    const ConnectorSpec& spec = *context.spec;
    std::vector<ConfigProblem> problems;
    KafkaOutputOptions options = readKafkaOutputOptions(spec.transportConfig, problems);
    if (const ConfigProblem* problem = firstError(problems)) {
        return Error(problem->error);
    }
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
