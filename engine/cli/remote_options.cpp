// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/remote_options.h"

#include "engine/cli/run_command.h"

#include <CLI/CLI.hpp>

namespace millrace::cli {

namespace {

constexpr const char* kConnectorDetails =
    "start and pause say nothing when they worked. stats prints what the connector has read, what is buffered and\n"
    "whether its input has ended. A connector without a name is unnamed-0, unnamed-1, … of its table.\n"
    "Exit codes: 0 done; 1 the instance refuses or does not answer; 2 wrong arguments.";

constexpr const char* kTokenDetails =
    "Prints a completion token: a receipt for all that the connector has read. With --wait it returns once that has\n"
    "gone through the views and every output has delivered it.\n"
    "  millrace token shop orders file --wait       read, computed and delivered\n"
    "  millrace token status shop TOKEN             complete or in progress, and what it waits for\n"
    "Exit codes: 0 done; 1 the instance refuses or does not answer; 2 wrong arguments; 3 it took longer than\n"
    "            --timeout, or completed with errors.";

constexpr const char* kQueryDetails =
    "Runs one statement over the rows that the pipeline has now: SELECT, INSERT INTO a table, EXPLAIN. Tables with a\n"
    "key and materialized views can be read.\n"
    "  millrace query shop \"SELECT * FROM totals ORDER BY total DESC LIMIT 10\"\n"
    "Exit codes: 0 done; 1 the statement is wrong or failed, or the instance does not answer; 2 wrong arguments.";

std::string toDuration(std::string& text)
{
    return parseDuration(text) ? std::string() : "not a time (write 250ms, 10s, 5m or 1h): " + text;
}

void addFormat(CLI::App& command, std::string& format)
{
    command.add_option("--format", format, "text, for people, or json")
        ->type_name("text|json")
        ->check(CLI::IsMember({"text", "json"}));
}

} // namespace

void RemoteCommands::addTo(CLI::App& app)
{
    addConnector(app);
    addToken(app);
    addQuery(app);
}

void RemoteCommands::addInstance(CLI::App& command)
{
    command.add_option("--host", m_instance.host, "Where the instance is (127.0.0.1); https://NAME where it encrypts")
        ->type_name("HOST");
    command.add_option("--port", m_instance.port, "Its port (8080)")->type_name("N")->check(CLI::Range(1, 65535));
    command.add_option("--token-file", m_instance.tokenFile, "Send the token in this file")->type_name("FILE");
    command.add_option("--tls-cert", m_instance.certificateFile, "Trust the certificates in this file (PEM)")
        ->type_name("FILE");
}

void RemoteCommands::addConnector(CLI::App& app)
{
    CLI::App* connector = app.add_subcommand("connector", "Start, pause or watch a connector of a running instance");
    connector->footer(kConnectorDetails);
    connector->add_option("PIPELINE", m_connector.pipeline, "Name of the pipeline")->required();
    connector->add_option("TABLE", m_connector.table, "Name of the table")->required();
    connector->add_option("NAME", m_connector.connector, "Name of the connector")->required();
    connector->add_option("ACTION", m_connector.action, "start, pause or stats")
        ->required()
        ->check(CLI::IsMember({"start", "pause", "stats"}));
    addFormat(*connector, m_format);
    addInstance(*connector);
}

void RemoteCommands::addToken(CLI::App& app)
{
    CLI::App* token = app.add_subcommand("token", "Issue a completion token of a running instance, or ask about one");
    token->footer(kTokenDetails);
    token->add_option("PIPELINE", m_token.pipeline, "Name of the pipeline");
    token->add_option("TABLE", m_token.table, "Name of the table");
    token->add_option("CONNECTOR", m_token.connector, "Name of the connector");
    token->require_subcommand(0, 1);
    CLI::App* status = token->add_subcommand("status", "What has become of a token");
    status->add_option("PIPELINE", m_token.pipeline, "Name of the pipeline")->required();
    status->add_option("TOKEN", m_token.token, "The token")->required();
    for (CLI::App* command : {token, status}) {
        command->add_flag("--wait", m_token.waits, "Return once it is complete");
        command->add_option("--timeout", m_timeLimit, "Wait no longer than this: 250ms, 10s, 5m, 1h")
            ->type_name("TIME")
            ->check(CLI::Validator(toDuration, ""));
        addFormat(*command, m_format);
        addInstance(*command);
    }
    token->callback([token, this] {
        if (!token->got_subcommand("status") && m_token.connector.empty()) {
            throw CLI::RequiredError("PIPELINE TABLE CONNECTOR");
        }
    });
}

void RemoteCommands::addQuery(CLI::App& app)
{
    CLI::App* query = app.add_subcommand("query", "Run a statement over the rows of a running instance");
    query->footer(kQueryDetails);
    query->add_option("PIPELINE", m_query.pipeline, "Name of the pipeline")->required();
    query->add_option("SQL", m_query.sql, "The statement")->required();
    addFormat(*query, m_format);
    addInstance(*query);
}

std::optional<int> RemoteCommands::run(const CLI::App& app)
{
    const AnswerFormat format = m_format == "json" ? AnswerFormat::Json : AnswerFormat::Text;
    m_connector.instance = m_token.instance = m_query.instance = m_instance;
    m_connector.format = m_token.format = m_query.format = format;
    if (app.got_subcommand("connector")) {
        return runConnector(m_connector);
    }
    if (app.got_subcommand("token")) {
        m_token.timeLimit = m_timeLimit.empty() ? std::nullopt : parseDuration(m_timeLimit);
        return runToken(m_token);
    }
    if (app.got_subcommand("query")) {
        return runRemoteQuery(m_query);
    }
    return std::nullopt;
}

} // namespace millrace::cli
