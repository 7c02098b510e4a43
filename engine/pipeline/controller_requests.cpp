// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots and inserts: what queries ask of a running pipeline.
#include "engine/pipeline/controller.h"
#include "engine/zset/relation_store.h"

namespace millrace {

namespace {

Error hasEnded()
{
    return makeError(ErrorCode::kPipelineState, "The pipeline is not running");
}

} // namespace

Result<std::shared_ptr<Query>> Controller::startQuery(sql::AdHocStatement statement, plan::AdHocPlan plan,
                                                     const QueryOptions& options)
{
    // The run waits for the threads of its queries, so that they may use it.
    QueryAccess access;
    access.takeSnapshot = [this](SnapshotRequest request) { takeSnapshot(std::move(request)); };
    access.insert = [this](InsertRequest request) { insert(std::move(request)); };
    return m_queries.start(std::move(statement), std::move(plan), options, std::move(access));
}

void Controller::takeSnapshot(SnapshotRequest request)
{
    if (!m_requests.add(request)) {
        request.done(hasEnded());
        return;
    }
    m_signals->step->raise();
}

void Controller::insert(InsertRequest request)
{
    if (!m_requests.add(request)) {
        request.done(hasEnded());
        return;
    }
    m_signals->step->raise();
}

OperatorList Controller::operators()
{
    m_areOperatorsWanted.store(true);
    m_signals->step->raise();
    std::lock_guard lock(m_operatorsMutex);
    return m_operators;
}

void Controller::serveRequests(const std::stop_token& stop)
{
    if (m_areOperatorsWanted.exchange(false)) {
        OperatorList operators = m_runner->operators();
        std::lock_guard lock(m_operatorsMutex);
        m_operators.swap(operators);
    }
    for (const SnapshotRequest& request : m_requests.takeSnapshots()) {
        ConsistentSnapshot snapshot;
        snapshot.step = m_transaction ? m_transaction->stepBefore() : m_tracker->counts().processed.steps;
        std::optional<Error> error;
        for (const size_t relation : request.relations) {
            RelationStore* store = m_runner->store(relation);
            if (store == nullptr) {
                error = makeError(ErrorCode::kSqlNotMaterialized,
                                  "The relation keeps no rows: " + m_program.relations[relation].name);
                break;
            }
            std::optional<RowHeapSnapshot> before = m_transaction ? m_transaction->rowsBefore(relation) : std::nullopt;
            snapshot.relations.push_back(before ? std::move(*before) : store->sharedSnapshot());
        }
        request.done(error ? Result<ConsistentSnapshot>(*error) : Result<ConsistentSnapshot>(std::move(snapshot)));
    }
    // A statement that inserts is an input like the others: it waits while the inputs are paused.
    while (!stop.stop_requested() && state() != PipelineState::Paused && hasRoom() && !commitGoals()) {
        const std::unique_ptr<InsertRequest> request = m_requests.takeInsert();
        if (!request) {
            return;
        }
        Result<InsertOutcome> outcome = makeError(ErrorCode::kInternal, "The engine failed while it inserted rows");
        try {
            outcome = runInsert(*request, stop);
        } catch (...) {
            request->done(std::move(outcome)); // who waits for it must not wait for ever
            throw;
        }
        request->done(std::move(outcome));
    }
}

Result<InsertOutcome> Controller::runInsert(const InsertRequest& request, const std::stop_token& stop)
{
    {
        std::lock_guard lock(m_mutex);
        if (m_held) {
            return makeError(ErrorCode::kPipelineState,
                             "Nothing can be inserted while a step is held: set its record aside, retry it, or stop");
        }
    }
    StepInput input;
    for (const InputBatch& records : request.records) {
        input.pieces.push_back({request.relation, records, records.numRows()});
        input.numRecords += records.numRows();
    }
    beginTransactionIfAsked();
    StepContext context;
    context.step = m_tracker->beginStep();
    context.now = m_options.clock->now();
    std::optional<StepFailure> failure = m_runner->evaluate(context, input.pieces, stateLimitBytes(), stop);
    if (failure) {
        m_tracker->abandonStep();
        Error error = std::move(failure->error);
        error.span = {}; // that is a place in the program, not in the statement
        std::string text =
            failure->view.empty() ? "Nothing was inserted" : "Nothing was inserted: view " + failure->view;
        text += failure->record ? " fails on row " + std::to_string(*failure->record + 1) : "";
        error.detail = text + ": " + error.detail;
        return error;
    }
    input.numInserted = input.numRecords;
    finishStep(context, input);
    return InsertOutcome{context.step, m_tracker->stepToken(context.step)};
}

} // namespace millrace
