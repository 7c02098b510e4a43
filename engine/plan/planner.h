// SPDX-License-Identifier: GPL-3.0-or-later
// From bound program to running circuit: logical rewrites, then the incremental plan.
#pragma once

#include "engine/circuit/circuit.h"
#include "engine/operators/input_table.h"
#include "engine/plan/operator_info.h"
#include "engine/sql/program.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace::plan {

/// Where a relation lives in the circuit.
struct PlannedRelation {
    NodeId node = 0;                       ///< its output() is the relation's change; consolidate it before showing it
    InputTable* input = nullptr;           ///< tables only
    std::shared_ptr<RelationStore> store;  ///< rows, when materialised; else null
};

/// What is known of a stream without looking at rows.
struct StreamProperties {
    bool isAppendOnly = false;             ///< no row is ever taken away
    bool hasKey = false;                   ///< `key` determines the row (an empty key: at most one row)
    std::vector<int> key;
};

/// A circuit for a program; relations in the order of Program::relations.
struct IncrementalPlan {
    Circuit circuit;
    std::vector<PlannedRelation> relations;
    std::vector<std::string> nodeView;     ///< per node: name of the relation it belongs to, for errors
    std::vector<StreamProperties> properties; ///< per node
};

/// Rewrites one bound query for incremental evaluation (predicate push-down, equi keys, join order, column
/// pruning), one rule per file. Keeps the output columns.
sql::RelPtr optimize(const sql::RelPtr& query, const sql::Program& program);

/// Builds the circuit. Fails only on what the engine cannot run (kSqlUnsupported, at its place).
Result<IncrementalPlan> buildPlan(const sql::Program& program);

/// The plan as indented text: operators, keys, shared arrangements, state that grows.
std::string explain(const sql::Program& program, const IncrementalPlan& plan);
/// A bound query as indented text.
std::string explainQuery(const sql::RelNode& query, const sql::Program& program);

} // namespace millrace::plan
