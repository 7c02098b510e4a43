// SPDX-License-Identifier: GPL-3.0-or-later
// A Nexmark query in the engine, ready to take steps of events.
#pragma once

#include "tests/bench/nexmark/queries.h"
#include "tests/support/sql_harness.h"

namespace millrace::bench {

class EngineRun {
public:
    static Result<EngineRun> create(const NexmarkQuery& query, const Parallelism& parallelism = {});

    /// From rows handed in to the change in hand, committed; the change is valid until the next step.
    Status step(const EventStep& events);
    const Delta& change() { return m_harness->plan().circuit.output(m_harness->plan().relations[m_view].node).delta; }

private:
    void push(size_t relation, const BatchPtr& rows);

    std::unique_ptr<test::SqlHarness> m_harness;
    size_t m_person = 0;
    size_t m_auction = 0;
    size_t m_bid = 0;
    size_t m_view = 0;
    uint64_t m_step = 0;
};

} // namespace millrace::bench
