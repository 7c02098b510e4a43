// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing and choosing rows of batches by their columns: what readers of batches need of it.
#pragma once

#include "engine/zset/batch_builder.h" // IWYU pragma: export
#include "engine/zset/hash.h"          // IWYU pragma: export
