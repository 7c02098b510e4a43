// SPDX-License-Identifier: GPL-3.0-or-later
// Notes bad records in a decoder's result, within its bounds.
#pragma once

#include "engine/formats/decoder.h"

#include <string>
#include <string_view>

namespace millrace {

/// `text`, its middle cut out beyond 8 KiB.
std::string excerptOf(std::string_view text);

/// Counts the error, and describes it with the record's text as long as there is room.
void addRecordError(DecodedChunk& out, RecordError error, std::string_view text);

} // namespace millrace
