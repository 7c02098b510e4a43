// SPDX-License-Identifier: GPL-3.0-or-later
// A statement that runs once over the rows of a pipeline, and its result.
#pragma once

#include "engine/base/error.h"
#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

struct QueryOptions {
    uint64_t maxRows = std::numeric_limits<uint64_t>::max(); ///< the result is cut after this many rows
    std::chrono::milliseconds timeLimit{0}; ///< from the call to the last row taken; 0 = none. kQueryLimit
    uint64_t memoryLimitBytes = 0;          ///< of what it keeps while it runs; 0 = a quarter of the machine's memory
    size_t maxQueuedRows = 65'536;          ///< rows that wait to be taken before the query waits
    bool mayInsert = true;                  ///< false: a statement that would change something is refused
};

/// Rows of the result that came since the last take(), in the order of the result. Rows have no weights: one that is
/// there several times comes several times.
struct QueryChunk {
    std::vector<BatchPtr> batches;
    bool isEnd = false;         ///< nothing follows
    bool isTruncated = false;   ///< with isEnd: `maxRows` were there, and there are more
    std::optional<Error> error; ///< with isEnd: the rows so far are not all. kQueryCancelled, kQueryLimit, kEval…
};

enum class QueryPhase : uint8_t {
    Waiting, ///< for the end of the step that is running
    Reading, ///< rows of the relations
    Writing, ///< the result is complete and is being taken
    Inserting,
    Ended,
};

struct QueryProgress {
    QueryPhase phase = QueryPhase::Waiting;
    uint64_t step = 0; ///< the committed step that the rows are of; of an INSERT the one that its rows made
    uint64_t rowsRead = 0;
    uint64_t rowsToRead = 0; ///< in all relations that the query reads
    uint64_t rowsOut = 0;    ///< of the result, taken or waiting
    std::string token;       ///< INSERT: completion token of its step, once it is done
};

/// A query that runs. It sees the rows of one committed step, whatever the pipeline does meanwhile, until the pipeline
/// stops: then it ends with kPipelineState, unless its result was complete. An INSERT waits while the pipeline is
/// paused. Dropping it cancels it. Any thread; one consuming thread.
class Query {
public:
    virtual ~Query() = default;
    /// Columns of the result. That of an INSERT is one row: how many rows were inserted.
    virtual const Schema& schema() const = 0;
    /// Takes what is there; at once.
    virtual QueryChunk take() = 0;
    /// The same, but waits until something is there; an empty chunk after `timeout`.
    virtual QueryChunk wait(std::chrono::milliseconds timeout) = 0;
    /// Called from the query's thread when something came after the last take(), once until the next one. Same
    /// contract as Subscription::setWakeup.
    virtual void setWakeup(std::function<void()> wakeup) = 0;
    /// Ends it with kQueryCancelled, unless it has ended. An INSERT that has reached the engine is done nevertheless.
    virtual void cancel() = 0;
    virtual QueryProgress progress() const = 0;
};

} // namespace millrace
