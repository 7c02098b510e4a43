// SPDX-License-Identifier: GPL-3.0-or-later
// Counts, sizes, times and rates as text in the user's locale.
#pragma once

#include <QString>

#include <cstdint>

namespace millrace::models {

QString countText(uint64_t count);          ///< "48,112"
QString signedText(int64_t number);         ///< "+3", "-2" with the locale's signs
QString bytesText(uint64_t bytes);          ///< "1.2 MiB"
QString rateText(double perSecond);         ///< "812 k/s"; "0/s" when still
QString durationText(int64_t micros);       ///< "38 ms", "2.4 s", "1 h 03 min"
QString clockText(int64_t timestampMicros); ///< local time of day with milliseconds, for the change stream
QString dateTimeText(int64_t timestampMicros);
QString momentText(int64_t timestampMicros); ///< time of day, with the date where it is not today

} // namespace millrace::models
