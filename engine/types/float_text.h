// SPDX-License-Identifier: GPL-3.0-or-later
// Shortest decimal text that reads back as the same floating-point number, and the reading of such text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

/// `1.0`, `0.001`, `1.5e30`, `NaN`, `inf`, `-inf`: an exponent only beyond 16 (float: 13) digits or below 1e-5 (1e-6).
void appendDouble(std::string& out, double value);
void appendFloat(std::string& out, float value);

/// Reads a whole text as a number; blanks around it, `inf`, `infinity` and `nan` in any case are accepted.
std::optional<double> parseDouble(std::string_view text);
std::optional<float> parseFloat(std::string_view text);

} // namespace millrace
