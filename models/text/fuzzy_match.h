// SPDX-License-Identifier: GPL-3.0-or-later
// How well a name fits what was typed of it.
#pragma once

#include <QString>

#include <optional>

namespace millrace::models {

/// Higher is better; nothing when the letters of `pattern` are not all there in this order. Begins of words, letters
/// side by side and short texts are worth more. Case and spaces of the pattern do not count; empty fits all.
std::optional<int> fuzzyScore(const QString& pattern, const QString& text);

} // namespace millrace::models
