// SPDX-License-Identifier: GPL-3.0-or-later
// The order of the rewrites.
#include "engine/plan/aggregate_expansion.h"
#include "engine/plan/char_padding.h"
#include "engine/plan/column_pruning.h"
#include "engine/plan/constant_folding.h"
#include "engine/plan/dependent_keys.h"
#include "engine/plan/equi_keys.h"
#include "engine/plan/join_order.h"
#include "engine/plan/or_factoring.h"
#include "engine/plan/outer_join_expansion.h"
#include "engine/plan/planner.h"
#include "engine/plan/predicate_pushdown.h"
#include "engine/plan/project_merge.h"
#include "engine/plan/rank_limits.h"
#include "engine/plan/semi_join_expansion.h"
#include "engine/plan/slice_aggregates.h"
#include "engine/plan/subtree_sharing.h"

namespace millrace::plan {

sql::RelPtr optimize(const sql::RelPtr& query, const sql::Program& program)
{
    static_cast<void>(program);
    sql::RelPtr rel = foldConstants(dropCharPadding(query));
    rel = factorDisjunctions(rel);
    rel = mergeProjects(rel);
    rel = pushPredicates(rel);
    // Conditions moved into constant rows and next to others may fold further.
    rel = mergeProjects(limitRanks(foldConstants(rel)));
    rel = mergeProjects(dropDependentGroupKeys(rel));
    rel = orderJoins(rel);
    rel = dropImpliedEquiKeys(extractEquiKeys(rel));
    rel = mergeProjects(rel);
    rel = pruneColumns(rel);
    rel = mergeProjects(rel);
    rel = aggregateSlices(rel);
    // From here on parts of the query are shared, and nothing may copy them.
    rel = expandAggregates(rel);
    rel = expandSemiJoins(rel);
    rel = expandOuterJoins(rel);
    rel = shareSubtrees(rel);
    // Rewrites rename columns and know more about NULLs; what others see of the view stays as it was bound.
    auto top = std::make_shared<sql::RelNode>(*rel);
    top->schema = query->schema;
    return top;
}

} // namespace millrace::plan
