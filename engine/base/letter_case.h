// SPDX-License-Identifier: GPL-3.0-or-later
// Lower case of names, in every script that has one.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

/// UTF-8 text in lower case, letter by letter as Unicode has it, whatever the locale. Bytes that are no UTF-8 stay.
std::string lowerCased(std::string_view text);

} // namespace millrace
