// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a relation's state: a long array whose copies share what did not change.
#pragma once

#include "engine/api/subscription.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace millrace::models {

/// A row that is there, or went below nothing.
struct StateRow {
    uint32_t batch = 0; ///< in StateSnapshot::batches
    uint32_t row = 0;   ///< of the batch
    Weight weight = 0;  ///< net; negative is an anomaly
    uint64_t lastStep = 0;
    uint32_t numChanges = 0; ///< stands still at its largest value
    uint32_t changedAt = 0;  ///< number of the snapshot in which it changed last
};

/// An array in chunks. share() costs a pointer a chunk; afterwards the first write to a chunk copies it. One writer;
/// what share() gave may be read and dropped by any thread meanwhile.
class StateRows {
public:
    static constexpr size_t kChunkRows = 128;

    StateRows() = default;
    StateRows(StateRows&&) = default;
    StateRows& operator=(StateRows&&) = default;

    size_t size() const { return m_size; }
    const StateRow& operator[](size_t position) const
    {
        return m_chunks[position / kChunkRows]->rows[position % kChunkRows];
    }
    StateRow& writable(size_t position);
    void push(const StateRow& row);
    void pop();
    /// What is there now, for readers.
    StateRows share();

private:
    struct Chunk {
        uint64_t epoch = 0; ///< shared when it is not the array's: no count of readers needs to be asked
        std::array<StateRow, kChunkRows> rows;
    };

    std::vector<std::shared_ptr<Chunk>> m_chunks;
    size_t m_size = 0;
    uint64_t m_epoch = 1;
};

} // namespace millrace::models
