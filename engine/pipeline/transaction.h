// SPDX-License-Identifier: GPL-3.0-or-later
// What the steps of an open transaction have changed, kept from everybody until its commit.
#pragma once

#include "engine/pipeline/step_runner.h"
#include "engine/zset/row_heap_snapshot.h"

#include <optional>
#include <vector>

namespace millrace {

/// Its steps are committed in the circuit as ever; what they changed is added up here, for the relations that somebody
/// reads. Queries go on seeing the rows that were there before, from snapshots: memory doubles for the parts of a
/// relation that change. Controller thread only.
class Transaction {
public:
    /// `isRead`: by relation, whether outputs or followers want its changes.
    Transaction(const StepRunner& runner, uint64_t stepBefore, std::vector<bool> isRead);

    /// Takes the changes of the step that was evaluated last.
    void add(StepRunner& runner);
    /// The change of all steps, consolidated. Once a relation.
    Delta takeChange(size_t relation);
    /// The rows before the transaction; nothing for a relation that keeps none.
    std::optional<RowHeapSnapshot> rowsBefore(size_t relation) const { return m_before[relation]; }
    uint64_t stepBefore() const { return m_stepBefore; }
    /// Memory of the changes, about.
    uint64_t byteSize() const { return m_bytes; }

private:
    struct Change {
        Delta delta;
        size_t numConsolidated = 0; ///< rows left by the last consolidation
        uint64_t bytes = 0;
    };

    void compact(Change& change);

    uint64_t m_stepBefore;
    std::vector<bool> m_isRead;
    std::vector<std::optional<RowHeapSnapshot>> m_before; ///< by relation
    std::vector<Change> m_changes;                        ///< by relation
    uint64_t m_bytes = 0;
};

} // namespace millrace
