// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/query_pool.h"

#include "engine/base/background_thread.h"

namespace millrace {

namespace {

/// What callers hold: the run itself is held by its thread as well.
class QueryHandle final : public Query {
public:
    explicit QueryHandle(std::shared_ptr<QueryRun> run)
        : m_run(std::move(run))
    {
    }
    ~QueryHandle() override
    {
        m_run->setWakeup(nullptr);
        m_run->cancel();
    }
    const Schema& schema() const override { return m_run->schema(); }
    QueryChunk take() override { return m_run->take(); }
    QueryChunk wait(std::chrono::milliseconds timeout) override { return m_run->wait(timeout); }
    void setWakeup(std::function<void()> wakeup) override { m_run->setWakeup(std::move(wakeup)); }
    void cancel() override { m_run->cancel(); }
    QueryProgress progress() const override { return m_run->progress(); }

private:
    const std::shared_ptr<QueryRun> m_run;
};

} // namespace

QueryPool::~QueryPool()
{
    close(makeError(ErrorCode::kQueryCancelled, "The query was cancelled"));
}

void QueryPool::end(const Error& reason)
{
    std::lock_guard lock(m_mutex);
    m_end = m_end ? m_end : reason;
    for (Running& each : m_running) {
        each.query->end(reason);
    }
}

void QueryPool::close(const Error& reason)
{
    end(reason);
    std::list<Running> running;
    {
        std::lock_guard lock(m_mutex);
        running.swap(m_running);
    }
    for (Running& each : running) {
        each.thread.join();
    }
}

void QueryPool::joinEnded()
{
    for (auto each = m_running.begin(); each != m_running.end();) {
        if (each->hasEnded.load()) {
            each->thread.join();
            each = m_running.erase(each);
        } else {
            ++each;
        }
    }
}

Result<std::shared_ptr<Query>> QueryPool::start(sql::AdHocStatement statement, plan::AdHocPlan plan,
                                                const QueryOptions& options, QueryAccess access)
{
    std::lock_guard lock(m_mutex);
    if (m_end) {
        return Error(*m_end);
    }
    joinEnded();
    if (m_running.size() >= kMaxQueries) {
        return makeError(ErrorCode::kQueryLimit,
                         "Too many queries run over the pipeline: wait for one to end, or cancel one");
    }
    Running& running = m_running.emplace_back();
    running.query = std::make_shared<QueryRun>(std::move(statement), std::move(plan), options, std::move(access));
    Status started = startThread(running.thread, [&running, query = running.query] {
        query->run();
        running.hasEnded.store(true);
    });
    if (!started.ok()) {
        m_running.pop_back();
        return started.takeError();
    }
    return std::shared_ptr<Query>(std::make_shared<QueryHandle>(running.query));
}

} // namespace millrace
