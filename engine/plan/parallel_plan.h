// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrites a plan for several workers: operators become shards of operators.
#pragma once

#include "engine/operators/parted_operator.h"
#include "engine/plan/planner.h"

namespace millrace::plan {

/// For so many workers; 0 = one a processor, up to 2.
Parallelism parallelismFor(size_t workers);

/// The same plan with its operators divided into shards, where their rules allow it, and exchanges in front of those
/// whose input is not divided the way they need it. Before the first step. Rows that several keys look up, and those of
/// tables with a key and of materialised relations, stay in one store, which shards read together and one thread
/// writes. A single worker leaves the plan as it is.
IncrementalPlan parallelised(IncrementalPlan plan, const Parallelism& parallelism);

} // namespace millrace::plan
