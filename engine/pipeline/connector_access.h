// SPDX-License-Identifier: GPL-3.0-or-later
// What a connector touches outside of the program: the file or the host that its owner should know about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace millrace {

struct ConnectorSpec;

/// Plain value, for who decides whether a program may run.
struct ConnectorAccess {
    enum class Direction : uint8_t { Input, Output };
    enum class Kind : uint8_t {
        Nothing, ///< rows are made or dropped inside this process
        File,    ///< `resource` is a path
        Host,    ///< `resource` is `scheme://host:port` or `host:port`, without user, password and path
        Unknown, ///< a transport whose config does not tell; `resource` is empty
    };

    std::string relation;
    std::string connector;
    std::string transport;
    Direction direction = Direction::Input;
    Kind kind = Kind::Nothing;
    std::string resource;
};

/// As the connector is declared; paths are as they stand in `spec`. Any thread; no I/O.
ConnectorAccess accessOf(const ConnectorSpec& spec);
/// The same, and the certificates and keys that it reads.
std::vector<ConnectorAccess> accessesOf(const ConnectorSpec& spec);

} // namespace millrace
