// SPDX-License-Identifier: GPL-3.0-or-later
// The threads of this process, by name.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace millrace::test {

/// How many threads of the process have the name (as enterBackgroundThread() gave it) at the moment.
inline int countThreads(const std::string& name)
{
    int count = 0;
    std::error_code gone; // threads end while we look
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", gone)) {
        std::ifstream file(task.path() / "comm");
        std::string found;
        std::getline(file, found);
        count += found == name ? 1 : 0;
    }
    return count;
}

} // namespace millrace::test
