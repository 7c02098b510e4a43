// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to a pipeline, in lines for people.
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace millrace {

enum class LogLevel : uint8_t { Info, Warning, Error };

/// "INFO", "WARN", "ERROR".
std::string_view logLevelName(LogLevel level);

struct LogLine {
    uint64_t index = 0; ///< from 1; a gap shows what was dropped
    TimestampMicros at = 0;
    LogLevel level = LogLevel::Info;
    std::string text; ///< without line ends
};

/// Keeps the newest lines; outlives the runs of its pipeline. Any thread.
class PipelineLog {
public:
    static constexpr size_t kMaxLines = 50'000;
    static constexpr size_t kMaxBytes = 1'000'000; ///< of the texts
    static constexpr size_t kMaxTextBytes = 4096;  ///< of one; its middle is cut out

    void add(TimestampMicros at, LogLevel level, std::string text);
    /// The lines from this index on that are kept, oldest first.
    std::vector<LogLine> linesFrom(uint64_t index, size_t maxLines = kMaxLines) const;
    /// The index of the next line to come.
    uint64_t nextIndex() const;

    /// Called after each line, from the thread that wrote it; must return at once, and not log. An id for removal.
    int addListener(std::function<void()> listener);
    /// When this returns no call of the listener is running. Not from a listener.
    void removeListener(int id);

private:
    mutable std::mutex m_mutex; ///< a leaf
    std::deque<LogLine> m_lines;
    size_t m_bytes = 0;
    uint64_t m_nextIndex = 1;

    std::mutex m_listenerMutex; ///< held while listeners run; never with m_mutex
    std::map<int, std::function<void()>> m_listeners;
    int m_nextListener = 1;
};

} // namespace millrace
