// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/controller.h"

#include "engine/base/assert.h"
#include "engine/base/block_pool.h"
#include "engine/pipeline/background_thread.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>

namespace millrace {

namespace {

constexpr size_t kDefaultBatchSize = 10'000;
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

Error unknownConnector(std::string_view relation, std::string_view connector)
{
    return makeError(ErrorCode::kPipelineUnknownConnector,
                     "There is no such connector: " + std::string(relation) + "." + std::string(connector));
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
    , m_changed(std::move(changed))
    , m_signals(std::make_shared<RunSignals>())
    , m_followers(m_program.relations.size(), m_signals->step)
    , m_ignored(m_program.relations.size())
    , m_runner(std::make_unique<StepRunner>(std::move(definition.plan)))
    , m_recordLimit(std::numeric_limits<size_t>::max())
{
    m_signals->changed = [this] {
        m_version.fetch_add(1);
        m_changed();
    };
    for (ConnectorSpec& spec : definition.connectors) {
        const size_t relation = relationIndex(m_program, spec.relation);
        if (spec.direction == Direction::Input) {
            m_inputs.push_back(std::make_shared<InputEndpoint>(std::move(spec), relation, m_signals, *m_options.clock));
            continue;
        }
        const auto delivered = [this] {
            m_tracker->advance();
            m_signals->step->raise();
            m_signals->changed();
        };
        m_outputs.push_back(std::make_shared<OutputEndpoint>(std::move(spec), relation,
                                                             m_program.relations[relation].schema, m_factory, m_signals,
                                                             *m_options.clock, delivered));
    }
    m_tracker = std::make_unique<CompletionTracker>(makeIncarnation(), m_inputs, m_outputs, *m_options.clock);
}

Controller::~Controller()
{
    stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    m_requests.close(stateError("The pipeline is not running")); // of a run that never started
    m_followers.finish();
}

void Controller::start(StartMode mode)
{
    std::vector<DecoderTarget> targets;
    for (const auto& input : m_inputs) {
        const sql::Relation& table = m_program.relations[input->relation()];
        targets.push_back({table.schema, table.defaults});
    }
    for (const auto& output : m_outputs) {
        output->start();
    }
    {
        std::lock_guard lock(m_mutex);
        m_isPaused = mode == StartMode::Paused;
        m_startedAt = m_options.clock->now();
        m_conductor = std::make_unique<InputConductor>(m_inputs, std::move(targets), m_factory, m_signals,
                                                       *m_options.clock, m_options.maxParallelOpenings);
        m_thread = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
    }
    noteCommand();
}

Status Controller::pause()
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        m_isPaused = true;
        publishStateLocked();
    }
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
        publishStateLocked();
    }
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

Status Controller::startConnector(std::string_view relation, std::string_view connector)
{
    if (OutputEndpoint* output = findOutput(relation, connector)) {
        output->retry(); // one that has not failed runs already
        noteCommand();
        return {};
    }
    const std::optional<size_t> input = findInput(relation, connector);
    if (!input) {
        return unknownConnector(relation, connector);
    }
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        m_inputs[*input]->start();
        if (m_inputs[*input]->clearFailure()) {
            m_conductor->retry(*input);
        }
    }
    m_signals->conduct->raise();
    noteCommand();
    return {};
}

Status Controller::pauseConnector(std::string_view relation, std::string_view connector)
{
    if (findOutput(relation, connector) != nullptr) {
        return stateError("An output connector cannot be paused");
    }
    const std::optional<size_t> input = findInput(relation, connector);
    if (!input) {
        return unknownConnector(relation, connector);
    }
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        m_inputs[*input]->pause();
    }
    m_signals->conduct->raise();
    noteCommand();
    return {};
}

Result<TokenStatus> Controller::issueToken(std::string_view relation, std::string_view connector)
{
    const std::optional<size_t> input = findInput(relation, connector);
    if (!input) {
        return unknownConnector(relation, connector);
    }
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
    }
    TokenStatus token = m_tracker->issue(*input);
    noteCommand();
    return token;
}

