// SPDX-License-Identifier: GPL-3.0-or-later
// A query's thread: snapshot, evaluation, order and limits, rows to whoever takes them.
#pragma once

#include "engine/pipeline/engine_requests.h"
#include "engine/pipeline/query_guard.h"
#include "engine/pipeline/result_queue.h"
#include "engine/pipeline/result_sorter.h"
#include "engine/plan/adhoc_plan.h"

#include <atomic>
#include <optional>
#include <string>

namespace millrace {

/// The pipeline as queries see it. Both may be called when the run has ended: `done` then tells.
struct QueryAccess {
    std::function<void(SnapshotRequest)> takeSnapshot;
    std::function<void(InsertRequest)> insert;
};

/// Runs one statement. run() is called once, by a thread of the query's own; the rest by any thread.
class QueryRun final : public Query {
public:
    QueryRun(sql::AdHocStatement statement, plan::AdHocPlan plan, const QueryOptions& options, QueryAccess access);

    const Schema& schema() const override { return m_schema; }
    QueryChunk take() override { return m_queue.take(); }
    QueryChunk wait(std::chrono::milliseconds timeout) override { return m_queue.wait(timeout); }
    void setWakeup(std::function<void()> wakeup) override { m_queue.setWakeup(std::move(wakeup)); }
    void cancel() override { m_stop.request_stop(); }
    QueryProgress progress() const override;

    /// cancel() for another reason than that nobody wants it any more: the query's error is this one then.
    void end(const Error& reason);
    void run();

private:
    Status execute();
    Status runInsert();
    Status explain();
    Result<ConsistentSnapshot> takeSnapshot();
    Result<InsertOutcome> insert(std::vector<InputBatch> records);
    Status evaluate();
    /// Takes rows with weights; true when no more are wanted.
    Result<bool> emit(const BatchPtr& batch);
    Result<bool> deliver(BatchPtr batch);
    Status checkInserted(const Batch& rows) const;
    uint64_t wantedRows() const;

    const sql::AdHocStatement m_statement;
    plan::AdHocPlan m_plan;
    const QueryOptions m_options;
    const QueryAccess m_access;
    Schema m_schema;
    std::stop_source m_stop;
    ResultQueue m_queue;

    mutable std::mutex m_mutex; ///< guards what follows
    QueryPhase m_phase = QueryPhase::Waiting;
    uint64_t m_step = 0;
    uint64_t m_rowsToRead = 0;
    std::string m_token;
    std::optional<Error> m_endReason;
    std::atomic<uint64_t> m_rowsRead = 0;
    std::atomic<uint64_t> m_rowsOut = 0;

    // The query's thread.
    QueryGuard m_guard;
    uint64_t m_numPassed = 0; ///< rows of the result so far, those left out by OFFSET too
    bool m_isTruncated = false;
    std::vector<BatchPtr> m_inserted;
    uint64_t m_insertedBytes = 0;
};

} // namespace millrace
