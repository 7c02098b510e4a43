// SPDX-License-Identifier: GPL-3.0-or-later
// Upper and lower case of Unicode text, independent of the user's locale.
#pragma once

#include "engine/zset/string_arena.h"

#include <string>
#include <string_view>

namespace millrace {

/// Bytes of long results go to the arena.
StringRef toUpper(const StringRef& text, StringArena& arena);
StringRef toLower(const StringRef& text, StringArena& arena);

void appendUpper(std::string& out, std::string_view text);
void appendLower(std::string& out, std::string_view text);

/// What starts a word for initial capitals.
enum class WordStart : uint8_t { AfterOther, AfterBlank }; ///< after anything but letters and digits, or after blanks
void appendInitialCapitals(std::string& out, std::string_view text, WordStart start);

} // namespace millrace
