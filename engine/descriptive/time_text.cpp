// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/time_text.h"

#include "engine/types/datetime.h"

#include <charconv>
#include <date/tz.h>

namespace millrace::descriptive {

namespace {

/// Null for UTC: also where the machine has no zones at all.
const date::time_zone* findZone(std::string_view name)
{
    try {
        if (name == "UTC" || name == "Etc/UTC") {
            return nullptr;
        }
        return name.empty() ? date::current_zone() : date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        return nullptr;
    }
}

void appendTwoDigits(std::string& out, int64_t value)
{
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
}

std::string textOfOffset(int64_t offset)
{
    std::string text(1, offset < 0 ? '-' : '+');
    const int64_t seconds = offset < 0 ? -offset : offset;
    appendTwoDigits(text, seconds / 3600);
    text += ':';
    appendTwoDigits(text, seconds / 60 % 60);
    if (seconds % 60 != 0) { // local mean time of the past
        text += ':';
        appendTwoDigits(text, seconds % 60);
    }
    return text;
}

} // namespace

TimeTypeName parseTimeTypeName(std::string_view typeName)
{
    TimeTypeName parsed;
    for (const std::string_view wrapper : {"nullable(", "low_cardinality(", "array(", "nullable("}) {
        if (typeName.starts_with(wrapper)) {
            typeName.remove_prefix(wrapper.size());
        }
    }
    parsed.isTime = typeName.starts_with("datetime");
    const size_t open = typeName.find('\'');
    const size_t close = open == std::string_view::npos ? open : typeName.find('\'', open + 1);
    if (parsed.isTime && close != std::string_view::npos) {
        parsed.zone = typeName.substr(open + 1, close - open - 1);
    }
    return parsed;
}

TimeText::TimeText(TimeStyle style, std::string_view zone)
    : m_style(style)
    , m_zone(findZone(zone))
    , m_showsOffset(!zone.empty())
{
}

void TimeText::append(std::string& out, int64_t micros)
{
    if (m_style == TimeStyle::EpochMillis) {
        char text[24];
        const int64_t millis = micros / 1000 - (micros % 1000 < 0 ? 1 : 0);
        out.append(text, std::to_chars(text, text + sizeof text, millis).ptr);
        return;
    }
    if (micros == m_micros && !m_whole.empty()) {
        out += m_whole;
        return;
    }
    const int64_t second = micros / kMicrosPerSecond - (micros % kMicrosPerSecond < 0 ? 1 : 0);
    if (second != m_second) {
        renewSecond(second);
    }
    m_whole = m_text;
    if (int64_t fraction = micros - second * kMicrosPerSecond; fraction != 0) {
        char digits[7] = {'.'};
        for (int at = 6; at > 0; --at) {
            digits[at] = static_cast<char>('0' + fraction % 10);
            fraction /= 10;
        }
        m_whole.append(digits, sizeof digits);
    }
    m_whole += m_offsetText;
    m_micros = micros;
    out += m_whole;
}

void TimeText::renewSecond(int64_t second)
{
    if (second < m_offsetBegin || second >= m_offsetEnd) {
        renewOffset(second);
    }
    m_second = second;
    m_text.clear();
    appendTimestamp(m_text, (second + m_offset) * kMicrosPerSecond, m_style == TimeStyle::Iso ? 'T' : ' ');
}

void TimeText::renewOffset(int64_t second)
{
    m_offsetBegin = INT64_MIN;
    m_offsetEnd = INT64_MAX;
    m_offset = 0;
    if (m_zone) {
        const date::sys_info info = m_zone->get_info(date::sys_seconds(std::chrono::seconds(second)));
        m_offsetBegin = info.begin.time_since_epoch().count();
        m_offsetEnd = info.end.time_since_epoch().count();
        m_offset = info.offset.count();
    }
    m_offsetText = m_showsOffset ? textOfOffset(m_offset) : std::string();
}

} // namespace millrace::descriptive
