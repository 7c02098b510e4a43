// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine says a connector or a completion token waits for, translated.
#pragma once

#include <QString>

#include <string_view>

namespace millrace::models {

/// "waits for label x of t.c", "buffer full (1,000 records)", … of InputStatus::reason and TokenStatus::waitsFor.
/// What is not known stays as the engine said it.
QString reasonText(std::string_view reason);

} // namespace millrace::models
