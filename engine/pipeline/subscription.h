// SPDX-License-Identifier: GPL-3.0-or-later
// Following the change stream of a relation.
#pragma once

#include "engine/base/clock.h"
#include "engine/zset/batch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

enum class OverflowPolicy : uint8_t {
    DropOldest, ///< for eyes: the newest is kept, what was dropped is counted exactly
    Block,      ///< for files: the pipeline waits, nothing is lost
};

struct SubscribeOptions {
    bool withSnapshot = false; ///< first the rows present now (materialised relations only)
    OverflowPolicy policy = OverflowPolicy::DropOldest;
    size_t maxRows = 1'000'000;         ///< queued rows before the policy acts
    bool isKeyOrdered = false;          ///< for eyes: see orderedByKey(), where the relation has a key
};

/// The consolidated change of the relation in one step. Batches are shared, never copied.
struct StepChange {
    uint64_t step = 0; ///< of a snapshot: the last step that its rows are of
    TimestampMicros at = 0;
    bool isSnapshot = false;
    Delta delta;
};

/// What piled up since the last take().
struct StreamChunk {
    std::vector<StepChange> changes;
    uint64_t droppedRows = 0;           ///< dropped before the first of `changes`
    uint64_t droppedFirstStep = 0;
    uint64_t droppedLastStep = 0;
    bool isEnd = false;                 ///< the run has ended, nothing follows
};

/// A follower of one relation. Dropping it ends it. Never holds completion tokens back.
class Subscription {
public:
    virtual ~Subscription() = default;
    /// Takes everything queued; at once. One consuming thread.
    virtual StreamChunk take() = 0;
    /// Called from an engine thread when something came after the last take(), once until the next
    /// take(). Must return at once (post an event). Set to null before what it uses goes away; when this
    /// returns no call is running.
    virtual void setWakeup(std::function<void()> wakeup) = 0;
};

} // namespace millrace
