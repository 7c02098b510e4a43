// SPDX-License-Identifier: GPL-3.0-or-later
// What connectors refused or could not do, told once and summed up at the end.
#pragma once

#include "engine/api/status.h"

#include <cstdint>
#include <map>
#include <string>

namespace millrace::cli {

/// Follows the errors in status snapshots. Failed connectors are printed when they are first seen; of rejected records
/// the first places are kept, since a connector itself keeps the newest. One thread.
class Rejections {
public:
    static constexpr size_t kMaxPlaces = 10;

    void observe(const PipelineStatus& status);
    /// Something was rejected or has failed; faults that a reader recovered from do not count.
    bool any() const;
    /// Prints counts and first places to standard error.
    void printSummary() const;

private:
    struct Endpoint {
        uint64_t numRejected = 0; ///< records, and batches of an output
        uint64_t numFaults = 0;   ///< of an input's transport, from which it recovered
        uint64_t lastIndex = 0;   ///< of the errors seen
        std::vector<std::string> places;
        std::string fatal; ///< reason of the failure that was printed last
        bool hasFailed = false;
    };
    void observeErrors(Endpoint& endpoint, const std::vector<ConnectorError>& errors);
    void printIgnored() const;
    void observeFatal(Endpoint& endpoint, const std::string& name, const std::optional<Error>& fatal);

    std::map<std::string, Endpoint> m_endpoints;
    std::map<std::string, uint64_t> m_ignored; ///< by table
};

} // namespace millrace::cli
