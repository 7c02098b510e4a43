// SPDX-License-Identifier: GPL-3.0-or-later
// Opens the data folder at the start, and asks what to do when that fails.
#pragma once

#include "engine/api/engine.h"

#include <filesystem>
#include <memory>

namespace millrace::gui {

/// Where another process has the folder, another one can be chosen; where the catalog is damaged or of a newer
/// program, also a backup of it or an empty one. Null after the user gave up. GUI thread only.
std::unique_ptr<api::Engine> openEngine(std::filesystem::path folder);

} // namespace millrace::gui
