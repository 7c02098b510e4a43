// SPDX-License-Identifier: GPL-3.0-or-later
// The queries that run over a pipeline, and their threads.
#pragma once

#include "engine/pipeline/query_run.h"

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace millrace {

/// Starts queries, up to a number at the same time. Any thread.
class QueryPool {
public:
    static constexpr size_t kMaxQueries = 16;

    QueryPool() = default;
    ~QueryPool();
    QueryPool(const QueryPool&) = delete;
    QueryPool& operator=(const QueryPool&) = delete;

    /// kQueryLimit when too many are running, kThreadLimit. Dropping the handle cancels the query.
    Result<std::shared_ptr<Query>> start(sql::AdHocStatement statement, plan::AdHocPlan plan,
                                         const QueryOptions& options, QueryAccess access);
    /// Ends all queries with the reason, and refuses later ones with it. Returns at once.
    void end(const Error& reason);
    /// The same, and waits for their threads. Not from one of them.
    void close(const Error& reason);

private:
    struct Running {
        std::shared_ptr<QueryRun> query;
        std::thread thread;
        std::atomic<bool> hasEnded = false;
    };

    void joinEnded();

    std::mutex m_mutex;
    std::list<Running> m_running;
    std::optional<Error> m_end;
};

} // namespace millrace
