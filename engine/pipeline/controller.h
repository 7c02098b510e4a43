// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a pipeline: its circuit, its connectors and everything between them.
#pragma once

#include "engine/pipeline/completion_tracker.h"
#include "engine/pipeline/connector_factory.h"
#include "engine/pipeline/controller_options.h"
#include "engine/pipeline/egress_hub.h"
#include "engine/pipeline/endpoint_registry.h"
#include "engine/pipeline/engine_requests.h"
#include "engine/pipeline/ingress_hub.h"
#include "engine/pipeline/input_conductor.h"
#include "engine/pipeline/operator_status.h"
#include "engine/pipeline/query_pool.h"
#include "engine/pipeline/status.h"
#include "engine/pipeline/step_runner.h"
#include "engine/pipeline/subscription_hub.h"
#include "engine/pipeline/transaction.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace millrace {

/// What is to run.
struct PipelineDefinition {
    sql::Program program; ///< relations in the order of the plan's
    std::vector<ConnectorSpec> connectors;
    plan::IncrementalPlan plan;
};

/// One run of a pipeline, from start to stop. Threads: the controller's own (owns the circuit, runs the
/// steps), the conductor's (owns the readers), the readers', one an output, openers while connectors open, a pool
/// that decodes what requests push.
/// A step takes what the inputs have buffered, up to their batch size each; it begins when something is
/// buffered and every output and lossless follower has room. A query has a thread while it runs. Everything public: any
/// thread, returns at once unless it says otherwise. Lock order: the controller's, the tracker's, those of endpoints.
class Controller {
public:
    /// `changed` is told when status() has changed; from any thread, must return at once.
    Controller(PipelineDefinition definition, ConnectorFactory factory, const ControllerOptions& options,
               std::function<void()> changed);
    /// Stops and waits for all threads.
    ~Controller();
    Controller(const Controller&) = delete;
    Controller& operator=(const Controller&) = delete;

    enum class StartMode : uint8_t { Running, Paused };
    /// Once. Followers added before see the first step. kThreadLimit: the run has failed then.
    Status start(StartMode mode);
    Status pause();
    Status resume();
    /// As api::Pipeline says.
    Status singleStep(const std::vector<std::string>& untilChangeOf);
    /// Begins to stop: readers are closed, queries end, what is buffered and queued is abandoned.
    void stop();
    /// Waits until neither Starting nor Stopping.
    void waitUntilSettled();
    PipelineState state() const;

    /// Starts an input, or opens a failed input or output again. Idempotent.
    Status startConnector(std::string_view relation, std::string_view connector);
    Status pauseConnector(std::string_view relation, std::string_view connector);

    Result<TokenStatus> issueToken(std::string_view relation, std::string_view connector);
    Result<TokenStatus> tokenStatus(std::string_view token) const;
    std::vector<TokenStatus> tokens() const;

    /// Lets a request push data into a table. Errors: those of IngressHub::open(), kPipelineState.
    Result<std::shared_ptr<Ingress>> openIngress(const IngressOptions& options);

    /// Lets a listener hear a relation's changes. Errors: those of EgressHub::open(), kPipelineState.
    Result<std::shared_ptr<Egress>> openEgress(const EgressOptions& options);

    void addFollower(size_t relation, const std::shared_ptr<SubscriptionQueue>& follower);

    /// As api::Pipeline says.
    Result<uint64_t> startTransaction();
    Status commitTransaction();

    /// Errors: those of QueryPool::start(), kPipelineState. The query sees the rows of materialised relations after
    /// the step that is running; while a transaction is open those before it. It ends with the run.
    Result<std::shared_ptr<Query>> startQuery(sql::AdHocStatement statement, plan::AdHocPlan plan,
                                              const QueryOptions& options);
    /// Operators and counters as of a while ago, and asks for newer ones: costs a visit of each operator between two
    /// steps. Null until the first were made, and after the end of the run.
    OperatorList operators();

    Status setAsideHeldRecord();
    Status retryHeldStep();
    /// A held step stays held; retryHeldStep() tries it under the new limits.
    void setLimits(const RunLimits& limits);

    /// Answers between two steps, on the engine's thread; at once with an error where the run has ended. Any thread.
    void takeSnapshot(SnapshotRequest request);

    /// Built anew only when something has changed since the last one, and then not more often than every
    /// 50 ms, but always after a command or refreshStatus().
    std::shared_ptr<const PipelineStatus> status() const;
    void refreshStatus();

private:
    enum class Phase : uint8_t { Starting, Up, Stopping, Stopped, Failed };
    /// A step that waits for the user, and where its record stands.
    struct Held {
        HeldStep shown;
        std::optional<size_t> input;
        size_t position = 0; ///< in the buffer of the input
    };
    /// Input of a step: pieces of all inputs in order of arrival.
    struct StepInput {
        std::vector<StepPiece> pieces;
        std::vector<size_t> origins;      ///< input of each piece
        std::vector<size_t> positions;    ///< of each piece in the input's buffer
        std::vector<size_t> takenRecords; ///< by input
        size_t numRecords = 0;
        size_t numInserted = 0;           ///< those of a statement
    };

