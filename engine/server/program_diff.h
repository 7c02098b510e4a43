// SPDX-License-Identifier: GPL-3.0-or-later
// What changes between two compiled programs.
#pragma once

#include "engine/api/compilation.h"

#include <nlohmann/json.hpp>

namespace millrace::server {

/// The answer to `/diff`: connectors and relations that are added, removed or changed, each sorted by name. A relation
/// is changed when its schema is, or the text of its declaration; connectors are compared by what they are declared as.
nlohmann::json programDiffJson(const api::Compilation& before, std::string_view textBefore,
                               const api::Compilation& after, std::string_view textAfter);

} // namespace millrace::server
