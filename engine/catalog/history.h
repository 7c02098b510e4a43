// SPDX-License-Identifier: GPL-3.0-or-later
// Entries of the histories that outlive a run: completed tokens and written exports.
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <string>

namespace millrace {

/// A completion token that has completed.
struct StoredToken {
    std::string token;
    std::string relation;
    std::string connector;
    uint64_t records = 0; ///< covered by it
    uint64_t step = 0;
    uint64_t errors = 0; ///< records set aside and batches not delivered meanwhile
    TimestampMicros issuedAt = 0;
    TimestampMicros completedAt = 0;
};

/// A change stream that was written to a file.
struct StoredExport {
    std::string relation;
    std::string path;
    std::string format; ///< "json" or "csv"
    uint64_t changes = 0;
    std::string error; ///< empty: it ended well
    TimestampMicros startedAt = 0;
    TimestampMicros endedAt = 0;
};

} // namespace millrace
