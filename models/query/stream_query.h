// SPDX-License-Identifier: GPL-3.0-or-later
// A list of streaming statements as a query: the rows of the last one, as they come.
#pragma once

#include "engine/api/descriptive.h"
#include "engine/api/query.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace::models {

/// A query that may never end and can stand still meanwhile. Dropping it ends it, without waiting. Any thread.
class StreamQuery : public Query {
public:
    /// What stands for the client in the host's list of calls.
    static constexpr const char* kClient = "window";
    /// What waits to be taken at most, but for one step; then it stands still, as for any client that reads slowly.
    static constexpr size_t kMaxWaitingRows = 10'000;
    static constexpr size_t kMaxWaitingBytes = size_t{4} << 20;

    /// While paused nothing of it runs; a generator leaves out what it would have made.
    virtual void setPaused(bool isPaused) = 0;
    /// Of the columns of schema(), in their order: the types as the dialect calls them, "nullable(string)".
    virtual const std::vector<std::string>& typeNames() const = 0;
};

/// Runs statements, parted by semicolons, on the host, all but the last at once; its rows come by take(). `name` tells
/// in the host's list of calls what is called. Places of errors are those in `text`. kConfigLimit when there are too
/// many statements; errors of QueryHost. May take a while.
Result<std::shared_ptr<StreamQuery>> openStreamQuery(descriptive::QueryHost& host, const std::string& text,
                                                     const std::string& name);

} // namespace millrace::models
