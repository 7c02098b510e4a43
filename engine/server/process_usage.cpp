// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/process_usage.h"

#include <fstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace millrace::server {

namespace {

uint64_t millisOf(const timeval& time)
{
    return static_cast<uint64_t>(time.tv_sec) * 1000 + static_cast<uint64_t>(time.tv_usec) / 1000;
}

} // namespace

ProcessUsage ProcessUsage::now()
{
    ProcessUsage usage;
    rusage used{};
    if (getrusage(RUSAGE_SELF, &used) == 0) {
        usage.cpuMillis = millisOf(used.ru_utime) + millisOf(used.ru_stime);
        usage.peakResidentBytes = static_cast<uint64_t>(used.ru_maxrss) * 1024;
    }
    std::ifstream pages("/proc/self/statm");
    uint64_t total = 0;
    uint64_t resident = 0;
    if (pages >> total >> resident) {
        usage.residentBytes = resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    }
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("Threads:", 0) == 0) {
            usage.numThreads = std::stoull(line.substr(8));
        }
    }
    return usage;
}

} // namespace millrace::server
