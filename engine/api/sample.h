// SPDX-License-Identifier: GPL-3.0-or-later
// The sample pipelines that are shipped with the program.
#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace::api {

/// A shipped program. Its connectors name files relative to `folder`.
struct Sample {
    std::string name; ///< also the name of the pipeline made of it
    std::string program;
    std::string folder; ///< absolute
};

/// Reads `<samples>/<name>/program.sql`; kIoOpen when it is not there. The samples stand in `../share/millrace/samples`
/// beside the folder of the executable, or in the source tree that it was built in. Any thread.
Result<Sample> loadSample(std::string_view name);

/// What the console opens on the first time.
constexpr std::string_view kFirstSample = "supply-chain";

} // namespace millrace::api
