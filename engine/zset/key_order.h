// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which a person reads a change: what went and what came of one key stand together.
#pragma once

#include "engine/zset/batch.h"

#include <span>

namespace millrace {

/// Beyond so many rows a change stays as it is: nobody reads it row by row.
constexpr size_t kMaxKeyOrderedRows = 16'384;

/// The same rows. Of keys that have rows of both signs all stand together, where the first of them stood, deletes
/// first; the rest keeps its order. `delta` itself where it is so already. Time: linear in the rows, nothing without
/// deletes.
Delta orderedByKey(const Delta& delta, std::span<const int> key);

} // namespace millrace
