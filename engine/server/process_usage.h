// SPDX-License-Identifier: GPL-3.0-or-later
// What this process uses of the machine.
#pragma once

#include <cstdint>

namespace millrace::server {

/// As the system counts it; 0 where it does not say. Any thread.
struct ProcessUsage {
    uint64_t residentBytes = 0;
    uint64_t peakResidentBytes = 0;
    uint64_t cpuMillis = 0; ///< of all threads, user and system
    uint64_t numThreads = 0;

    static ProcessUsage now();
};

} // namespace millrace::server
