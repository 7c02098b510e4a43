// SPDX-License-Identifier: GPL-3.0-or-later
// Folds the change stream of a relation into its rows, on a thread of its own.
#pragma once

#include "engine/api/pipeline.h"
#include "models/bridge/frame_clock.h"
#include "models/stream/row_copier.h"
#include "models/stream/state_index.h"
#include "models/stream/state_order.h"
#include "models/stream/state_rows.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace millrace::models {

/// Immutable and shared with the worker.
struct StateSnapshot {
    StateRows rows; ///< in order of appearance; one that goes makes room for the last
    std::vector<BatchPtr> batches;
    uint64_t number = 0;     ///< grows with each snapshot
    uint64_t step = 0;       ///< newest step in it
    uint64_t beganAfter = 0; ///< the step of the rows that were there at the start; theirs are told as 0
    uint64_t numDropped = 0; ///< changes that the subscription dropped: what they were about may be wrong
    uint64_t numBeyond = 0;  ///< rows that found no room, since kMaxRows are there
    bool hasEnded = false;   ///< the run is over
    bool beganWithSnapshot = false;
    size_t numPassing = 0;            ///< rows that pass the filter; all without one
    bool isChosen = false;            ///< ordered or filtered: only `chosen` is shown
    std::vector<uint32_t> chosen;     ///< positions; with an order at most kMaxSorted
    std::optional<Error> filterError; ///< the filter failed at a row: no row is shown

    const Batch& batchOf(const StateRow& row) const { return *batches[row.batch]; }
    size_t numShown() const { return isChosen ? chosen.size() : rows.size(); }
    const StateRow& shown(size_t position) const { return rows[isChosen ? chosen[position] : position]; }
};

/// Subscribes when it is made. Snapshots are made at most four times a second and only after changes, and less often
/// where making them takes long; a frame is asked for with each. open() and snapshot(): the owner's thread.
class RelationState {
public:
    static constexpr size_t kMaxRows = 16'000'000;
    static constexpr size_t kMaxSorted = 10'000;
    static constexpr int kMinGapMs = 250;

    /// Rows are told apart by `key`, by all columns when it is empty.
    static Result<std::unique_ptr<RelationState>> open(api::Pipeline& pipeline, const RelationInfo& relation,
                                                       std::vector<int> key, FrameClock& clock);
    ~RelationState();

    /// Sorts the next snapshots, on the worker. Nothing = in order of appearance.
    void setOrder(std::optional<StateOrder> order);
    /// Filters the next snapshots, on the worker, who alone uses it from now on. Null = all rows.
    void setFilter(std::unique_ptr<StateFilter> filter);
    /// The newest one; null before the first.
    std::shared_ptr<const StateSnapshot> snapshot() const;

private:
    /// Rows of a change that are folded together.
    struct Piece {
        BatchPtr batch;
        uint64_t step = 0;
    };

    RelationState(std::shared_ptr<Subscription> subscription, const RelationInfo& relation, std::vector<int> key,
                  FrameClock& clock);
    void run(std::stop_token stop);
    bool takeNews();
    void fold(const StepChange& change);
    void foldCopied();
    void foldRows(const Batch& weights, uint32_t batch, uint32_t firstRow, uint64_t step);
    void foldRow(uint32_t batch, uint32_t row, Weight weight, uint64_t hash, uint64_t step);
    void removeRow(uint32_t position);
    void publish(const std::optional<StateOrder>& order);
    void choose(const std::optional<StateOrder>& order, StateSnapshot& snapshot);
    void lookAgain();
    void compact();

    FrameClock& m_clock;
    std::shared_ptr<Subscription> m_subscription;
    const Schema m_schema;
    std::vector<int> m_columns; ///< that rows are told apart by
    StateSnapshot m_state;
    StateIndex m_index;
    std::vector<uint32_t> m_gone; ///< positions whose weight has become 0 since the last publish()
    std::vector<Piece> m_small;   ///< to be copied into a batch of their own
    size_t m_numSmallRows = 0;
    uint64_t m_numBatchRows = 0;    ///< rows of all batches, whether they stand for something or not
    std::vector<uint64_t> m_hashes; ///< scratch
    RowCopier m_copier;
    std::unique_ptr<StateFilter> m_filter;

    mutable std::mutex m_mutex; ///< guards what follows
    std::condition_variable_any m_wake;
    bool m_hasNews = true;
    bool m_hasNewRules = false; ///< order or filter
    std::optional<StateOrder> m_order;
    std::optional<std::unique_ptr<StateFilter>> m_newFilter; ///< for the worker to take
    std::shared_ptr<const StateSnapshot> m_published;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace millrace::models
