// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a change into pieces of bounded size, deletes first.
#pragma once

#include "engine/zset/batch.h"

#include <cstdint>
#include <deque>

namespace millrace {

/// Pieces of at most `maxRecords` records each (a row of weight 3 is 3), but a single row of more stays whole. First
/// all rows with negative weight, then the others. Whole batches are shared.
std::deque<Delta> piecesOf(const Delta& delta, uint64_t maxRecords);

} // namespace millrace
