// SPDX-License-Identifier: GPL-3.0-or-later
// Folds the change stream of a relation into its rows, on a thread of its own.
#pragma once

#include "engine/api/pipeline.h"
#include "models/bridge/frame_clock.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace millrace::models {

/// A row that is there, or went below nothing.
struct StateRow {
    BatchPtr batch;
    uint32_t row = 0;
    Weight weight = 0; ///< net; negative is an anomaly
    uint64_t lastStep = 0;
    uint64_t numChanges = 0;
    uint64_t changedAt = 0; ///< number of the snapshot in which it changed last
};

/// Immutable and shared with the worker.
struct StateSnapshot {
    std::vector<StateRow> rows; ///< in order of appearance; one that goes makes room for the last
    uint64_t number = 0;        ///< grows with each snapshot
    uint64_t step = 0;          ///< newest step in it
    uint64_t numDropped = 0;    ///< changes that the subscription dropped: what they were about may be wrong
    uint64_t numBeyond = 0;     ///< rows that found no room, since kMaxRows are there
    bool hasEnded = false;      ///< the run is over
    bool beganWithSnapshot = false;
};

/// Subscribes when it is made. Snapshots are made at most four times a second and only after changes; a frame is
/// asked for with each. take() and the constructor: the owner's thread.
class RelationState {
public:
    static constexpr size_t kMaxRows = 1'000'000;
    static constexpr int kMinGapMs = 250;

    /// Rows are told apart by `key`, by all columns when it is empty.
    static Result<std::unique_ptr<RelationState>> open(api::Pipeline& pipeline, const RelationInfo& relation,
                                                       std::vector<int> key, FrameClock& clock);
    ~RelationState();

    /// The newest one; null before the first.
    std::shared_ptr<const StateSnapshot> snapshot() const;

private:
    RelationState(std::shared_ptr<Subscription> subscription, const RelationInfo& relation, std::vector<int> key,
                  FrameClock& clock);
    void run(std::stop_token stop);
    void fold(const StepChange& change);
    void foldRow(const BatchPtr& batch, uint32_t row, uint64_t hash, uint64_t step);
    void removeRow(size_t position, uint64_t hash);
    void publish();
    void compact();

    FrameClock& m_clock;
    std::shared_ptr<Subscription> m_subscription;
    std::vector<int> m_columns; ///< that rows are told apart by
    StateSnapshot m_state;
    std::vector<uint64_t> m_hashes; ///< beside m_state.rows
    std::unordered_multimap<uint64_t, size_t> m_byHash;
    uint64_t m_pinnedRows = 0; ///< rows of all batches that came since the last compact()

    mutable std::mutex m_mutex; ///< guards what follows
    std::condition_variable_any m_wake;
    bool m_hasNews = true;
    std::shared_ptr<const StateSnapshot> m_published;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace millrace::models
