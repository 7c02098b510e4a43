// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/url/url_input.h"

#include "engine/connectors/record_feed.h"
#include "engine/connectors/threaded_reader.h"
#include "engine/connectors/url/http_download.h"

namespace millrace {

namespace {

constexpr int kMaxAttempts = 3;
constexpr auto kFirstBackoff = std::chrono::milliseconds(250);

struct UrlInputOptions {
    std::string url;
    std::chrono::milliseconds pauseTimeout = std::chrono::seconds(60);
};

UrlInputOptions readOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    UrlInputOptions options;
    ConfigReader reader(config, "", problems);
    if (reader.require("path", options.url)) {
        if (const Status status = checkHttpUrl(options.url); !status.ok()) {
            reader.problem("path", status.error().detail);
        }
    }
    uint64_t seconds = 60;
    reader.read("pause_timeout", seconds, 0, UINT32_MAX);
    options.pauseTimeout = std::chrono::seconds(seconds);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

class UrlInput final : public ReaderTask {
public:
    UrlInput(UrlInputOptions options, std::unique_ptr<Decoder> decoder, std::shared_ptr<InputConsumer> consumer)
        : m_options(std::move(options))
        , m_consumer(std::move(consumer))
        , m_feed(std::move(decoder), m_consumer)
    {
    }

    void run(ReaderControl& control, const std::stop_token& stop) override
    {
        while (control.awaitRunning(stop)) {
            const DownloadResult result = download(control, stop);
            switch (result.end) {
            case DownloadEnd::Stopped: return;
            case DownloadEnd::Paused: break;
            case DownloadEnd::Complete:
                reportHealthy();
                m_feed.finish();
                return;
            case DownloadEnd::Failed:
                if (!recover(result, control, stop)) {
                    return;
                }
                break;
            }
        }
    }

private:
    DownloadResult download(ReaderControl& control, const std::stop_token& stop)
    {
        // Bytes of a decoded body have no place in the encoded one: then the beginning is fetched again.
        HttpDownload transfer({m_options.url, m_offset, !m_isEncoded, m_entityTag});
        const DownloadResult result =
            transfer.run(control, stop, m_options.pauseTimeout, [&](std::string_view bytes) {
                if (m_offset == 0) {
                    m_entityTag = transfer.response().entityTag();
                    m_isEncoded = transfer.response().isEncoded();
                }
                m_offset += bytes.size();
                m_numFailures = 0;
                reportHealthy();
                m_feed.feed(bytes);
            });
        return result;
    }

    /// Waits for the next try; false on a stop.
    bool recover(const DownloadResult& result, ReaderControl& control, const std::stop_token& stop)
    {
        Error error = result.error;
        error.detail = "Cannot read from " + hostOf(m_options.url) + ": " + error.detail;
        ++m_numFailures;
        if (result.mayRecover && m_numFailures < kMaxAttempts) {
            m_isHealthy = false;
            m_consumer->transportError(error);
            m_consumer->health(false, "attempt " + std::to_string(m_numFailures + 1) + " of " +
                                          std::to_string(kMaxAttempts) + ": " + error.detail);
            control.sleepWhileRunning(stop, kFirstBackoff * (1 << (m_numFailures - 1)));
            return !stop.stop_requested();
        }
        m_numFailures = 0;
        return failAndAwaitRetry(control, *m_consumer, std::move(error), stop);
    }

    void reportHealthy()
    {
        if (!m_isHealthy) {
            m_isHealthy = true;
            m_consumer->health(true, {});
        }
    }

    UrlInputOptions m_options;
    std::shared_ptr<InputConsumer> m_consumer;
    RecordFeed m_feed;
    uint64_t m_offset = 0; ///< bytes of the (decoded) body that were fed
    std::string m_entityTag;
    bool m_isEncoded = false;
    bool m_isHealthy = true;
    int m_numFailures = 0; ///< since bytes came last
};

} // namespace

std::vector<ConfigProblem> checkUrlInput(const ConnectorSpec& spec, const Schema&)
{
    return configProblems(readOptions, spec.transportConfig);
}

Result<std::unique_ptr<InputReader>> openUrlInput(const InputContext& context)
{
    MR_TRY(UrlInputOptions options, readConfig(readOptions, context.spec->transportConfig));
    MR_TRY(auto decoder, makeDecoderFor(context));
    return makeReader<UrlInput>(context.stop, std::move(options), std::move(decoder), context.consumer);
}

} // namespace millrace
