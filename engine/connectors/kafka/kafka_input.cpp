// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/kafka/kafka_input.h"

#include "engine/connectors/abandonable_call.h"
#include "engine/connectors/kafka/kafka_offsets.h"
#include "engine/connectors/record_feed.h"
#include "engine/connectors/threaded_reader.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace millrace {

namespace {

constexpr size_t kMessagesAtOnce = 1000;
constexpr int kPollMillis = 1000; ///< a pause or stop wakes the poll

/// How well a client is, from its errors and messages. Any thread.
class KafkaHealth {
public:
    explicit KafkaHealth(std::shared_ptr<InputConsumer> consumer)
        : m_consumer(std::move(consumer))
    {
    }
    void report(rd_kafka_resp_err_t error, const std::string& text)
    {
        if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
            std::lock_guard lock(m_mutex);
            m_lastText = text;
        }
        m_consumer->transportError(makeError(ErrorCode::kConnectorTransport, "Kafka: " + text));
        if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && !m_isUnwell.exchange(true)) {
            m_consumer->health(false, "no broker answers");
        }
    }
    /// Of the last error that tells a reason.
    std::string lastText() const
    {
        std::lock_guard lock(m_mutex);
        return m_lastText;
    }
    void reportMessages()
    {
        if (m_isUnwell.load(std::memory_order_relaxed) && m_isUnwell.exchange(false)) {
            m_consumer->health(true, {});
        }
    }

private:
    const std::shared_ptr<InputConsumer> m_consumer;
    std::atomic<bool> m_isUnwell = false;
    mutable std::mutex m_mutex;
    std::string m_lastText;
};

void onKafkaError(rd_kafka_t*, int error, const char* reason, void* opaque)
{
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    static_cast<KafkaHealth*>(opaque)->report(code, kafkaErrorText(code) + ": " + (reason == nullptr ? "" : reason));
}

/// A client and what the pollers of a reader share besides; the client goes before what its callbacks use.
struct KafkaSource {
    KafkaSource(KafkaInputOptions inputOptions, std::shared_ptr<InputConsumer> inputConsumer)
        : options(std::move(inputOptions))
        , consumer(std::move(inputConsumer))
        , health(consumer)
    {
    }

    Status connect()
    {
        MR_CHECK(checkKafkaFiles(options.properties));
        MR_TRY(KafkaConf conf, makeKafkaConf(options.properties));
        rd_kafka_conf_set_opaque(conf.get(), &health);
        rd_kafka_conf_set_error_cb(conf.get(), onKafkaError);
        MR_TRY(client, makeKafkaClient(KafkaRole::Consumer, std::move(conf)));
        topic.reset(rd_kafka_topic_new(client.get(), options.topic.c_str(), nullptr));
        return topic != nullptr
                   ? Status()
                   : makeError(ErrorCode::kConnectorOpen, "Not a Kafka topic: '" + options.topic + "'");
    }

    const KafkaInputOptions options;
    const std::shared_ptr<InputConsumer> consumer;
    KafkaHealth health;
    std::atomic<size_t> numOpenPartitions = 0;
    KafkaClient client;
    KafkaTopic topic;
};

/// Partitions that one thread reads, in order each.
class KafkaPoller final : public ReaderTask {
public:
    KafkaPoller(std::shared_ptr<KafkaSource> source, std::unique_ptr<Decoder> decoder)
        : m_source(std::move(source))
        , m_client(m_source->client.get())
        , m_topic(m_source->topic.get())
        , m_options(m_source->options)
        , m_consumer(m_source->consumer)
        , m_feed(std::move(decoder), m_consumer)
        , m_health(m_source->health)
        , m_queue(rd_kafka_queue_new(m_client))
        , m_messages(kMessagesAtOnce)
    {
    }

    void add(KafkaPosition position) { m_partitions.push_back({position, State::New}); }
    void wake() override { rd_kafka_queue_yield(m_queue.get()); }

    void run(ReaderControl& control, const std::stop_token& stop) override
    {
        while (control.awaitRunning(stop)) {
            resume();
            while (control.isRunning() && !stop.stop_requested() && !m_failure) {
                poll();
            }
            pause();
            if (m_failure &&
                !failAndAwaitRetry(control, *m_consumer, *std::exchange(m_failure, std::nullopt), stop)) {
                break;
            }
        }
        finish();
    }

private:
    enum class State : uint8_t { New, Reading, Paused, Ended };
    struct Partition {
        KafkaPosition position;
        State state;
    };

    void resume()
    {
        const KafkaPartitionList paused(rd_kafka_topic_partition_list_new(0));
        for (Partition& each : m_partitions) {
            if (each.state == State::New) {
                if (rd_kafka_consume_start_queue(m_topic, each.position.partition, each.position.next,
                                                 m_queue.get()) != 0) {
                    m_failure = failureOf(each, rd_kafka_last_error());
                    continue;
                }
            } else if (each.state == State::Paused) {
                rd_kafka_topic_partition_list_add(paused.get(), m_options.topic.c_str(), each.position.partition);
            }
            each.state = each.state == State::Ended ? State::Ended : State::Reading;
        }
        rd_kafka_resume_partitions(m_client, paused.get());
    }

    /// Without this librdkafka would go on fetching until its own queue is full.
    void pause()
    {
        const KafkaPartitionList reading(rd_kafka_topic_partition_list_new(0));
        for (Partition& each : m_partitions) {
            if (each.state == State::Reading) {
                rd_kafka_topic_partition_list_add(reading.get(), m_options.topic.c_str(), each.position.partition);
                each.state = State::Paused;
            }
        }
        rd_kafka_pause_partitions(m_client, reading.get());
    }

