// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/kafka/kafka_input.h"

#include "engine/connectors/kafka/kafka_offsets.h"
#include "engine/connectors/reader_control.h"
#include "engine/connectors/record_feed.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace millrace {

namespace {

constexpr size_t kMessagesAtOnce = 1000;
constexpr int kPollMillis = 1000; ///< a pause or stop wakes the poll

/// What the pollers of one reader share.
class KafkaHealth {
public:
    explicit KafkaHealth(std::shared_ptr<InputConsumer> consumer)
        : m_consumer(std::move(consumer))
    {
    }
    void report(rd_kafka_resp_err_t error, const std::string& text)
    {
        m_consumer->transportError(makeError(ErrorCode::kConnectorTransport, "Kafka: " + text));
        if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && !m_isUnwell.exchange(true)) {
            m_consumer->health(false, "no broker answers");
        }
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
};

/// Partitions that one thread reads, in order each. Owned by the reader; run() is the thread's.
class KafkaPoller {
public:
    KafkaPoller(rd_kafka_t* client, rd_kafka_topic_t* topic, const KafkaInputOptions& options,
                std::unique_ptr<Decoder> decoder, std::shared_ptr<InputConsumer> consumer, KafkaHealth& health,
                std::atomic<size_t>& numOpenPartitions)
        : m_client(client)
        , m_topic(topic)
        , m_options(options)
        , m_consumer(std::move(consumer))
        , m_feed(std::move(decoder), m_consumer)
        , m_health(health)
        , m_numOpenPartitions(numOpenPartitions)
        , m_queue(rd_kafka_queue_new(client))
        , m_messages(kMessagesAtOnce)
    {
    }

    void add(KafkaPosition position) { m_partitions.push_back({position, State::New}); }
    void wake() { rd_kafka_queue_yield(m_queue.get()); }

