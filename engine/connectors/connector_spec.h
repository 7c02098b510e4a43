// SPDX-License-Identifier: GPL-3.0-or-later
// A connector as declared in SQL: the generic attributes, checked, with their places.
#pragma once

#include "engine/sql/program.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace millrace {

enum class Direction : uint8_t { Input, Output };

/// One connector of a relation; see docs/connectors.md for the attributes.
struct ConnectorSpec {
    std::string relation; ///< canonical name
    std::string name;     ///< declared, or "unnamed-<i>"
    bool hasDeclaredName = false;
    Direction direction = Direction::Input;
    std::string transport;
    nlohmann::json transportConfig = nlohmann::json::object();
    std::optional<std::string> format;
    nlohmann::json formatConfig = nlohmann::json::object();
    std::string index;           ///< of an output: name of an index of its view; empty without one
    std::vector<int> keyColumns; ///< of that index
    bool paused = false;
    std::vector<std::string> labels;
    std::vector<std::string> startAfter;
    uint64_t maxBatchSize = 0; ///< records per step; 0 = 10,000
    uint64_t maxQueuedRecords = 1'000'000;
    uint64_t maxQueuedBytes = 1'000'000'000;
    /// Changes of several steps are added up before they are sent.
    struct OutputBuffer {
        uint64_t maxMillis = 10'000;      ///< of the oldest change in it
        uint64_t maxRecords = 10'000'000; ///< then it is sent
    };
    std::optional<OutputBuffer> outputBuffer;
    bool sendsSnapshot = false; ///< of an output: begins with the rows of the view, whenever it opens
    SourceSpan span; ///< of the connector object in the program

    /// "relation.name".
    std::string endpointName() const { return relation + "." + name; }
};

/// The checked connectors of a program. Errors and warnings (unknown keys, unmatched labels, unnamed
/// connectors) are appended to `diagnostics` at their place inside the JSON text.
std::vector<ConnectorSpec> parseConnectors(const sql::Program& program, std::vector<sql::Diagnostic>& diagnostics);

} // namespace millrace