Result<TokenStatus> Controller::tokenStatus(std::string_view token) const
{
    return m_tracker->status(token, state() == PipelineState::Held);
}

std::vector<TokenStatus> Controller::tokens() const
{
    return m_tracker->list(state() == PipelineState::Held);
}

void Controller::addFollower(size_t relation, const std::shared_ptr<SubscriptionQueue>& follower)
{
    m_followers.add(relation, follower);
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
        m_inputs[*m_held->input]->setAside(m_held->position, m_held->shown.error, m_held->shown.record);
        m_held.reset();
        m_isStepDue = true;
        publishStateLocked();
    }
    m_signals->step->raise();
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
    noteCommand();
    return {};
}

void Controller::setLimits(const RunLimits& limits)
{
    m_memoryLimitBytes.store(usedMemoryLimit(limits));
    m_onStepError.store(limits.onStepError);
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
        m_conductor->setPipelineState(stateLocked());
    }
}

void Controller::noteCommand()
{
    m_version.fetch_add(1);
    m_isStatusUrgent.store(true);
    m_changed();
}

std::optional<size_t> Controller::findInput(std::string_view relation, std::string_view connector) const
{
    for (size_t i = 0; i < m_inputs.size(); ++i) {
        if (m_inputs[i]->spec().relation == relation && m_inputs[i]->spec().name == connector) {
            return i;
        }
    }
    return std::nullopt;
}

OutputEndpoint* Controller::findOutput(std::string_view relation, std::string_view connector) const
{
    for (const auto& output : m_outputs) {
        if (output->spec().relation == relation && output->spec().name == connector) {
            return output.get();
        }
    }
    return nullptr;
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
            m_followers.join(*m_runner, m_options.clock->now());
            while (!stop.stop_requested() && canStep()) {
                runStep(stop);
                m_followers.join(*m_runner, m_options.clock->now());
                serveRequests(stop);
                releaseIdleBlocks();
            }
            serveRequests(stop);
        } while (waitForWork(stop));
    } catch (const std::exception& exception) {
        crash = makeError(ErrorCode::kInternal, std::string("The pipeline's engine has failed: ") + exception.what());
    }
    tearDown();
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

/// Memory that a burst of work has left behind goes back to the system once nothing has happened for a while.
bool Controller::waitForWork(const std::stop_token& stop)
{
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
    conductor.reset();
    m_requests.close(stateError("The pipeline was stopped"));
    for (const auto& output : m_outputs) {
        output->stop();
    }
    m_followers.finish();
    m_runner.reset();
    m_stateBytes.store(0);
    releaseFreeBlocks();
    malloc_trim(0);
}

bool Controller::canStep()
{
    bool isDue = false;
    {
        std::lock_guard lock(m_mutex);
        if (m_held || m_phase != Phase::Up) {
            return false;
        }
        isDue = m_isStepDue;
    }
    isDue = isDue || std::any_of(m_inputs.begin(), m_inputs.end(),
                                 [](const auto& input) { return input->bufferedRecords() != 0; });
    return isDue && hasRoom();
}

bool Controller::hasRoom()
{
    const bool isOutputFull =
        std::any_of(m_outputs.begin(), m_outputs.end(), [](const auto& output) { return output->isFull(); });
    return !isOutputFull && !m_followers.isBlocked();
}

void Controller::runStep(const std::stop_token& stop)
{
    const StepInput input = takeInput();
    StepContext context;
    context.step = m_tracker->beginStep();
    context.now = m_options.clock->now();
    std::optional<StepFailure> failure = m_runner->evaluate(context, input.pieces, m_memoryLimitBytes.load(), stop);
    if (!failure) {
        finishStep(context, input);
    } else if (!stop.stop_requested()) {
        failStep(std::move(*failure), input);
    }
}

