// SPDX-License-Identifier: GPL-3.0-or-later
// Texts and numbers letter by letter as Python writes them: what existing clients of such streams have seen so far.
#pragma once

#include <string>
#include <string_view>

namespace millrace::descriptive {

/// As `json.dumps`: quotes, ASCII only, `\u00e9` and surrogate pairs for the rest. Bytes that are no UTF-8 become
/// U+FFFD.
void appendJsonDumpsString(std::string& out, std::string_view text);
/// As `repr`: single quotes unless only those are in the text; what can be printed stays, other letters are escaped.
void appendReprString(std::string& out, std::string_view text);
/// As `repr` of a finite float: `55.0`, `1e+16`, `-0.0`, the fewest digits that read back as the same double.
void appendPythonFloat(std::string& out, double value);

} // namespace millrace::descriptive
