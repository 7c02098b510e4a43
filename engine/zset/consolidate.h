// SPDX-License-Identifier: GPL-3.0-or-later
// Consolidation: equal rows of a change summed up, rows with weight 0 dropped.
#pragma once

#include "engine/base/result.h"
#include "engine/zset/batch.h"

#include <functional>

namespace millrace {

/// The same Z-set with every distinct row once and no weight 0, by hashing the rows. Rows keep the order of
/// their first occurrence; batches that are consolidated already are shared. The result's
/// `isConsolidated` is set over all its batches.
Delta consolidated(const Delta& delta);

/// All rows of a change in one batch (of any size); the batch itself when there is just one.
BatchPtr concatenated(const Delta& delta, std::span<const Physical> columns);
/// The same; the copying ends with the first error of `mayGoOn`, which is asked once a column of a batch.
Result<BatchPtr> concatenated(const Delta& delta, std::span<const Physical> columns,
                              const std::function<Status()>& mayGoOn);

} // namespace millrace
