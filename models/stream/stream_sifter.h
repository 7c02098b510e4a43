// SPDX-License-Identifier: GPL-3.0-or-later
// Filters, pairs and sums up changes on a thread of its own.
#pragma once

#include "engine/api/row_filter.h"
#include "models/bridge/frame_clock.h"
#include "models/stream/change_ring.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace millrace::models {

/// A row whose key is followed: a batch of its own, and the row in it.
using PinnedRow = std::pair<BatchPtr, uint32_t>;

/// What passes, and in what shape.
struct SiftRules {
    /// By relation: nothing passes of one without a filter. Empty: all of all passes.
    std::vector<std::optional<api::RowFilter>> filters;
    std::optional<std::pair<uint64_t, uint64_t>> steps; ///< first and last
    std::vector<int> pairKey;                           ///< columns of the key that updates are paired by; empty: none
    std::vector<int> pinKey;                            ///< columns that `pins` are compared by
    std::vector<PinnedRow> pins;                        ///< followed by their keys, whatever is filtered
    bool summarizes = false;
};

/// A step in numbers, of what passes the rules.
struct StepSummary {
    uint64_t step = 0;
    uint64_t lastStep = 0; ///< beyond `step` for a gap
    TimestampMicros at = 0;
    uint64_t inserted = 0; ///< sum of the positive weights
    uint64_t deleted = 0;
    uint64_t numRows = 0; ///< distinct rows that changed
    uint64_t missing = 0; ///< changes that were not kept: this line stands for a gap
    GapKind gap = GapKind::None;
    bool isSnapshot = false; ///< the rows that were there after `step`
};

/// A change of a pinned key.
struct PinChange {
    size_t pin = 0;
    BatchPtr batch;
    uint32_t row = 0;
    Weight weight = 0;
    uint64_t step = 0;
    TimestampMicros at = 0;
    bool isSnapshot = false;
};

struct Sifted {
    ChangeRing rows;
    std::vector<StepSummary> steps;
    std::vector<PinChange> pins;
    std::optional<Error> error; ///< the filter failed at a row; nothing follows until new rules come
};

/// Owner: GUI thread. The worker starts with the first rules; what it is given waits in a queue of at most
/// kMaxQueuedRows, beyond which the oldest become gaps with exact counts.
class StreamSifter {
public:
    static constexpr uint64_t kMaxQueuedRows = 4'000'000;

    explicit StreamSifter(FrameClock& clock);
    ~StreamSifter();
    StreamSifter(const StreamSifter&) = delete;
    StreamSifter& operator=(const StreamSifter&) = delete;

    /// Forgets what was queued and made so far, and begins anew with `rows`.
    void begin(SiftRules rules, ChangeRing rows);
    void add(ChangeRing rows);
    /// Stops; isActive() is false then.
    void end();
    bool isActive() const { return m_isActive; }
    /// Something is queued or being worked on.
    bool isBusy() const;
    /// What was made since the last call; nothing when there is nothing.
    std::optional<Sifted> take();

private:
    void run(std::stop_token stop);
    void sift(const ChangeRing& rows, SiftRules& rules, Sifted& result);
    void capQueue();

    FrameClock& m_clock;
    bool m_isActive = false;
    mutable std::mutex m_mutex; ///< guards what follows
    std::condition_variable_any m_wake;
    std::shared_ptr<SiftRules> m_rules;
    std::deque<ChangeRing> m_queue;
    uint64_t m_queuedRows = 0;
    std::optional<Sifted> m_result;
    uint64_t m_generation = 0;
    bool m_isWorking = false;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace millrace::models
