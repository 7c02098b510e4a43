// SPDX-License-Identifier: GPL-3.0-or-later
// Writing JSON text.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

/// Appends `text` (UTF-8) as a JSON string with its quotes.
void appendJsonString(std::string& out, std::string_view text);

} // namespace millrace
