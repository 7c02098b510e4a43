// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/nexmark/engine_run.h"

namespace millrace::bench {

Result<EngineRun> EngineRun::create(const NexmarkQuery& query, const Parallelism& parallelism)
{
    EngineRun run;
    MR_TRY(run.m_harness,
           test::SqlHarness::create(std::string(nexmarkTables()) + std::string(query.views), parallelism));
    const std::vector<sql::Relation>& relations = run.m_harness->program().relations;
    for (size_t i = 0; i < relations.size(); ++i) {
        run.m_view = relations[i].name == query.name ? i : run.m_view;
        run.m_person = relations[i].name == "person" ? i : run.m_person;
        run.m_auction = relations[i].name == "auction" ? i : run.m_auction;
        run.m_bid = relations[i].name == "bid" ? i : run.m_bid;
    }
    return run;
}

Status EngineRun::step(const EventStep& events)
{
    push(m_person, events.persons);
    push(m_auction, events.auctions);
    push(m_bid, events.bids);
    MR_CHECK(m_harness->plan().circuit.evaluate(StepContext{++m_step, 0}));
    m_harness->plan().circuit.commit();
    return {};
}

void EngineRun::push(size_t relation, const BatchPtr& rows)
{
    const plan::PlannedRelation& table = m_harness->plan().relations[relation];
    InputBatch batch;
    batch.rows = rows;
    table.input->push(std::move(batch));
    m_harness->plan().circuit.markDirty(table.node);
}

} // namespace millrace::bench
