// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a run: what goes into one, what becomes of it.
#include "engine/pipeline/controller.h"

#include <algorithm>
#include <limits>

namespace millrace {

namespace {

constexpr size_t kDefaultBatchSize = 10'000;

} // namespace

bool Controller::canStep()
{
    bool isDue = false;
    {
        std::lock_guard lock(m_mutex);
        if (m_held || m_phase != Phase::Up) {
            return false;
        }
        isDue = m_isStepDue;
        // A commit takes what belongs to its transaction whatever waits.
        if (m_isStepping && !m_singleStep && !isDue && m_transactionStage != TransactionStage::Committing) {
            m_batchDueInMicros = 0;
            return false;
        }
    }
    uint64_t bufferedRecords = 0;
    for (const auto& input : m_endpoints.inputs()) {
        bufferedRecords += input->bufferedRecords();
    }
    letInputsGo(bufferedRecords == 0);
    isDue = isBatchDue(bufferedRecords) || isDue;
    const bool isStalled = isDue && !hasRoom();
    noteStall(isStalled);
    return isDue && !isStalled;
}

void Controller::letInputsGo(bool areLetGo)
{
    std::lock_guard lock(m_mutex);
    if (m_singleStep && m_areInputsLetGo != areLetGo) {
        m_areInputsLetGo = areLetGo;
        publishStateLocked();
    }
}

void Controller::finishSingleStep(const StepInput& input)
{
    std::lock_guard lock(m_mutex);
    if (!m_isSingleStep || !m_singleStep || input.numRecords == 0) {
        return;
    }
    // Changes that cancel out are counted too.
    const auto hasChanged = [this](size_t relation) {
        return m_runner->numChanges(relation) != 0 && !m_runner->change(relation).empty();
    };
    const bool isDone =
        m_singleStep->empty() || std::any_of(m_singleStep->begin(), m_singleStep->end(), hasChanged);
    if (isDone) {
        endSingleStepLocked();
        publishStateLocked();
    }
}

void Controller::endSingleStepLocked()
{
    m_singleStep.reset();
    m_areInputsLetGo = false;
}

bool Controller::isBatchDue(uint64_t bufferedRecords)
{
    m_batchDueInMicros = 0;
    if (bufferedRecords == 0) {
        m_bufferedSince = 0;
        return false;
    }
    const auto delay = static_cast<int64_t>(std::min<uint64_t>(m_maxBufferingDelayMicros.load(), INT64_MAX));
    if (bufferedRecords > m_minBatchRecords.load() || delay == 0 || commitGoals()) {
        m_bufferedSince = 0;
        return true;
    }
    const int64_t now = Clock::system().steadyMicros();
    if (m_bufferedSince == 0) {
        m_bufferedSince = now;
    }
    const int64_t waited = now - m_bufferedSince;
    if (waited >= delay) {
        m_bufferedSince = 0;
        return true;
    }
    m_batchDueInMicros = delay - waited;
    return false;
}

void Controller::noteStall(bool isStalled)
{
    const int64_t since = m_stalledSince.load();
    if (isStalled && since == 0) {
        m_stalledSince.store(std::max<int64_t>(m_options.clock->steadyMicros(), 1));
    } else if (!isStalled && since != 0) {
        m_stalledMicros.fetch_add(m_options.clock->steadyMicros() - since);
        m_stalledSince.store(0);
    }
}

bool Controller::hasRoom()
{
    const auto outputs = m_endpoints.outputs();
    const bool isOutputFull =
        std::any_of(outputs.begin(), outputs.end(), [](const auto& output) { return output->isFull(); });
    return !isOutputFull && !m_followers.isBlocked();
}

void Controller::runStep(const std::stop_token& stop)
{
    {
        std::lock_guard lock(m_mutex);
        m_isSingleStep = m_singleStep.has_value();
    }
    const StepInput input = takeInput();
    beginTransactionIfAsked();
    StepContext context;
    context.step = m_tracker->beginStep();
    context.now = m_options.clock->now();
    std::optional<StepFailure> failure = m_runner->evaluate(context, input.pieces, stateLimitBytes(), stop);
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
    const auto inputs = m_endpoints.inputs();
    const std::optional<std::vector<uint64_t>> goals = commitGoals();
    std::vector<Origin> origins;
    StepInput step;
    for (size_t i = 0; i < inputs.size(); ++i) {
        const uint64_t batchSize = inputs[i]->spec().maxBatchSize;
        uint64_t most = std::min<uint64_t>(batchSize == 0 ? kDefaultBatchSize : batchSize, m_recordLimit);
        if (goals) {
            const uint64_t goal = i < goals->size() ? (*goals)[i] : 0;
            most = std::min(most, goal - std::min(goal, inputs[i]->enteredRecords()));
        }
        std::vector<BufferedPiece> pieces;
        inputs[i]->peek(most, pieces);
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
            {inputs[origin.input]->relation(), std::move(origin.piece.records), origin.piece.numRecords});
        step.origins.push_back(origin.input);
        step.positions.push_back(origin.piece.position);
    }
    return step;
}

