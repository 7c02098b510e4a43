// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/rejections.h"

#include "engine/cli/program_file.h"

#include <algorithm>
#include <cstdio>

namespace millrace::cli {

namespace {

constexpr size_t kMaxRawBytes = 120;

/// "record 3, line 7: Value does not fit the column: … : {"part": "x"}"
std::string describe(const ConnectorError& error)
{
    std::string text;
    if (error.recordNumber != 0) {
        text += "record " + std::to_string(error.recordNumber);
    }
    if (error.line != 0) {
        text += (text.empty() ? "line " : ", line ") + std::to_string(error.line);
    }
    text += (text.empty() ? "" : ": ") + error.error.toString();
    if (!error.raw.empty()) {
        std::string raw = error.raw.substr(0, kMaxRawBytes);
        for (char& c : raw) {
            // What came from outside must not steer the terminal.
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                c = ' ';
            }
        }
        text += " in " + raw + (error.raw.size() > kMaxRawBytes ? "…" : "");
    }
    return text;
}

} // namespace

void Rejections::observeErrors(Endpoint& endpoint, const std::vector<ConnectorError>& errors)
{
    for (const ConnectorError& error : errors) {
        if (error.index <= endpoint.lastIndex) {
            continue;
        }
        endpoint.lastIndex = error.index;
        std::string place = describe(error);
        const bool isNew = std::find(endpoint.places.begin(), endpoint.places.end(), place) == endpoint.places.end();
        if (isNew && endpoint.places.size() < kMaxPlaces) {
            endpoint.places.push_back(std::move(place));
        }
    }
}

void Rejections::observeFatal(Endpoint& endpoint, const std::string& name, const std::optional<Error>& fatal)
{
    const std::string reason = fatal ? fatal->toString() : std::string();
    if (fatal && reason != endpoint.fatal) {
        printMessage("connector " + name + " failed: " + reason);
        endpoint.hasFailed = true;
    }
    endpoint.fatal = reason;
}

void Rejections::observe(const PipelineStatus& status)
{
    for (const TableStatus& table : status.tables) {
        m_ignored[table.relation] = table.numIgnored;
    }
    for (const InputStatus& input : status.inputs) {
        const std::string name = input.relation + "." + input.name;
        Endpoint& endpoint = m_endpoints[name];
        endpoint.numRejected = input.numParseErrors + input.numSetAside;
        endpoint.numFaults = input.numTransportErrors;
        observeErrors(endpoint, input.errors);
        observeFatal(endpoint, name, input.fatalError);
    }
    for (const OutputStatus& output : status.outputs) {
        const std::string name = output.relation + "." + output.name;
        Endpoint& endpoint = m_endpoints[name];
        endpoint.numRejected = output.numEncodeErrors + output.numTransportErrors;
        observeErrors(endpoint, output.errors);
        observeFatal(endpoint, name, output.fatalError);
    }
}

void Rejections::printIgnored() const
{
    for (const auto& [table, numIgnored] : m_ignored) {
        printMessage("table " + table + ": ignored " + std::to_string(numIgnored) +
                     (numIgnored == 1 ? " delete or update of an absent key" : " deletes or updates of absent keys"));
    }
}

bool Rejections::any() const
{
    for (const auto& [name, endpoint] : m_endpoints) {
        if (endpoint.numRejected != 0 || endpoint.hasFailed) {
            return true;
        }
    }
    return false;
}

void Rejections::printSummary() const
{
    printIgnored();
    for (const auto& [name, endpoint] : m_endpoints) {
        const uint64_t numErrors = endpoint.numRejected + endpoint.numFaults;
        const bool isTold = numErrors == 1 && endpoint.places.size() == 1 && endpoint.places.front() == endpoint.fatal;
        if (numErrors == 0 || isTold) {
            continue;
        }
        printMessage("connector " + name + ": " + std::to_string(numErrors) + (numErrors == 1 ? " error" : " errors"));
        for (const std::string& place : endpoint.places) {
            std::fprintf(stderr, "    %s\n", place.c_str());
        }
        if (numErrors > endpoint.places.size()) {
            std::fprintf(stderr, "    … and %llu more\n",
                         static_cast<unsigned long long>(numErrors - endpoint.places.size()));
        }
    }
}

} // namespace millrace::cli
