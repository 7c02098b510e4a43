// SPDX-License-Identifier: GPL-3.0-or-later
// What a Nexmark query has to do at least: a hand-written loop a query, the yardstick of the engine's cost.
#pragma once

#include "tests/bench/nexmark/events.h"
#include "tests/bench/nexmark/output_rows.h"

#include <memory>
#include <string_view>

namespace millrace::bench {

/// One query by hand, incremental like the engine: a step of events in, the exact change of the view out. The state is
/// what the query needs when any row may come at any time (a bid before its auction, a person twice) and none is ever
/// taken back; tables are sized for the run in advance. One thread.
///
/// Texts are taken as references into the events' memory, which outlives the floor; the engine may not assume that.
class Floor {
public:
    virtual ~Floor() = default;
    /// The change stays valid until the next call.
    virtual OutputRows& step(const EventStep& events) = 0;
};

using FloorPtr = std::unique_ptr<Floor>;

// A floor each query, by its shape. `events` tells how large tables have to be.
FloorPtr makeQ0Floor(const NexmarkEvents& events);
FloorPtr makeQ1Floor(const NexmarkEvents& events);
FloorPtr makeQ2Floor(const NexmarkEvents& events);
FloorPtr makeQ3Floor(const NexmarkEvents& events);
FloorPtr makeQ4Floor(const NexmarkEvents& events);
FloorPtr makeQ5Floor(const NexmarkEvents& events);
FloorPtr makeQ7Floor(const NexmarkEvents& events);
FloorPtr makeQ8Floor(const NexmarkEvents& events);
FloorPtr makeQ9Floor(const NexmarkEvents& events);
FloorPtr makeQ12Floor(const NexmarkEvents& events);
FloorPtr makeQ14Floor(const NexmarkEvents& events);
FloorPtr makeQ15Floor(const NexmarkEvents& events);
FloorPtr makeQ16Floor(const NexmarkEvents& events);
FloorPtr makeQ17Floor(const NexmarkEvents& events);
FloorPtr makeQ18Floor(const NexmarkEvents& events);
FloorPtr makeQ19Floor(const NexmarkEvents& events);
FloorPtr makeQ20Floor(const NexmarkEvents& events);
FloorPtr makeQ21Floor(const NexmarkEvents& events);
FloorPtr makeQ22Floor(const NexmarkEvents& events);

} // namespace millrace::bench
