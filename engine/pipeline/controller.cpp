// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/controller.h"

#include "engine/base/assert.h"
#include "engine/base/background_thread.h"
#include "engine/base/block_pool.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>

namespace millrace {

namespace {

constexpr std::chrono::seconds kIdleTime{5};

size_t relationIndex(const sql::Program& program, const std::string& name)
{
    for (size_t i = 0; i < program.relations.size(); ++i) {
        if (program.relations[i].name == name) {
            return i;
        }
    }
    MR_ASSERT(!"a connector belongs to a relation of its program");
    return 0;
}

Error stateError(std::string detail)
{
    return makeError(ErrorCode::kPipelineState, std::move(detail));
}

uint64_t usedMemoryLimit(const RunLimits& limits)
{
    return limits.memoryLimitBytes != 0 ? limits.memoryLimitBytes : defaultMemoryLimitBytes();
}

} // namespace

uint64_t defaultMemoryLimitBytes()
{
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long pageBytes = sysconf(_SC_PAGE_SIZE);
    if (pages <= 0 || pageBytes <= 0) {
        return uint64_t{4} << 30;
    }
    return static_cast<uint64_t>(pages) * static_cast<uint64_t>(pageBytes) / 2;
}

Controller::Controller(PipelineDefinition definition, ConnectorFactory factory, const ControllerOptions& options,
                       std::function<void()> changed)
    : m_program(std::move(definition.program))
    , m_factory(std::move(factory))
    , m_options(options)
    , m_memoryLimitBytes(usedMemoryLimit(options.limits))
    , m_onStepError(options.limits.onStepError)
    , m_minBatchRecords(options.limits.minBatchRecords)
    , m_maxBufferingDelayMicros(options.limits.maxBufferingDelayMicros)
    , m_changed(std::move(changed))
    , m_signals(std::make_shared<RunSignals>())
    , m_workers(std::make_shared<WorkPool>("mr-worker", std::max(2U, std::thread::hardware_concurrency())))
    , m_ingressRun(std::make_shared<IngressRun>())
    , m_ingress(m_program, m_endpoints, m_signals, *m_options.clock, m_ingressRun,
                [this](const std::shared_ptr<IngressEndpoint>& endpoint) { adopt(endpoint); })
    , m_egress(std::make_shared<EgressHub>(
          EgressHub::Run{&m_program, &m_endpoints, m_factory, m_workers, m_signals, [this] { outputAdvanced(); }}))
    , m_followers(m_program.relations.size(), m_signals->step)
    , m_ignored(m_program.relations.size())
    , m_runner(std::make_unique<StepRunner>(std::move(definition.plan)))
    , m_recordLimit(std::numeric_limits<size_t>::max())
{
    m_signals->changed = [this] {
        m_version.fetch_add(1);
        m_changed();
    };
    m_signals->log = [log = options.log, clock = options.clock](LogLevel level, std::string text) {
        if (log) {
            log->add(clock->now(), level, std::move(text));
        }
    };
    for (ConnectorSpec& spec : definition.connectors) {
        const size_t relation = relationIndex(m_program, spec.relation);
        if (spec.direction == Direction::Input) {
            m_endpoints.add(std::make_shared<InputEndpoint>(std::move(spec), relation, m_signals, *m_options.clock));
            continue;
        }
        m_endpoints.add(std::make_shared<OutputEndpoint>(std::move(spec), relation,
                                                         m_program.relations[relation].schema, m_factory, m_signals,
                                                         *m_options.clock, [this] { outputAdvanced(); }));
    }
    m_tracker = std::make_unique<CompletionTracker>(makeIncarnation(), m_endpoints, *m_options.clock);
    m_ingressRun->pool = m_workers;
    m_ingressRun->issueToken = [this](size_t input) { return m_tracker->issue(input).token; };
}

Controller::~Controller()
{
    stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    // Of a run that never started:
    const Error notRunning = stateError("The pipeline is not running");
    m_requests.close(notRunning);
    m_queries.close(notRunning);
    m_workers->close();
    m_egress->close();
    m_followers.finish();
}

void Controller::outputAdvanced()
{
    m_tracker->advance();
    m_signals->step->raise();
    m_signals->changed();
}

Status Controller::start(StartMode mode)
{
    try {
        startThreads(mode);
    } catch (const std::system_error& problem) {
        Error error = threadLimit(problem);
        for (const auto& output : m_endpoints.outputs()) {
            output->stop();
        }
        const std::unique_ptr<InputConductor> conductor = [this, &error] {
            std::lock_guard lock(m_mutex);
            m_phase = Phase::Failed;
            m_error = error;
            return std::move(m_conductor);
        }();
        noteCommand();
        return error;
    }
    log(LogLevel::Info, mode == StartMode::Paused ? "The pipeline starts, paused" : "The pipeline starts");
    noteCommand();
    return {};
}

void Controller::startThreads(StartMode mode)
{
    std::vector<DecoderTarget> targets;
    for (const auto& input : m_endpoints.inputs()) {
        const sql::Relation& table = m_program.relations[input->relation()];
        targets.push_back({table.schema, table.defaults});
    }
    for (const auto& output : m_endpoints.outputs()) {
        output->start();
    }
    {
        std::lock_guard lock(m_mutex);
        m_isPaused = mode == StartMode::Paused;
        m_startedAt = m_options.clock->now();
        m_conductor = std::make_unique<InputConductor>(m_endpoints, std::move(targets), m_factory, m_signals,
                                                       *m_options.clock, m_options.maxParallelOpenings);
        m_thread = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
    }
}

Status Controller::pause()
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        m_isPaused = true;
        m_isStepping = false;
        endSingleStepLocked();
        publishStateLocked();
    }
    m_signals->step->raise(); // what waited for single steps flows
    log(LogLevel::Info, "The pipeline is paused");
    noteCommand();
    return {};
}

