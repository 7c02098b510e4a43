// SPDX-License-Identifier: GPL-3.0-or-later
// A pipeline as windows, servers and command lines use it.
#pragma once

#include "engine/api/operators.h"
#include "engine/api/query.h"
#include "engine/api/status.h"
#include "engine/api/subscription.h"
#include "engine/base/result.h"
#include "engine/pipeline/connector_access.h"   // IWYU pragma: export
#include "engine/pipeline/controller_options.h" // IWYU pragma: export
#include "engine/pipeline/egress.h"             // IWYU pragma: export
#include "engine/pipeline/ingress.h"            // IWYU pragma: export
#include "engine/pipeline/pipeline_log.h"       // IWYU pragma: export
#include "engine/sql/diagnostic.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace millrace::api {

/// The outcome of compiling a program: what it declares and what is wrong with it.
struct CompileReport {
    std::vector<sql::Diagnostic> diagnostics; ///< in order of place
    std::vector<RelationInfo> relations;
    std::vector<ConnectorAccess> connectors; ///< what each touches; paths as they are written
    bool hasErrors = false;
    uint64_t micros = 0; ///< time taken
};

/// Compiles without running. Any thread; no I/O.
CompileReport compile(std::string_view sql);
/// The incremental plan of a program as indented text, for `explain`; errors are in the report of compile().
Result<std::string> explain(std::string_view sql);
/// The same as data, by operator.
Result<std::vector<plan::OperatorInfo>> planOperators(std::string_view sql);

/// A named program and its run. All calls: any thread, return within milliseconds; start() and stop() only
/// initiate and are followed by status(). An implementation over a remote server may be slower, on its own threads.
class Pipeline {
public:
    virtual ~Pipeline() = default;

    virtual std::string name() const = 0;
    virtual std::string program() const = 0;
    /// Replaces the program of a stopped pipeline; stored at once. kPipelineState while it runs.
    virtual Status setProgram(std::string sql) = 0;
    /// Grows with each replacement of the program; the status listeners are told of those too.
    virtual uint64_t programRevision() const { return 0; }
    /// What the program declares; of the running program while it runs.
    virtual std::vector<RelationInfo> relations() const = 0;

    /// Where relative paths of connectors start; empty: such paths are refused.
    virtual std::string baseFolder() const { return {}; }
    /// What each connector of the program touches, paths resolved against the pipeline's base folder.
    virtual std::vector<ConnectorAccess> access() const { return {}; }
    /// False: the program came from outside and nobody has agreed to what it touches. start() then fails with
    /// kPipelineUntrusted, unless its connectors touch nothing.
    virtual bool isTrusted() const { return true; }
    /// The user has seen access() and agrees. Stored at once; holds for later edits of the program too.
    virtual Status trust() { return {}; }

    virtual Status start(bool paused = false) = 0; ///< kPipelineProgram with the first error when it does not compile
    virtual Status pause() = 0;                    ///< pauses inputs
    virtual Status resume() = 0;
    /// Of a paused pipeline: makes one step with what is buffered, or with what its inputs hand over first, of each
    /// connector at most its batch size; what is read beyond that stays in the buffers. With relations named it goes on
    /// until a step has changed one of them. The state remains Paused, also while it waits for records; pause(),
    /// resume() and stop() end that, and the first two let flow what is buffered. kPipelineState unless the pipeline is
    /// paused; kPipelineUnknownRelation.
    virtual Status singleStep(const std::vector<std::string>& untilChangeOf = {});
    virtual Status stop() = 0;                     ///< rows of views are gone afterwards
    /// Waits until the state is no longer Starting or Stopping.
    virtual void waitUntilSettled() = 0;

    /// Immutable snapshot, at most 100 ms old while running.
    virtual std::shared_ptr<const PipelineStatus> status() const = 0;
    /// Called from an engine thread when status() has changed notably (state, connector, token), coalesced
    /// to at most 20 a second. Same contract as Subscription::setWakeup. Returns an id for removal.
    virtual int addStatusListener(std::function<void()> listener) = 0;
    virtual void removeStatusListener(int id) = 0;

    /// Also retries a failed one.
    virtual Status startConnector(std::string_view relation, std::string_view connector) = 0;
    virtual Status pauseConnector(std::string_view relation, std::string_view connector) = 0;

    /// Issues a completion token for what the input connector has received so far.
    virtual Result<TokenStatus> issueToken(std::string_view relation, std::string_view connector) = 0;
    virtual Result<TokenStatus> tokenStatus(std::string_view token) const = 0;
    /// Tokens issued in this run, newest first, at most 1,000.
    virtual std::vector<TokenStatus> tokens() const = 0;

    /// Follows the changes of a table or view from the next step on.
    virtual Result<std::shared_ptr<Subscription>> subscribe(std::string_view relation, SubscribeOptions options) = 0;

    /// Runs a statement over the rows of materialised relations: SELECT, INSERT INTO a table, EXPLAIN. It sees the last
    /// committed step. Errors of the statement are told here, at their place in it; what goes wrong later is in the
    /// query's chunks. An INSERT is a step of its own, committed whole or not at all.
    virtual Result<std::shared_ptr<Query>> query(std::string_view sql, const QueryOptions& options);

    /// Pushes bytes into a table. Errors: kPipelineUnknownRelation, those of the format's config, kPipelineState.
    virtual Result<std::shared_ptr<Ingress>> openIngress(const IngressOptions& options);
    /// Listens to a table or view from the next step on. Errors as openIngress().
    virtual Result<std::shared_ptr<Egress>> openEgress(const EgressOptions& options);

    /// Opens a transaction: the steps until its commit are one for every reader. Its number, counted from 1 in a run.
    /// kTransactionOpen when one is open or being committed.
    virtual Result<uint64_t> startTransaction();
    /// Begins the commit of the open transaction; status() tells when it is done. kTransactionNone.
    virtual Status commitTransaction();

    /// The operators of the run with their counters, as of the step before the last call; each call asks for new ones.
    /// Null until there are some, and when nothing runs.
    virtual OperatorList operators() { return nullptr; }

    /// After a held step: leave the record out, count it in its connector's errors, and go on.
    virtual Status setAsideHeldRecord() = 0;
    /// After a held step: try the step again (the memory limit was raised, the clock moved).
    virtual Status retryHeldStep() = 0;

    /// What happened to it, over all its runs in this process. Null where nobody writes it down.
    virtual std::shared_ptr<PipelineLog> log() const { return nullptr; }

    virtual RunLimits limits() const { return {}; }
    /// Stored at once, in force from the next step on, also while it runs; a step that is held stays held until it is
    /// retried.
    virtual Status setLimits(const RunLimits& limits);
};

} // namespace millrace::api
