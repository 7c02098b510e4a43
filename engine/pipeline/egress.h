// SPDX-License-Identifier: GPL-3.0-or-later
// The changes of a relation, encoded, for a listener outside that counts as an output while it listens.
#pragma once

#include "engine/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

struct EgressOptions {
    std::string relation; ///< as the caller wrote it, see canonicalName()
    std::string format = "csv";
    nlohmann::json formatConfig = nlohmann::json::object();
    bool withSnapshot = false; ///< first the rows present now; materialised relations only
    bool backpressure = false; ///< true: the pipeline waits for the listener; false: what has no room is dropped
    uint64_t maxRecordsPerChunk = 10'000;
};

/// Encoded records of one step. The same step encoded in the same way for several listeners is one string.
struct EgressChunk {
    uint64_t sequence = 0; ///< from 0; a gap shows what was dropped
    uint64_t step = 0;
    bool isSnapshot = false;
    uint64_t numRecords = 0;
    std::shared_ptr<const std::string> data; ///< records as the format writes them; JSON is one array
};

/// A listener, shown among the outputs as `<relation>.api-<uuid>` and gone when dropped. Completion tokens wait for it:
/// a step counts as delivered when all its chunks were reported by delivered() (or dropped). One consuming thread.
class Egress {
public:
    /// Chunks that may wait before they are dropped, or the pipeline waits.
    static constexpr size_t kMaxQueuedChunks = 100;

    virtual ~Egress() = default;
    virtual const std::string& endpoint() const = 0;
    /// Takes what is queued, at most `maxBytes` of it (but one chunk, if there is one).
    virtual std::vector<EgressChunk> take(size_t maxBytes) = 0;
    /// Chunks up to this sequence number have left for the listener.
    virtual void delivered(uint64_t sequence) = 0;
    /// The next sequence number, used up: for a keep-alive that is numbered among the chunks.
    virtual uint64_t takeSequence() = 0;
    /// The run has ended; nothing follows what is queued.
    virtual bool isEnded() const = 0;
    /// Same contract as Subscription::setWakeup().
    virtual void setWakeup(std::function<void()> wakeup) = 0;
};

} // namespace millrace
