// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/query_run.h"

#include "engine/base/background_thread.h"
#include "engine/pipeline/controller.h"
#include "engine/pipeline/query_evaluation.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <exception>

namespace millrace {

namespace {

constexpr size_t kOutputRows = 8192; ///< of a batch made of repeated rows

/// A reply from the engine's thread.
template <typename T>
class Reply {
public:
    void set(Result<T> result)
    {
        {
            std::lock_guard lock(m_mutex);
            m_result.emplace(std::move(result));
        }
        m_isThere.notify_one();
    }
    /// Nothing when a stop was requested or the deadline has passed.
    std::optional<Result<T>> wait(const std::stop_token& stop, QueryGuard::Deadline deadline)
    {
        std::unique_lock lock(m_mutex);
        m_isThere.wait_until(lock, stop, deadline, [this] { return m_result.has_value(); });
        return std::exchange(m_result, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_isThere;
    std::optional<Result<T>> m_result;
};

QueryGuard::Deadline deadlineOf(const QueryOptions& options)
{
    // Far away, but not so far that adding to it overflows.
    const std::chrono::milliseconds limit =
        options.timeLimit.count() > 0 ? options.timeLimit : std::chrono::hours(87'600);
    return std::chrono::steady_clock::now() + limit;
}

uint64_t memoryLimitOf(const QueryOptions& options)
{
    return options.memoryLimitBytes != 0 ? options.memoryLimitBytes : defaultMemoryLimitBytes() / 2;
}

Schema schemaOf(const sql::AdHocStatement& statement)
{
    Schema schema;
    switch (statement.kind) {
    case sql::AdHocKind::Query: return statement.schema;
    case sql::AdHocKind::Insert:
        schema.columns.push_back(ColumnInfo{"count", SqlType::of(TypeId::BigInt, false), false});
        break;
    case sql::AdHocKind::Explain:
        schema.columns.push_back(ColumnInfo{"plan", SqlType::of(TypeId::Varchar, false), false});
        break;
    }
    return schema;
}

} // namespace

QueryRun::QueryRun(sql::AdHocStatement statement, plan::AdHocPlan plan, const QueryOptions& options, QueryAccess access)
    : m_statement(std::move(statement))
    , m_plan(std::move(plan))
    , m_options(options)
    , m_access(std::move(access))
    , m_schema(schemaOf(m_statement))
    , m_queue(std::max<size_t>(options.maxQueuedRows, 1))
    , m_guard(m_stop.get_token(), deadlineOf(options), memoryLimitOf(options))
{
}

QueryProgress QueryRun::progress() const
{
    QueryProgress progress;
    progress.rowsRead = m_rowsRead.load();
    progress.rowsOut = m_rowsOut.load();
    std::lock_guard lock(m_mutex);
    progress.phase = m_phase;
    progress.step = m_step;
    progress.rowsToRead = m_rowsToRead;
    progress.token = m_token;
    return progress;
}

void QueryRun::end(const Error& reason)
{
    {
        std::lock_guard lock(m_mutex);
        m_endReason = m_endReason ? m_endReason : reason;
    }
    m_stop.request_stop();
}

void QueryRun::run()
{
    enterBackgroundThread("mr-query");
    std::optional<Error> error;
    try {
        Status status = execute();
        if (!status.ok()) {
            error = status.takeError();
        }
    } catch (const std::exception& exception) {
        error = makeError(ErrorCode::kInternal, std::string("The query has failed: ") + exception.what());
    }
    {
        std::lock_guard lock(m_mutex);
        m_phase = QueryPhase::Ended;
        if (error && error->code == ErrorCode::kQueryCancelled && m_endReason) {
            error = m_endReason;
        }
    }
    m_queue.finish(std::move(error), m_isTruncated);
}

Status QueryRun::execute()
{
    switch (m_statement.kind) {
    case sql::AdHocKind::Query: return evaluate();
    case sql::AdHocKind::Insert: return runInsert();
    case sql::AdHocKind::Explain: return explain();
    }
    return {};
}

Status QueryRun::evaluate()
{
    ConsistentSnapshot snapshot;
    if (!m_plan.reads.empty()) {
        MR_TRY(snapshot, takeSnapshot());
    }
    {
        std::lock_guard lock(m_mutex);
        m_phase = QueryPhase::Reading;
        m_step = snapshot.step;
        for (const RowHeapSnapshot& relation : snapshot.relations) {
            m_rowsToRead += relation.numRows();
        }
    }
    StepContext context;
    context.step = 1;
    context.now = Clock::system().now();
    std::optional<ResultSorter> sorter;
    if (!m_statement.orderBy.empty()) {
        sorter.emplace(m_statement.orderBy, m_statement.query->schema.physicals(), wantedRows(), m_guard);
    }
    QueryEvaluation evaluation(std::move(m_plan), std::move(snapshot.relations), m_rowsRead);
    const auto output = [&](const Delta& rows) -> Result<bool> {
        for (const BatchPtr& batch : rows.batches) {
            if (sorter) {
                MR_CHECK(sorter->add(batch));
                m_guard.setKeptBytes(sorter->byteSize());
                MR_CHECK(m_guard.check());
                continue;
            }
            MR_TRY(const bool isEnough, emit(batch));
            if (isEnough) {
                return true;
            }
        }
        return false;
    };
    if (wantedRows() == 0) {
        return {};
    }
    MR_CHECK(evaluation.run(context, m_guard, output));
    if (sorter) {
        {
            std::lock_guard lock(m_mutex);
            m_phase = QueryPhase::Writing;
        }
        return sorter->finish([this](const BatchPtr& batch) { return emit(batch); });
    }
    return {};
}

Result<ConsistentSnapshot> QueryRun::takeSnapshot()
{
    const auto reply = std::make_shared<Reply<ConsistentSnapshot>>();
    SnapshotRequest request;
    request.relations.assign(m_plan.reads.begin(), m_plan.reads.end());
    request.done = [reply](Result<ConsistentSnapshot> snapshot) { reply->set(std::move(snapshot)); };
    m_access.takeSnapshot(std::move(request));
    std::optional<Result<ConsistentSnapshot>> result = reply->wait(m_guard.stop(), m_guard.deadline());
    if (!result) {
        MR_CHECK(m_guard.check());
        return makeError(ErrorCode::kQueryCancelled, "The query was cancelled");
    }
    return std::move(*result);
}

/// OFFSET and LIMIT together; as many as there are when all are wanted. One more than the options allow, to know
/// whether there are more.
uint64_t QueryRun::wantedRows() const
{
    constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
    const auto offset = static_cast<uint64_t>(m_statement.offset);
    uint64_t wanted =
        m_options.maxRows == kAll || m_statement.kind == sql::AdHocKind::Insert ? kAll : m_options.maxRows + 1;
    if (m_statement.limit >= 0) {
        wanted = std::min(wanted, static_cast<uint64_t>(m_statement.limit));
    }
    return wanted == 0 ? 0 : wanted > kAll - offset ? kAll : wanted + offset;
}

Result<bool> QueryRun::emit(const BatchPtr& batch)
{
    const auto offset = static_cast<uint64_t>(m_statement.offset);
    const uint64_t wanted = wantedRows();
    if (batch->weights == nullptr && m_numPassed >= offset && wanted - m_numPassed >= batch->numRows) {
        m_numPassed += batch->numRows;
        MR_TRY(const bool isEnough, deliver(batch));
        return isEnough || m_numPassed == wanted;
    }
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < batch->numRows; ++row) {
        for (Weight left = batch->weight(row); left > 0 && m_numPassed != wanted; --left) {
            if (m_numPassed++ < offset) {
                continue;
            }
            rows.push_back(row);
            if (rows.size() == kOutputRows) {
                MR_TRY(const bool isEnough, deliver(gatherBatch(*batch, rows)));
                rows.clear();
                if (isEnough) {
                    return true;
                }
            }
        }
    }
    if (!rows.empty()) {
        MR_TRY(const bool isEnough, deliver(gatherBatch(*batch, rows)));
        return isEnough || m_numPassed == wanted;
    }
    return m_numPassed == wanted;
}

/// Rows of the result: without weights and without the columns that they were sorted by.
Result<bool> QueryRun::deliver(BatchPtr batch)
{
    auto plain = std::make_shared<Batch>(*batch);
    plain->weights = nullptr;
    plain->weightOwner = nullptr;
    plain->isInsertOnly = true;
    plain->isConsolidated = false;
    plain->columns.resize(m_statement.schema.numColumns());
    if (m_statement.kind == sql::AdHocKind::Insert) {
        MR_CHECK(checkInserted(*plain));
        m_insertedBytes += plain->byteSize();
        m_guard.setKeptBytes(m_insertedBytes);
        m_rowsOut.fetch_add(plain->numRows);
        m_inserted.push_back(std::move(plain));
        MR_CHECK(m_guard.check());
        return false;
    }
    const uint64_t numLeft = m_options.maxRows - m_rowsOut.load();
    if (plain->numRows > numLeft) {
        m_isTruncated = true;
        std::vector<uint32_t> rows(numLeft);
        for (uint32_t row = 0; row < rows.size(); ++row) {
            rows[row] = row;
        }
        plain = std::make_shared<Batch>(*gatherBatch(*plain, rows));
    }
    m_rowsOut.fetch_add(plain->numRows);
    if (plain->numRows != 0 && !m_queue.push(std::move(plain), m_guard.stop(), m_guard.deadline())) {
        MR_CHECK(m_guard.check());
        return makeError(ErrorCode::kQueryLimit, "The query has taken longer than its time limit");
    }
    return m_isTruncated;
}

Status QueryRun::checkInserted(const Batch& rows) const
{
    for (size_t i = 0; i < rows.columns.size(); ++i) {
        const ColumnInfo& column = m_statement.schema.columns[i];
        for (size_t row = 0; !column.type.nullable && rows.columns[i].nulls != nullptr && row < rows.numRows; ++row) {
            if (rows.columns[i].isNull(row)) {
                return makeError(ErrorCode::kRecordMissingColumn,
                                 "Nothing was inserted: a column is NOT NULL, but has a NULL in row " +
                                     std::to_string(m_rowsOut.load() + row + 1) + ": " + column.name);
            }
        }
    }
    return {};
}

Status QueryRun::runInsert()
{
    MR_CHECK(evaluate());
    const uint64_t numRows = m_rowsOut.load();
    if (numRows != 0) {
        std::vector<InputBatch> records;
        for (BatchPtr& batch : m_inserted) {
            records.push_back(InputBatch{std::move(batch), {}, {}});
        }
        MR_TRY(const InsertOutcome outcome, insert(std::move(records)));
        std::lock_guard lock(m_mutex);
        m_step = outcome.step;
        m_token = outcome.token;
    }
    const std::vector<Physical> columns = m_schema.physicals();
    m_queue.push(batchOf(columns, {{Value(static_cast<int64_t>(numRows))}}), m_guard.stop(), m_guard.deadline());
    return {};
}

Result<InsertOutcome> QueryRun::insert(std::vector<InputBatch> records)
{
    {
        std::lock_guard lock(m_mutex);
        m_phase = QueryPhase::Inserting;
    }
    const auto reply = std::make_shared<Reply<InsertOutcome>>();
    InsertRequest request;
    request.relation = m_statement.table;
    request.records = std::move(records);
    request.claim = std::make_shared<InsertClaim>();
    request.done = [reply](Result<InsertOutcome> outcome) { reply->set(std::move(outcome)); };
    const std::shared_ptr<InsertClaim> claim = request.claim;
    m_access.insert(std::move(request));
    std::optional<Result<InsertOutcome>> result = reply->wait(m_guard.stop(), m_guard.deadline());
    if (!result && claim->takeBack()) {
        MR_CHECK(m_guard.check());
        return makeError(ErrorCode::kQueryCancelled, "The query was cancelled");
    }
    while (!result) { // it runs: what comes of it counts, not who wanted it to end
        result = reply->wait({}, std::chrono::steady_clock::now() + std::chrono::hours(1));
    }
    return std::move(*result);
}

Status QueryRun::explain()
{
    const std::string text = plan::explainAdHoc(m_statement, m_plan);
    std::vector<std::vector<Value>> lines;
    size_t begin = 0;
    while (begin < text.size()) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back({Value(text.substr(begin, end - begin))});
        begin = end + 1;
    }
    const std::vector<Physical> columns = m_schema.physicals();
    m_queue.push(batchOf(columns, lines), m_guard.stop(), m_guard.deadline());
    return {};
}

} // namespace millrace
