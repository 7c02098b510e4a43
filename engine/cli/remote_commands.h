// SPDX-License-Identifier: GPL-3.0-or-later
// `millrace connector`, `token` and `query`: a running instance, told and asked over its API.
#pragma once

#include "engine/cli/api_client.h"

#include <chrono>
#include <optional>
#include <string>

namespace millrace::cli {

/// How answers are printed.
enum class AnswerFormat : uint8_t { Text, Json };

struct ConnectorOptions {
    InstanceOptions instance;
    std::string pipeline;
    std::string table;
    std::string connector;
    std::string action; ///< start, pause, stats
    AnswerFormat format = AnswerFormat::Text;
};

struct TokenOptions {
    InstanceOptions instance;
    std::string pipeline;
    std::string table;
    std::string connector;
    std::string token; ///< to ask about; empty: one is issued for the connector
    bool waits = false;
    std::optional<std::chrono::milliseconds> timeLimit; ///< of waiting
    AnswerFormat format = AnswerFormat::Text;
};

struct RemoteQueryOptions {
    InstanceOptions instance;
    std::string pipeline;
    std::string sql;
    AnswerFormat format = AnswerFormat::Text;
};

/// Each prints the answer and returns the exit code: kExitProgram when the instance refuses or does not answer.
int runConnector(const ConnectorOptions& options);
/// kExitRejected when what was waited for completed with errors, or took too long.
int runToken(const TokenOptions& options);
int runRemoteQuery(const RemoteQueryOptions& options);

} // namespace millrace::cli