    void startThreads(StartMode mode);
    void run(std::stop_token stop);
    void insert(InsertRequest request);
    bool canStep();
    /// While a single step is asked for, the inputs read until something is buffered.
    void letInputsGo(bool areLetGo);
    void finishSingleStep(const StepInput& input);
    void endSingleStepLocked();
    /// Whether every output and lossless follower can take another step.
    bool hasRoom();
    void serveRequests(const std::stop_token& stop);
    Result<InsertOutcome> runInsert(const InsertRequest& request, const std::stop_token& stop);
    bool waitForWork(const std::stop_token& stop);
    void runStep(const std::stop_token& stop);
    StepInput takeInput() const;
    void finishStep(const StepContext& context, const StepInput& input);
    /// Hands changes to followers and outputs: all steps up to `progress` are out then.
    void publish(const std::function<Delta(size_t relation)>& changeOf, StepProgress progress);
    void beginTransactionIfAsked();
    std::optional<std::vector<uint64_t>> commitGoals() const;
    void finishTransactionIfDue();
    uint64_t stateLimitBytes() const;
    void noteStall(bool isStalled);
    /// Whether what is buffered is enough for a step, or has waited long enough.
    bool isBatchDue(uint64_t bufferedRecords);
    void log(LogLevel level, std::string text) const;
    void failStep(StepFailure failure, const StepInput& input);
    void tearDown();
    void adopt(const std::shared_ptr<IngressEndpoint>& endpoint);
    /// Followers and listeners that wait.
    void letIn();
    void outputAdvanced();

    PipelineState stateLocked() const;
    void publishStateLocked();
    void noteCommand();
    Status checkUpLocked() const;
    std::shared_ptr<const PipelineStatus> buildStatus() const;

    const sql::Program m_program;
    const ConnectorFactory m_factory;
    const ControllerOptions m_options;
    std::atomic<uint64_t> m_memoryLimitBytes;
    std::atomic<StepErrorPolicy> m_onStepError;
    std::atomic<uint64_t> m_minBatchRecords;
    std::atomic<uint64_t> m_maxBufferingDelayMicros;
    const std::function<void()> m_changed;
    const std::shared_ptr<RunSignals> m_signals;
    EndpointRegistry m_endpoints;
    std::unique_ptr<CompletionTracker> m_tracker;
    const std::shared_ptr<WorkPool> m_workers;
    const std::shared_ptr<IngressRun> m_ingressRun;
    IngressHub m_ingress;
    const std::shared_ptr<EgressHub> m_egress;
    SubscriptionHub m_followers;
    EngineRequests m_requests;
    QueryPool m_queries; ///< its threads use the requests
    std::atomic<bool> m_areOperatorsWanted = false;
    std::mutex m_operatorsMutex; ///< a leaf
    OperatorList m_operators;

    mutable std::mutex m_mutex;
    std::condition_variable m_settled;
    Phase m_phase = Phase::Starting;
    bool m_isPaused = false;
    bool m_isStepping = false; ///< paused, and what is buffered waits for single steps
    /// Asked for, until one of these relations has changed; none of them: any step will do.
    std::optional<std::vector<size_t>> m_singleStep;
    bool m_areInputsLetGo = false; ///< for it, though the pipeline is paused
    std::optional<Held> m_held;
    std::optional<Error> m_error;
    bool m_isStepDue = true; ///< the first one, or a retry
    TimestampMicros m_startedAt = 0;
    TransactionStage m_transactionStage = TransactionStage::None;
    uint64_t m_transactionId = 0; ///< of the last one
    TimestampMicros m_transactionStartedAt = 0;
    std::vector<uint64_t> m_transactionGoals; ///< by input: records that belong to the one being committed
    std::unique_ptr<InputConductor> m_conductor;

    std::atomic<int64_t> m_stalledSince = 0; ///< steady; 0 = there is room, or nothing to do
    std::atomic<int64_t> m_stalledMicros = 0;
    std::atomic<uint64_t> m_stateBytes = 0;
    std::vector<std::atomic<uint64_t>> m_ignored; ///< by relation
    std::atomic<uint64_t> m_outputChanges = 0;

    mutable std::mutex m_statusMutex; ///< taken before all others
    mutable std::shared_ptr<const PipelineStatus> m_status;
    mutable uint64_t m_statusVersion = 0;
    mutable int64_t m_statusBuiltAt = 0;
    mutable std::atomic<bool> m_isStatusUrgent = false;
    std::atomic<uint64_t> m_version = 1;

    // The controller thread's own.
    std::unique_ptr<StepRunner> m_runner;
    std::optional<Transaction> m_transaction;
    bool m_isSingleStep = false;   ///< the step that runs was asked for before it began
    int64_t m_bufferedSince = 0;   ///< steady; 0 = nothing is buffered
    int64_t m_batchDueInMicros = 0; ///< what is buffered will be due; 0 = nothing waits for that
    size_t m_recordLimit; ///< records of an input in a step, lowered for a while after a failure

    std::jthread m_thread;
};

/// The memory limit that is used where none is given: half of the machine's memory.
uint64_t defaultMemoryLimitBytes();

} // namespace millrace
