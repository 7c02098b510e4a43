// SPDX-License-Identifier: GPL-3.0-or-later
// One call of a descriptive pipeline: its statements run, its last query streams rows.
#pragma once

#include "engine/descriptive/stream_catalog.h"
#include "engine/zset/batch.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace millrace::descriptive {

/// Why a statement cannot run, and where.
struct StatementError {
    Error error;          ///< its place is inside the statement: line and column from 1
    size_t statement = 0; ///< index in the list
};

/// A column of the stream as the client's protocol names it.
struct StreamColumn {
    std::string name;     ///< alias, column, or the canonical form of an expression: "count()", "plus(a, 1)", "1"
    std::string typeName; ///< Proton's: "datetime64(3, 'UTC')", "float32", "uint64", "nullable(string)"
    SqlType type;
};

/// What a call has to say after one advance().
struct StreamProgress {
    std::vector<BatchPtr> rows;    ///< in order, no weights; columns as columns()
    std::optional<Instant> wakeAt; ///< call advance() again then; none: only when the call's wakeup says so
    bool isEnd = false;            ///< nothing follows: a bounded query, LIMIT reached
    std::optional<Error> error;    ///< with isEnd: it failed after the rows so far
};

/// A private circuit over the catalog's streams. Cheap to create and to drop (well below a millisecond), owns no
/// thread, pins the catalog objects it reads. One thread at a time.
class StreamCall {
public:
    virtual ~StreamCall() = default;
    virtual std::span<const StreamColumn> columns() const = 0;
    /// Runs what is due at `now` and returns rows of at most about `maxRows` (0: bookkeeping only). A caller that is
    /// slow simply calls later: what a generator is more than a second behind with is left out, no debt is caught up.
    virtual StreamProgress advance(Instant now, size_t maxRows) = 0;
    /// Called from any thread when rows of a stored stream have come that advance() would deliver. It is called no more
    /// once the call is gone. It must not call back into the catalog or the call.
    virtual void setWakeup(std::function<void()> wakeup) = 0;
};

/// Either the call or why there is none.
struct OpenedStreamCall {
    std::unique_ptr<StreamCall> call; ///< null when it failed
    StatementError failure;           ///< of use when `call` is null

    bool ok() const { return call != nullptr; }
};

/// Runs all statements but the last against the catalog and compiles the last one. Nothing streams before all of this
/// worked. One `;` may end a statement. Any thread.
OpenedStreamCall openStreamCall(StreamCatalog& catalog, std::span<const std::string> statements, Instant now);
/// The same on a scratch copy of the catalog, without side effects: all errors, in order of the statements.
std::vector<StatementError> checkStatements(const StreamCatalog& catalog, std::span<const std::string> statements);
/// The same on a catalog that is itself a scratch one and keeps what the statements make and drop, but no rows.
std::vector<StatementError> checkNextCall(StreamCatalog& scratch, std::span<const std::string> statements);

} // namespace millrace::descriptive