    void run(ReaderControl& control, const std::stop_token& stop)
    {
        while (control.awaitRunning(stop)) {
            const uint64_t numExtends = control.numExtends();
            resume();
            while (control.isRunning() && !stop.stop_requested() && !m_failure) {
                poll();
            }
            pause();
            if (m_failure) {
                m_consumer->failed(*std::exchange(m_failure, std::nullopt));
                if (!control.awaitExtend(stop, numExtends)) {
                    break;
                }
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
                rd_kafka_consume_start_queue(m_topic, each.position.partition, each.position.next, m_queue.get());
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
        const std::string text = kafkaErrorText(message.err) + ": partition " + std::to_string(message.partition) +
                                 " of '" + m_options.topic + "', offset " + std::to_string(partition.position.next);
        const bool isExpired =
            message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
        if (!isExpired && message.err != RD_KAFKA_RESP_ERR__FATAL) {
            m_health.report(message.err, text);
            return;
        }
        // The fetcher of the partition has given up; another try begins anew at the same place.
        rd_kafka_consume_stop(m_topic, partition.position.partition);
        partition.state = State::New;
        m_failure = makeError(ErrorCode::kConnectorTransport, "Kafka: " + text);
    }

    void settleEnds()
    {
        for (const Partition* ended : std::exchange(m_ended, {})) {
            if (ended->state == State::Ended) {
                rd_kafka_consume_stop(m_topic, ended->position.partition);
                if (m_numOpenPartitions.fetch_sub(1) == 1) {
                    m_consumer->endOfInput();
                }
            }
        }
    }

    rd_kafka_t* const m_client;
    rd_kafka_topic_t* const m_topic;
    const KafkaInputOptions& m_options;
    const std::shared_ptr<InputConsumer> m_consumer;
    RecordFeed m_feed;
    KafkaHealth& m_health;
    std::atomic<size_t>& m_numOpenPartitions;
    const KafkaQueue m_queue;
    std::vector<rd_kafka_message_t*> m_messages;
    std::vector<Partition> m_partitions;
    std::vector<const Partition*> m_ended;
    std::optional<Error> m_failure;
};

void onKafkaError(rd_kafka_t*, int error, const char* reason, void* opaque)
{
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    static_cast<KafkaHealth*>(opaque)->report(code, kafkaErrorText(code) + ": " + (reason == nullptr ? "" : reason));
}

class KafkaInput final : public InputReader {
public:
    KafkaInput(KafkaInputOptions options, std::shared_ptr<InputConsumer> consumer)
        : m_options(std::move(options))
        , m_consumer(std::move(consumer))
        , m_health(m_consumer)
    {
    }
    ~KafkaInput() override
    {
        for (std::jthread& thread : m_threads) {
            thread.request_stop();
        }
        wakeAll();
        m_threads.clear();
    }

    Status open(const InputContext& context)
    {
        MR_TRY(KafkaConf conf, makeKafkaConf(m_options.properties));
        rd_kafka_conf_set_opaque(conf.get(), &m_health);
        rd_kafka_conf_set_error_cb(conf.get(), onKafkaError);
        MR_TRY(m_client, makeKafkaClient(KafkaRole::Consumer, std::move(conf)));
        m_topic.reset(rd_kafka_topic_new(m_client.get(), m_options.topic.c_str(), nullptr));
        if (m_topic == nullptr) {
            return makeError(ErrorCode::kConnectorOpen, "Not a Kafka topic: '" + m_options.topic + "'");
        }
        MR_TRY(const std::vector<KafkaPosition> start, findKafkaStart(m_client.get(), m_topic.get(), m_options));
        m_numOpenPartitions = start.size();
        const size_t numThreads = std::min<size_t>(
            {start.size(), m_options.numPollers, std::max<size_t>(std::thread::hardware_concurrency(), 1)});
        for (size_t i = 0; i < numThreads; ++i) {
            MR_TRY(auto decoder, makeDecoderFor(context));
            m_pollers.push_back(std::make_unique<KafkaPoller>(m_client.get(), m_topic.get(), m_options,
                                                              std::move(decoder), m_consumer, m_health,
                                                              m_numOpenPartitions));
        }
        for (size_t i = 0; i < start.size(); ++i) {
            m_pollers[i % numThreads]->add(start[i]);
        }
        for (const auto& poller : m_pollers) {
            m_threads.emplace_back(
                [this, poller = poller.get()](const std::stop_token& stop) { poller->run(m_control, stop); });
        }
        return {};
    }

    void extend() override { m_control.extend(); }
    void pause() override
    {
        m_control.pause();
        wakeAll();
    }

private:
    void wakeAll()
    {
        for (const auto& poller : m_pollers) {
            poller->wake();
        }
    }

    const KafkaInputOptions m_options;
    const std::shared_ptr<InputConsumer> m_consumer;
    KafkaHealth m_health;
    std::atomic<size_t> m_numOpenPartitions = 0;
    KafkaClient m_client;
    KafkaTopic m_topic;
    ReaderControl m_control;
    std::vector<std::unique_ptr<KafkaPoller>> m_pollers;
    std::vector<std::jthread> m_threads; ///< last: stop before what they use goes
};

} // namespace

std::vector<ConfigProblem> checkKafkaInput(const ConnectorSpec& spec, const Schema&)
{
    std::vector<ConfigProblem> problems;
    readKafkaInputOptions(spec.transportConfig, problems);
    return problems;
}

Result<std::unique_ptr<InputReader>> openKafkaInput(const InputContext& context)
{
    std::vector<ConfigProblem> problems;
    KafkaInputOptions options = readKafkaInputOptions(context.spec->transportConfig, problems);
    if (const ConfigProblem* problem = firstError(problems)) {
        return Error(problem->error);
    }
    auto reader = std::make_unique<KafkaInput>(std::move(options), context.consumer);
    MR_CHECK(reader->open(context));
    return std::unique_ptr<InputReader>(std::move(reader));
}

} // namespace millrace