Status Controller::resume()
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        if (m_held) {
            return stateError("A step is held: set its record aside, retry it, or stop");
        }
        m_isPaused = false;
        m_isStepping = false;
        endSingleStepLocked();
        publishStateLocked();
    }
    m_signals->step->raise(); // an insert may wait for this
    log(LogLevel::Info, "The pipeline runs");
    noteCommand();
    return {};
}

Status Controller::singleStep(const std::vector<std::string>& untilChangeOf)
{
    std::vector<size_t> relations;
    for (const std::string& name : untilChangeOf) {
        const auto found = std::find_if(m_program.relations.begin(), m_program.relations.end(),
                                        [&](const sql::Relation& relation) { return relation.name == name; });
        if (found == m_program.relations.end()) {
            return makeError(ErrorCode::kPipelineUnknownRelation, "unknown table or view: " + name);
        }
        relations.push_back(static_cast<size_t>(found - m_program.relations.begin()));
    }
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        if (stateLocked() != PipelineState::Paused) {
            return stateError("Single steps are for a pipeline whose inputs are paused");
        }
        m_isStepping = true;
        m_singleStep = std::move(relations);
    }
    m_signals->step->raise();
    noteCommand();
    return {};
}

void Controller::stop()
{
    {
        std::lock_guard lock(m_mutex);
        if (m_phase != Phase::Starting && m_phase != Phase::Up) {
            return;
        }
        m_phase = m_thread.joinable() ? Phase::Stopping : Phase::Stopped;
        publishStateLocked();
        m_thread.request_stop();
    }
    m_queries.end(stateError("The pipeline was stopped"));
    log(LogLevel::Info, "The pipeline stops");
    noteCommand();
}

void Controller::waitUntilSettled()
{
    std::unique_lock lock(m_mutex);
    m_settled.wait(lock, [this] { return m_phase != Phase::Starting && m_phase != Phase::Stopping; });
}

PipelineState Controller::state() const
{
    std::lock_guard lock(m_mutex);
    return stateLocked();
}

Status Controller::setAsideHeldRecord()
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        if (!m_held) {
            return stateError("No step is held");
        }
        if (!m_held->input) {
            return stateError("The held step fails without any record: retry it or stop");
        }
        m_endpoints.input(*m_held->input)->setAside(m_held->position, m_held->shown.error, m_held->shown.record);
        m_held.reset();
        m_isStepDue = true;
        publishStateLocked();
    }
    m_signals->step->raise();
    log(LogLevel::Warning, "The record of the held step was set aside");
    noteCommand();
    return {};
}

Status Controller::retryHeldStep()
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        if (!m_held) {
            return stateError("No step is held");
        }
        m_held.reset();
        m_isStepDue = true;
        publishStateLocked();
    }
    m_signals->step->raise();
    log(LogLevel::Info, "The held step is tried again");
    noteCommand();
    return {};
}

void Controller::setLimits(const RunLimits& limits)
{
    m_memoryLimitBytes.store(usedMemoryLimit(limits));
    m_onStepError.store(limits.onStepError);
    m_minBatchRecords.store(limits.minBatchRecords);
    m_maxBufferingDelayMicros.store(limits.maxBufferingDelayMicros);
    m_signals->step->raise();
    noteCommand();
}

