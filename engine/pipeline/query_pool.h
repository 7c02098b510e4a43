// SPDX-License-Identifier: GPL-3.0-or-later
// The queries that run over a pipeline, and their threads.
#pragma once

#include "engine/pipeline/query_run.h"

#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace millrace {

/// Starts queries, up to a number at the same time. Destroying it cancels them and waits for their threads. Any thread.
class QueryPool {
public:
    static constexpr size_t kMaxQueries = 16;

    QueryPool() = default;
    ~QueryPool();
    QueryPool(const QueryPool&) = delete;
    QueryPool& operator=(const QueryPool&) = delete;

    /// kQueryLimit when too many are running. Dropping the handle cancels the query.
    Result<std::shared_ptr<Query>> start(sql::AdHocStatement statement, plan::AdHocPlan plan,
                                         const QueryOptions& options, QueryAccess access);

private:
    struct Running {
        std::shared_ptr<QueryRun> query;
        std::thread thread;
        std::atomic<bool> hasEnded = false;
    };

    void joinEnded();

    std::mutex m_mutex;
    std::list<Running> m_running;
};

} // namespace millrace
