// SPDX-License-Identifier: GPL-3.0-or-later
// Identifiers that sort by the time they were made.
#pragma once

#include "engine/base/clock.h"

#include <string>
#include <string_view>

namespace millrace::server {

/// A uuid (version 7), canonical and in lower case: those of later microseconds are greater as text. Any thread.
std::string makeTimeUuid(TimestampMicros at = Clock::system().now());
bool isUuid(std::string_view text);

/// RFC 3339 in UTC, to the microsecond: "2024-01-31T12:00:00.000001Z".
std::string toRfc3339(TimestampMicros at);

} // namespace millrace::server
