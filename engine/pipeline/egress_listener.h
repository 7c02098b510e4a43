// SPDX-License-Identifier: GPL-3.0-or-later
// One listener of a group, as the group keeps it.
#pragma once

#include "engine/pipeline/egress.h"
#include "engine/pipeline/egress_snapshot.h"
#include "engine/pipeline/wakeup.h"

#include <atomic>
#include <deque>
#include <memory>
#include <string>

namespace millrace {

/// Plain state. But for what is constant or has a guard of its own, it is guarded by its group's mutex.
struct EgressListener {
    /// Chunks taken that have not been reported yet.
    struct Taken {
        uint64_t sequence = 0;
        uint64_t chunk = 0; ///< position in the group
        uint64_t numRecords = 0;
        uint64_t numBytes = 0;
    };
    enum class Stage : uint8_t { Waiting, Listening, Gone };

    std::string endpoint; ///< `<relation>.api-<uuid>`
    std::string name;     ///< `api-<uuid>`
    bool hasBackpressure = false;
    bool wantsSnapshot = false;
    Wakeup wakeup;
    std::atomic<bool> isAnnounced = false; ///< the wake-up was called after the last take()

    Stage stage = Stage::Waiting;
    std::shared_ptr<EgressSnapshot> snapshot; ///< until it is taken
    uint64_t next = 0;                        ///< chunk of the group to take next
    uint64_t nextSequence = 0;
    std::deque<Taken> taken;
    uint64_t transmittedRecords = 0;
    uint64_t transmittedBytes = 0;
    uint64_t droppedChunks = 0;
    uint64_t snapshotErrors = 0;

    /// The first chunk that is not done with.
    uint64_t firstOpen() const { return taken.empty() ? next : taken.front().chunk; }
    /// Whether dropping its chunks finishes them.
    bool isDroppable() const { return !hasBackpressure && taken.empty(); }
};

} // namespace millrace