PipelineState Controller::stateLocked() const
{
    switch (m_phase) {
    case Phase::Starting: return PipelineState::Starting;
    case Phase::Stopping: return PipelineState::Stopping;
    case Phase::Stopped: return PipelineState::Stopped;
    case Phase::Failed: return PipelineState::Failed;
    case Phase::Up: break;
    }
    if (m_held) {
        return PipelineState::Held;
    }
    return m_isPaused ? PipelineState::Paused : PipelineState::Running;
}

void Controller::publishStateLocked()
{
    if (m_conductor) {
        const PipelineState state = stateLocked();
        m_conductor->setPipelineState(state == PipelineState::Paused && m_areInputsLetGo ? PipelineState::Running
                                                                                         : state);
    }
}

void Controller::noteCommand()
{
    m_version.fetch_add(1);
    m_isStatusUrgent.store(true);
    m_changed();
}

Status Controller::checkUpLocked() const
{
    if (m_phase != Phase::Starting && m_phase != Phase::Up) {
        return stateError("The pipeline is not running");
    }
    return {};
}

void Controller::run(std::stop_token stop)
{
    enterBackgroundThread("mr-steps");
    {
        std::lock_guard lock(m_mutex);
        if (m_phase == Phase::Starting) {
            m_phase = Phase::Up;
        }
        publishStateLocked();
        // Before waitUntilSettled() returns: what status() says then must not be older.
        m_version.fetch_add(1);
        m_isStatusUrgent.store(true);
    }
    m_settled.notify_all();
    noteCommand();
    std::optional<Error> crash;
    try {
        do {
            finishTransactionIfDue();
            letIn();
            beginTransactionIfAsked();
            while (!stop.stop_requested() && canStep()) {
                runStep(stop);
                finishTransactionIfDue();
                letIn();
                serveRequests(stop);
                releaseIdleBlocks();
            }
            serveRequests(stop);
        } while (waitForWork(stop));
    } catch (const std::exception& exception) {
        crash = makeError(ErrorCode::kInternal, std::string("The pipeline's engine has failed: ") + exception.what());
    }
    tearDown();
    if (crash) {
        log(LogLevel::Error, crash->detail);
    }
    log(LogLevel::Info, "The pipeline has stopped");
    {
        std::lock_guard lock(m_mutex);
        m_phase = crash ? Phase::Failed : Phase::Stopped;
        m_error = std::move(crash);
        m_held.reset();
        m_isStatusUrgent.store(true);
        m_version.fetch_add(1);
    }
    m_settled.notify_all();
    noteCommand();
}

void Controller::letIn()
{
    if (m_transaction) {
        return; // who comes during a transaction sees nothing of it
    }
    for (const auto& output : m_endpoints.outputs()) {
        RelationStore* store = output->wantsSnapshot() ? m_runner->store(output->relation()) : nullptr;
        if (store != nullptr) {
            Delta rows;
            for (BatchPtr& batch : store->snapshot()) {
                rows.add(std::move(batch));
            }
            output->takeSnapshot(rows);
        }
    }
    m_followers.join(*m_runner, m_tracker->counts().processed.steps, m_options.clock->now());
    m_egress->join(*m_runner, m_tracker->counts().processed);
}

void Controller::log(LogLevel level, std::string text) const
{
    m_signals->log(level, std::move(text));
}

/// Memory that a burst of work has left behind goes back to the system once nothing has happened for a while.
bool Controller::waitForWork(const std::stop_token& stop)
{
    if (m_batchDueInMicros != 0) {
        m_signals->step->waitFor(stop, std::chrono::milliseconds(m_batchDueInMicros / 1000 + 1));
        return !stop.stop_requested();
    }
    if (m_signals->step->waitFor(stop, kIdleTime)) {
        return true;
    }
    if (stop.stop_requested()) {
        return false;
    }
    releaseFreeBlocks();
    return m_signals->step->wait(stop);
}

void Controller::tearDown()
{
    std::unique_ptr<InputConductor> conductor;
    {
        std::lock_guard lock(m_mutex);
        m_phase = Phase::Stopping;
        publishStateLocked();
        conductor = std::move(m_conductor);
    }
    noteCommand();
    for (const auto& output : m_endpoints.outputs()) {
        output->requestStop();
    }
    const Error hasStopped = stateError("The pipeline was stopped");
    m_queries.end(hasStopped);
    conductor.reset();
    m_workers->close();
    m_ingress.close(hasStopped);
    m_egress->close();
    m_requests.close(hasStopped);
    m_queries.close(hasStopped);
    for (const auto& output : m_endpoints.outputs()) {
        output->stop();
    }
    m_followers.finish();
    m_transaction.reset();
    m_runner.reset();
    m_stateBytes.store(0);
    releaseFreeBlocks();
    malloc_trim(0);
}

} // namespace millrace
