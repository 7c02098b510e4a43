// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/pipeline_log.h"

#include "engine/pipeline/error_ring.h"

#include <algorithm>

namespace millrace {

std::string_view logLevelName(LogLevel level)
{
    switch (level) {
    case LogLevel::Info: return "INFO";
    case LogLevel::Warning: return "WARN";
    case LogLevel::Error: return "ERROR";
    }
    return "";
}

void PipelineLog::add(TimestampMicros at, LogLevel level, std::string text)
{
    capText(text, kMaxTextBytes);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    {
        std::lock_guard lock(m_mutex);
        m_bytes += text.size();
        m_lines.push_back({m_nextIndex++, at, level, std::move(text)});
        while (m_lines.size() > kMaxLines || m_bytes > kMaxBytes) {
            m_bytes -= m_lines.front().text.size();
            m_lines.pop_front();
        }
    }
    std::lock_guard lock(m_listenerMutex);
    for (const auto& [id, listener] : m_listeners) {
        listener();
    }
}

std::vector<LogLine> PipelineLog::linesFrom(uint64_t index, size_t maxLines) const
{
    std::lock_guard lock(m_mutex);
    const uint64_t first = m_nextIndex - m_lines.size();
    const size_t begin = index <= first ? 0 : std::min<uint64_t>(index - first, m_lines.size());
    const size_t count = std::min(maxLines, m_lines.size() - begin);
    const auto from = m_lines.begin() + static_cast<std::ptrdiff_t>(begin);
    return {from, from + static_cast<std::ptrdiff_t>(count)};
}

uint64_t PipelineLog::nextIndex() const
{
    std::lock_guard lock(m_mutex);
    return m_nextIndex;
}

int PipelineLog::addListener(std::function<void()> listener)
{
    std::lock_guard lock(m_listenerMutex);
    m_listeners.emplace(m_nextListener, std::move(listener));
    return m_nextListener++;
}

void PipelineLog::removeListener(int id)
{
    std::lock_guard lock(m_listenerMutex);
    m_listeners.erase(id);
}

} // namespace millrace
