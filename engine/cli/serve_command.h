// SPDX-License-Identifier: GPL-3.0-or-later
// `millrace serve`: the API over the network, without a window.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace millrace::cli {

struct ServeOptions {
    std::vector<std::string> files; ///< programs that run from the start
    std::vector<std::string> hosts; ///< addresses; empty = loopback
    uint16_t port = 8080;
    std::vector<std::string> names;
    std::string dataFolder;  ///< empty = the usual one
    bool isVolatile = false; ///< nothing is stored
    std::string tokenFile;
    std::string certificateFile;
    std::string keyFile;
    bool allowsPlainText = false;
};

/// Serves until a signal, and returns the exit code.
int runServe(const ServeOptions& options, const std::string& version);

} // namespace millrace::cli
