// SPDX-License-Identifier: GPL-3.0-or-later
// "Did you mean …" for names that do not exist.
#pragma once

#include "engine/base/error.h"
#include "engine/sql/diagnostic_list.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::sql {

/// The candidate with the least edits from `name`, the first of equals; empty when none is near.
std::string_view nearestName(std::string_view name, std::span<const std::string_view> candidates);

/// A note that names the nearest candidate, or no note.
std::vector<ErrorNote> suggestionNotes(std::string_view name, std::span<const std::string_view> candidates);

/// The same for one of many errors: the first ones get notes, which take time to find.
std::vector<ErrorNote> suggestionNotes(const DiagnosticList& diagnostics, std::string_view name,
                                       std::span<const std::string_view> candidates);

} // namespace millrace::sql
