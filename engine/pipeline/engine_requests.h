// SPDX-License-Identifier: GPL-3.0-or-later
// What other threads ask of the thread that runs the steps, to be done between two of them.
#pragma once

#include "engine/operators/input_table.h"
#include "engine/zset/row_heap_snapshot.h"

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace millrace {

/// The rows of some relations after one step.
struct ConsistentSnapshot {
    uint64_t step = 0;
    std::vector<RowHeapSnapshot> relations;
};

/// Asks for the rows of relations, by position in the program. `done` is called once, from the engine's thread or from
/// the one that ends the run; it must return at once.
struct SnapshotRequest {
    std::vector<size_t> relations;
    std::function<void(Result<ConsistentSnapshot>)> done;
};

/// What became of rows that were inserted.
struct InsertOutcome {
    uint64_t step = 0;
    std::string token; ///< complete when every output has delivered the step
};

/// Whether an insert has begun; who asked for it may take it back until then.
class InsertClaim {
public:
    bool begin() { return change(State::Begun); }
    /// False when it has begun: it will be done.
    bool takeBack() { return change(State::TakenBack); }

private:
    enum class State : uint8_t { Waiting, Begun, TakenBack };

    bool change(State to)
    {
        State expected = State::Waiting;
        return m_state.compare_exchange_strong(expected, to);
    }

    std::atomic<State> m_state = State::Waiting;
};

/// Asks for a step of its own with these records. It is committed whole or not at all.
struct InsertRequest {
    size_t relation = 0;
    std::vector<InputBatch> records;
    std::shared_ptr<InsertClaim> claim;
    std::function<void(Result<InsertOutcome>)> done; ///< as that of SnapshotRequest; not called when taken back
};

/// The requests that wait. Any thread. The number of queries bounds it.
class EngineRequests {
public:
    /// False when the run has ended: `done` is the caller's to call.
    bool add(SnapshotRequest& request);
    bool add(InsertRequest& request);

    std::vector<SnapshotRequest> takeSnapshots();
    /// The next one that was not taken back; it has begun. Null when there is none.
    std::unique_ptr<InsertRequest> takeInsert();
    /// Refuses all that wait, and all that follow.
    void close(const Error& error);

private:
    std::mutex m_mutex;
    bool m_isClosed = false;
    std::vector<SnapshotRequest> m_snapshots;
    std::deque<InsertRequest> m_inserts;
};

} // namespace millrace
