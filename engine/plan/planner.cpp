// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/planner.h"

#include "engine/plan/plan_builder.h"

namespace millrace::plan {

Result<IncrementalPlan> buildPlan(const sql::Program& program)
{
    return PlanBuilder(program).build();
}

} // namespace millrace::plan
