// SPDX-License-Identifier: GPL-3.0-or-later
// Runs single steps of a circuit, and finds the record on which one fails.
#pragma once

#include "engine/pipeline/operator_status.h"
#include "engine/plan/planner.h"

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace millrace {

/// Records of one table in a step; several pieces in order of arrival make the step's input.
struct StepPiece {
    size_t relation = 0;
    InputBatch records; ///< rows may be null: places without rows
    size_t numRecords = 0;
};

/// Why a step cannot be committed. The circuit is as before it.
struct StepFailure {
    Error error;
    std::string view; ///< where it happened, or empty
    std::optional<size_t>
        record; ///< the first one with which the step fails, counted over all pieces; none: it fails without input
};

/// The circuit of a run with its sources and relations. Controller thread only.
class StepRunner {
public:
    explicit StepRunner(plan::IncrementalPlan plan);

    /// Evaluates a step. Without failure the changes can be read, and commit() has to follow. Else the smallest failing
    /// prefix of the records is found by bisection: about log2(n) evaluations, each rolled back; a stop request ends
    /// the search early, without a record.
    std::optional<StepFailure> evaluate(const StepContext& context, std::span<const StepPiece> pieces,
                                        uint64_t memoryLimitBytes, const std::stop_token& stop);
    /// The consolidated change of a relation in the evaluated step; made when first asked for.
    const Delta& change(size_t relation);
    /// Its rows before consolidation.
    size_t numChanges(size_t relation) const;
    void commit();
    /// Deletes and updates of a table whose key was absent, in all committed steps; 0 for views.
    uint64_t numIgnored(size_t relation) const;

    /// The rows of a relation after the last committed step; null pointer when it keeps none.
    RelationStore* store(size_t relation) const { return m_plan.relations[relation].store.get(); }
    /// The columns that determine a row of a relation; null pointer when none are known.
    const std::vector<int>* key(size_t relation) const;
    size_t numRelations() const { return m_plan.relations.size(); }
    uint64_t stateBytes() const { return m_plan.circuit.stateBytes(); }
    OperatorList operators() const;

private:
    /// Evaluates the first `numRecords` records.
    Status evaluatePrefix(const StepContext& context, std::span<const StepPiece> pieces, size_t numRecords);
    bool failsOn(const StepContext& context, std::span<const StepPiece> pieces, size_t numRecords,
                 StepFailure& failure);
    std::string failedView() const;

    plan::IncrementalPlan m_plan;
    std::vector<std::optional<Delta>> m_changes; ///< by relation, as far as asked for in this step
};

} // namespace millrace