Controller::StepInput Controller::takeInput() const
{
    struct Origin {
        size_t input = 0;
        BufferedPiece piece;
    };
    std::vector<Origin> origins;
    StepInput step;
    for (size_t i = 0; i < m_inputs.size(); ++i) {
        const uint64_t batchSize = m_inputs[i]->spec().maxBatchSize;
        std::vector<BufferedPiece> pieces;
        m_inputs[i]->peek(std::min<size_t>(batchSize == 0 ? kDefaultBatchSize : batchSize, m_recordLimit), pieces);
        size_t numRecords = 0;
        for (BufferedPiece& piece : pieces) {
            numRecords += piece.numRecords;
            origins.push_back({i, std::move(piece)});
        }
        step.takenRecords.push_back(numRecords);
        step.numRecords += numRecords;
    }
    std::stable_sort(origins.begin(), origins.end(),
                     [](const Origin& a, const Origin& b) { return a.piece.arrival < b.piece.arrival; });
    for (Origin& origin : origins) {
        step.pieces.push_back(
            {m_inputs[origin.input]->relation(), std::move(origin.piece.records), origin.piece.numRecords});
        step.origins.push_back(origin.input);
        step.positions.push_back(origin.piece.position);
    }
    return step;
}

void Controller::finishStep(const StepContext& context, const StepInput& input)
{
    uint64_t numChanges = 0;
    for (size_t i = 0; i < m_program.relations.size(); ++i) {
        if (!m_program.relations[i].isTable()) {
            numChanges += m_runner->numChanges(i);
        }
    }
    m_runner->commit();
    for (size_t i = 0; i < m_ignored.size(); ++i) {
        m_ignored[i].store(m_runner->numIgnored(i), std::memory_order_relaxed);
    }
    m_stateBytes.store(m_runner->stateBytes());
    m_outputChanges.fetch_add(numChanges);
    {
        std::lock_guard lock(m_mutex);
        m_isStepDue = false;
    }
    // Followers and outputs come first: who sees a token complete can rely on finding the change.
    m_followers.publish(*m_runner, context.step, context.now);
    StepProgress progress = m_tracker->counts().processed;
    progress.steps = context.step;
    progress.records += input.numRecords;
    for (const auto& output : m_outputs) {
        output->enqueue(progress, m_runner->change(output->relation()));
    }
    m_tracker->commitStep(input.takenRecords, input.numInserted);
    m_recordLimit = m_recordLimit > std::numeric_limits<size_t>::max() / 2 ? m_recordLimit : m_recordLimit * 2;
    m_signals->changed();
}

void Controller::failStep(StepFailure failure, const StepInput& input)
{
    Held held;
    held.shown.error = std::move(failure.error);
    held.shown.view = std::move(failure.view);
    if (failure.record) {
        size_t record = *failure.record;
        size_t piece = 0;
        while (record >= input.pieces[piece].numRecords) {
            record -= input.pieces[piece].numRecords;
            ++piece;
        }
        const InputEndpoint& origin = *m_inputs[input.origins[piece]];
        held.input = input.origins[piece];
        held.position = input.positions[piece] + record;
        held.shown.endpoint = origin.spec().endpointName();
        held.shown.record = m_factory.describeRecord(m_program.relations[origin.relation()].schema,
                                                     *input.pieces[piece].records.rows, record);
        capText(held.shown.record, ErrorRing::kMaxTextBytes);
    }
    if (m_onStepError.load() == StepErrorPolicy::SetAside && held.input) {
        m_inputs[*held.input]->setAside(held.position, std::move(held.shown.error), std::move(held.shown.record));
        // Where one record is bad more may be: smaller steps make each cheap to find.
        m_recordLimit = std::max<size_t>(1, input.numRecords / 2);
        return;
    }
    {
        std::lock_guard lock(m_mutex);
        m_held = std::move(held);
        publishStateLocked();
    }
    noteCommand();
}

} // namespace millrace
