// SPDX-License-Identifier: GPL-3.0-or-later
// The arguments of the subcommands that speak to a running instance.
#pragma once

#include "engine/cli/remote_commands.h"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace millrace::cli {

/// Adds `connector`, `token` and `query`, and runs the one that was given. Outlives the parsing.
class RemoteCommands {
public:
    void addTo(CLI::App& app);
    /// The exit code; nothing when none of them was given.
    std::optional<int> run(const CLI::App& app);

private:
    void addConnector(CLI::App& app);
    void addToken(CLI::App& app);
    void addQuery(CLI::App& app);
    void addInstance(CLI::App& command);

    InstanceOptions m_instance;
    ConnectorOptions m_connector;
    TokenOptions m_token;
    RemoteQueryOptions m_query;
    std::string m_format;
    std::string m_timeLimit;
};

} // namespace millrace::cli
