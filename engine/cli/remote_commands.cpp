// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/remote_commands.h"

#include "engine/cli/change_output.h"
#include "engine/cli/command_line.h"
#include "engine/cli/program_file.h"

#include <algorithm>
#include <thread>
#include <unistd.h>

namespace millrace::cli {

namespace {

using nlohmann::json;

int fail(const Error& error)
{
    printMessage(error.detail);
    return kExitProgram;
}

std::string connectorPath(const std::string& pipeline, const std::string& table, const std::string& connector,
                          const std::string& last)
{
    return apiPath({"v0", "pipelines", pipeline, "tables", table, "connectors", connector, last});
}

/// A line a value: what people look for first, then the counters.
std::string statsText(const json& stats)
{
    const json metrics = stats.value("metrics", json::object());
    // An input that has come to its end reads no more, whether it is paused or not.
    const bool isAtEnd = metrics.value("end_of_input", json()) == true;
    std::string text = stats.value("endpoint_name", "") + ": " +
                       (isAtEnd ? "end of input" : stats.value("paused", false) ? "paused" : "running") + "\n";
    for (const auto& [name, value] : metrics.items()) {
        text += "  " + name + " " + value.dump() + "\n";
    }
    if (const json fatal = stats.value("fatal_error", json()); fatal.is_string()) {
        text += "  failed: " + fatal.get<std::string>() + "\n";
    }
    return text;
}

std::string tokenText(const json& status)
{
    std::string text = status.value("status", "");
    if (const json step = status.value("step", json()); step.is_number()) {
        text += ", step " + step.dump();
    }
    if (const json reason = status.value("waits_for", json()); reason.is_string()) {
        text += ", waits for " + reason.get<std::string>();
    }
    if (const json errors = status.value("errors", json()); errors.is_number() && errors != 0) {
        text += ", errors " + errors.dump();
    }
    return text + "\n";
}

bool isComplete(const json& status)
{
    return status.value("status", "") == "complete";
}

/// Asks until it is complete, or the time is up; the last answer.
Result<json> waitForToken(ApiClient& client, const TokenOptions& options, const std::string& path)
{
    using namespace std::chrono;
    constexpr milliseconds kLongestPause{250};
    milliseconds pause{2};
    const auto begin = steady_clock::now();
    for (;;) {
        MR_TRY(json status, client.get(path));
        if (isComplete(status) || !options.waits) {
            return status;
        }
        if (options.timeLimit && steady_clock::now() - begin >= *options.timeLimit) {
            return status;
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(kLongestPause, pause * 3 / 2);
    }
}

/// Keeps the last line of an answer: an error after the first rows stands there, since the status had left by then.
class LastLine {
public:
    void add(std::string_view bytes)
    {
        constexpr size_t kMaxKept = 4096;
        m_endsWithBreak = bytes.empty() ? m_endsWithBreak : bytes.back() == '\n';
        m_tail += bytes;
        if (m_tail.size() > 2 * kMaxKept) {
            m_tail.erase(0, m_tail.size() - kMaxKept);
        }
    }
    bool endsWithBreak() const { return m_endsWithBreak; }
    bool isError(AnswerFormat format) const
    {
        const size_t end = m_tail.find_last_not_of('\n');
        const size_t begin = end == std::string::npos ? std::string::npos : m_tail.rfind('\n', end);
        const std::string line = end == std::string::npos ? std::string() : m_tail.substr(begin + 1, end - begin);
        if (format == AnswerFormat::Text) {
            return line.rfind("ERROR: ", 0) == 0; // lines of the table begin with + or |
        }
        const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
        return object.is_object() && object.size() == 1 && object.contains("error");
    }

private:
    std::string m_tail = "\n";
    bool m_endsWithBreak = true;
};

int tellToken(const TokenOptions& options, const json& status)
{
    const bool isGood = status.value("errors", uint64_t{0}) == 0 && (isComplete(status) || !options.waits);
    return printAll(options.format == AnswerFormat::Json ? status.dump() + "\n" : tokenText(status),
                    isGood ? kExitOk : kExitRejected);
}

} // namespace

int runConnector(const ConnectorOptions& options)
{
    Result<ApiClient> client = ApiClient::open(options.instance);
    if (!client.ok()) {
        return fail(client.error());
    }
    const std::string path = connectorPath(options.pipeline, options.table, options.connector, options.action);
    if (options.action != "stats") {
        const Result<json> done = client->post(path);
        return done.ok() ? kExitOk : fail(done.error());
    }
    const Result<json> stats = client->get(path);
    if (!stats.ok()) {
        return fail(stats.error());
    }
    return printAll(options.format == AnswerFormat::Json ? stats->dump() + "\n" : statsText(*stats), kExitOk);
}

int runToken(const TokenOptions& options)
{
    Result<ApiClient> client = ApiClient::open(options.instance);
    if (!client.ok()) {
        return fail(client.error());
    }
    std::string token = options.token;
    if (token.empty()) {
        const Result<json> issued =
            client->get(connectorPath(options.pipeline, options.table, options.connector, "completion_token"));
        if (!issued.ok()) {
            return fail(issued.error());
        }
        token = issued->value("token", "");
        // At once: it can be used while this waits.
        const int printed = printAll((options.format == AnswerFormat::Json ? issued->dump() : token) + "\n", kExitOk);
        if (!options.waits || printed != kExitOk) {
            return printed;
        }
    }
    const Result<json> status =
        waitForToken(*client, options,
                     apiPath({"v0", "pipelines", options.pipeline, "completion_status"}) + "?token=" +
                         percentEncoded(token));
    return status.ok() ? tellToken(options, *status) : fail(status.error());
}

int runRemoteQuery(const RemoteQueryOptions& options)
{
    Result<ApiClient> client = ApiClient::open(options.instance);
    if (!client.ok()) {
        return fail(client.error());
    }
    const std::string format = options.format == AnswerFormat::Json ? "json" : "text";
    LastLine last;
    BufferedOutput output(STDOUT_FILENO);
    const Status done = client->stream(apiPath({"v0", "pipelines", options.pipeline, "query"}) + "?format=" + format +
                                           "&sql=" + percentEncoded(options.sql),
                                       [&](std::string_view bytes) {
                                           last.add(bytes);
                                           output.buffer() += bytes;
                                           output.flush(); // the next piece may be long in coming
                                           return !output.hasFailed();
                                       });
    if (!done.ok()) {
        return fail(done.error());
    }
    output.buffer() += last.endsWithBreak() ? "" : "\n";
    output.flush();
    return exitCodeOf(output, last.isError(options.format) ? kExitProgram : kExitOk);
}

} // namespace millrace::cli