uint64_t Controller::stateLimitBytes() const
{
    const uint64_t limit = m_memoryLimitBytes.load();
    return m_transaction ? limit - std::min(limit, m_transaction->byteSize()) : limit;
}

void Controller::finishStep(const StepContext& context, const StepInput& input)
{
    m_runner->commit();
    for (size_t i = 0; i < m_ignored.size(); ++i) {
        m_ignored[i].store(m_runner->numIgnored(i), std::memory_order_relaxed);
    }
    m_stateBytes.store(m_runner->stateBytes());
    uint64_t numChanges = 0;
    for (size_t i = 0; i < m_program.relations.size(); ++i) {
        numChanges += m_program.relations[i].isTable() ? 0 : m_runner->numChanges(i);
    }
    m_outputChanges.fetch_add(numChanges);
    {
        std::lock_guard lock(m_mutex);
        m_isStepDue = false;
    }
    if (m_transaction) {
        m_transaction->add(*m_runner);
        m_tracker->commitStep(input.takenRecords, CompletionTracker::Visibility::Hidden, input.numInserted);
    } else {
        // Followers and outputs come first: who sees a token complete can rely on finding the change.
        StepProgress progress = m_tracker->counts().processed;
        progress.steps = context.step;
        progress.records += input.numRecords;
        publish([&](size_t i) { return m_runner->numChanges(i) == 0 ? Delta() : m_runner->change(i); }, progress);
        m_tracker->commitStep(input.takenRecords, CompletionTracker::Visibility::Published, input.numInserted);
    }
    finishSingleStep(input);
    m_recordLimit = m_recordLimit > std::numeric_limits<size_t>::max() / 2 ? m_recordLimit : m_recordLimit * 2;
    m_signals->changed();
}

void Controller::publish(const std::function<Delta(size_t relation)>& changeOf, StepProgress progress)
{
    std::vector<std::optional<Delta>> changes(m_program.relations.size());
    const auto change = [&](size_t relation) -> const Delta& {
        if (!changes[relation]) {
            changes[relation] = changeOf(relation);
        }
        return *changes[relation];
    };
    m_followers.publish(*m_runner, change, progress.steps, m_options.clock->now());
    for (const auto& output : m_endpoints.outputs()) {
        output->enqueue(progress, change(output->relation()));
    }
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
        const InputEndpoint& origin = *m_endpoints.input(input.origins[piece]);
        held.input = input.origins[piece];
        held.position = input.positions[piece] + record;
        held.shown.endpoint = origin.endpointName();
        held.shown.record = m_factory.describeRecord(m_program.relations[origin.relation()].schema,
                                                     *input.pieces[piece].records.rows, record);
        capText(held.shown.record, ErrorRing::kMaxTextBytes);
    }
    if (m_onStepError.load() == StepErrorPolicy::SetAside && held.input) {
        m_endpoints.input(*held.input)
            ->setAside(held.position, std::move(held.shown.error), std::move(held.shown.record));
        // Where one record is bad more may be: smaller steps make each cheap to find.
        m_recordLimit = std::max<size_t>(1, input.numRecords / 2);
        return;
    }
    log(LogLevel::Error, "A step is held: " + held.shown.error.detail +
                             (held.shown.view.empty() ? "" : ", in view " + held.shown.view) +
                             (held.shown.endpoint.empty() ? "" : ", by a record of " + held.shown.endpoint));
    {
        std::lock_guard lock(m_mutex);
        m_held = std::move(held);
        endSingleStepLocked();
        publishStateLocked();
    }
    noteCommand();
}

} // namespace millrace
