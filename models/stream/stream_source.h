// SPDX-License-Identifier: GPL-3.0-or-later
// The subscriptions behind a change stream: one per relation, drained together in the order of steps.
#pragma once

#include "engine/api/pipeline.h"
#include "models/bridge/frame_clock.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace millrace::models {

/// What came of one relation: a change, or (rows == 0 in `change`) a loss that precedes what follows.
struct StreamArrival {
    uint16_t relation = 0; ///< index in the requests given to open()
    StepChange change;
    uint64_t droppedRows = 0; ///< a loss when not 0
    uint64_t droppedFirstStep = 0;
    uint64_t droppedLastStep = 0;
};

/// Owns subscriptions and asks the frame clock for a frame when something came. GUI thread only.
class StreamSource {
public:
    explicit StreamSource(FrameClock& clock);
    ~StreamSource();
    StreamSource(const StreamSource&) = delete;
    StreamSource& operator=(const StreamSource&) = delete;

    /// Subscribes to all relations, DropOldest; replaces what was open. On a failure nothing is open.
    struct Request {
        std::string relation;
        bool withSnapshot = false;
    };
    Status open(api::Pipeline& pipeline, const std::vector<Request>& requests, size_t maxQueuedRows);
    void close();
    bool isOpen() const { return !m_feeds.empty(); }

    /// Everything that came since the last call, by step over all relations; with several relations the newest
    /// step may wait for the next frame, until every relation's part of it is there.
    std::vector<StreamArrival> drain();
    /// True once every subscription has ended and was drained.
    bool hasEnded() const;

private:
    struct Feed {
        std::shared_ptr<Subscription> subscription;
        bool hasEnded = false;
    };
    void takeAll(std::vector<StreamArrival>& arrivals, uint64_t& newestStep);

    FrameClock& m_clock;
    std::vector<Feed> m_feeds;
    std::vector<StreamArrival> m_waiting; ///< of steps whose other relations may still be missing
    std::atomic<bool> m_isDirty{false};
};

} // namespace millrace::models
