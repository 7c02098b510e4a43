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
    }
    const auto inputs = m_endpoints.inputs();
    isDue = isDue || std::any_of(inputs.begin(), inputs.end(),
                                 [](const auto& input) { return input->bufferedRecords() != 0; });
    return isDue && hasRoom();
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
    const auto inputs = m_endpoints.inputs();
    std::vector<Origin> origins;
    StepInput step;
    for (size_t i = 0; i < inputs.size(); ++i) {
        const uint64_t batchSize = inputs[i]->spec().maxBatchSize;
        std::vector<BufferedPiece> pieces;
        inputs[i]->peek(std::min<size_t>(batchSize == 0 ? kDefaultBatchSize : batchSize, m_recordLimit), pieces);
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
    for (const auto& output : m_endpoints.outputs()) {
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
    {
        std::lock_guard lock(m_mutex);
        m_held = std::move(held);
        publishStateLocked();
    }
    noteCommand();
}

} // namespace millrace