    void finish()
    {
        for (Partition& each : m_partitions) {
            if (each.state == State::Reading || each.state == State::Paused) {
                rd_kafka_consume_stop(m_topic, each.position.partition);
            }
        }
    }

    void poll()
    {
        const ssize_t count =
            rd_kafka_consume_batch_queue(m_queue.get(), kPollMillis, m_messages.data(), m_messages.size());
        rd_kafka_poll(m_client, 0); // errors of the client as a whole
        for (ssize_t i = 0; i < count; ++i) {
            rd_kafka_message_t* message = m_messages[static_cast<size_t>(i)];
            take(*message);
            rd_kafka_message_destroy(message);
        }
        if (count > 0) {
            m_feed.flush();
            settleEnds();
        }
    }

    void take(const rd_kafka_message_t& message)
    {
        const auto found = std::find_if(m_partitions.begin(), m_partitions.end(), [&](const Partition& each) {
            return each.position.partition == message.partition;
        });
        if (found == m_partitions.end() || found->state == State::Ended) {
            return;
        }
        if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            m_ended.push_back(&*found);
            found->state = m_options.endsAtPartitionEnds ? State::Ended : found->state;
        } else if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            takeError(message, *found);
        } else if (message.offset >= found->position.next) { // not twice, whatever happens around a pause
            found->position.next = message.offset + 1;
            m_health.reportMessages();
            if (message.payload != nullptr) { // null is a tombstone
                m_feed.feedMessage({static_cast<const char*>(message.payload), message.len});
            }
        }
    }

    void takeError(const rd_kafka_message_t& message, Partition& partition)
    {
        const bool isExpired =
            message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
        if (!isExpired && message.err != RD_KAFKA_RESP_ERR__FATAL) {
            m_health.report(message.err, describe(partition, message.err));
            return;
        }
        // The fetcher of the partition has given up; another try begins anew at the same place.
        rd_kafka_consume_stop(m_topic, partition.position.partition);
        partition.state = State::New;
        m_failure = failureOf(partition, message.err);
    }

    std::string describe(const Partition& partition, rd_kafka_resp_err_t error) const
    {
        return kafkaErrorText(error) + ": partition " + std::to_string(partition.position.partition) + " of '" +
               m_options.topic + "', offset " + std::to_string(partition.position.next);
    }
    Error failureOf(const Partition& partition, rd_kafka_resp_err_t error) const
    {
        return makeError(ErrorCode::kConnectorTransport, "Kafka: " + describe(partition, error));
    }

    void settleEnds()
    {
        for (const Partition* ended : std::exchange(m_ended, {})) {
            if (ended->state == State::Ended) {
                rd_kafka_consume_stop(m_topic, ended->position.partition);
                if (m_source->numOpenPartitions.fetch_sub(1) == 1) {
                    m_consumer->endOfInput();
                }
            }
        }
    }

    const std::shared_ptr<KafkaSource> m_source;
    rd_kafka_t* const m_client; ///< these are of the source
    rd_kafka_topic_t* const m_topic;
    const KafkaInputOptions& m_options;
    const std::shared_ptr<InputConsumer> m_consumer;
    RecordFeed m_feed;
    KafkaHealth& m_health;
    const KafkaQueue m_queue;
    std::vector<rd_kafka_message_t*> m_messages;
    std::vector<Partition> m_partitions;
    std::vector<const Partition*> m_ended;
    std::optional<Error> m_failure;
};

} // namespace

std::vector<ConfigProblem> checkKafkaInput(const ConnectorSpec& spec, const Schema&)
{
    return configProblems(readKafkaInputOptions, spec.transportConfig);
}

Result<std::unique_ptr<InputReader>> openKafkaInput(const InputContext& context)
{
    MR_TRY(KafkaInputOptions options, readConfig(readKafkaInputOptions, context.spec->transportConfig));
    auto source = std::make_shared<KafkaSource>(std::move(options), context.consumer);
    MR_CHECK(source->connect());
    auto found = callUnlessStopped(context.stop, [source] {
        return findKafkaStart(source->client.get(), source->topic.get(), source->options);
    });
    if (!found) {
        return makeError(ErrorCode::kConnectorOpen, "The pipeline was stopped before the Kafka brokers had answered");
    }
    if (!found->ok()) {
        rd_kafka_poll(source->client.get(), 0); // what the client has met: a name, a certificate
        Error error = found->takeError();
        error.detail += source->health.lastText().empty() ? "" : "; " + source->health.lastText();
        return error;
    }
    const std::vector<KafkaPosition> start = std::move(**found);
    source->numOpenPartitions = start.size();
    const size_t numThreads = std::min<size_t>(
        {start.size(), source->options.numPollers, std::max<size_t>(std::thread::hardware_concurrency(), 1)});
    std::vector<std::unique_ptr<KafkaPoller>> pollers;
    for (size_t i = 0; i < numThreads; ++i) {
        MR_TRY(auto decoder, makeDecoderFor(context));
        pollers.push_back(std::make_unique<KafkaPoller>(source, std::move(decoder)));
    }
    for (size_t i = 0; i < start.size(); ++i) {
        pollers[i % numThreads]->add(start[i]);
    }
    std::vector<std::unique_ptr<ReaderTask>> tasks(std::make_move_iterator(pollers.begin()),
                                                   std::make_move_iterator(pollers.end()));
    return std::unique_ptr<InputReader>(std::make_unique<ThreadedReader>(std::move(tasks), context.stop));
}

} // namespace millrace
