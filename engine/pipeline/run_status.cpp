// SPDX-License-Identifier: GPL-3.0-or-later
// The controller's status snapshot.
#include "engine/pipeline/controller.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr int64_t kMinRebuildGapMicros = 50'000;

} // namespace

std::shared_ptr<const PipelineStatus> Controller::status() const
{
    std::lock_guard lock(m_statusMutex);
    const int64_t now = Clock::system().steadyMicros();
    const bool isUrgent = m_isStatusUrgent.exchange(false);
    const uint64_t version = m_version.load();
    const bool isDue = version != m_statusVersion && now - m_statusBuiltAt >= kMinRebuildGapMicros;
    if (!m_status || isUrgent || isDue) {
        m_statusVersion = version;
        m_statusBuiltAt = now;
        m_status = buildStatus();
    }
    return m_status;
}

void Controller::refreshStatus()
{
    m_isStatusUrgent.store(true);
}

std::shared_ptr<const PipelineStatus> Controller::buildStatus() const
{
    auto status = std::make_shared<PipelineStatus>();
    status->incarnation = m_tracker->incarnation();
    {
        std::lock_guard lock(m_mutex);
        status->state = stateLocked();
        status->error = m_error;
        if (m_held) {
            status->held = m_held->shown;
        }
        status->startedAt = m_startedAt;
        status->transactionStage = m_transactionStage;
        if (m_transactionStage != TransactionStage::None) {
            status->transactionId = m_transactionId;
            status->transactionStartedAt = m_transactionStartedAt;
        }
    }
    const auto inputs = m_endpoints.inputs();
    std::vector<InputActivity> activities;
    for (const auto& input : inputs) {
        activities.push_back(input->activity());
    }
    bool hasEnded = true;
    for (size_t i = 0; i < inputs.size(); ++i) {
        InputStatus input = inputs[i]->status();
        input.reason = activityReason(status->state, activities, i);
        status->totalInputRecords += input.totalRecords;
        status->bufferedInputRecords += input.bufferedRecords;
        status->totalInputBytes += input.totalBytes;
        status->bufferedInputBytes += input.bufferedBytes;
        hasEnded = hasEnded && (input.isIngress || (input.endOfInput && !input.fatalError));
        status->inputs.push_back(std::move(input));
    }
    // The counts come after the inputs': what had ended then has been received by now.
    const RunCounts counts = m_tracker->counts();
    status->totalInputRecords += counts.insertedRecords;
    status->initiatedSteps = counts.initiatedSteps;
    status->processedSteps = counts.processed.steps;
    status->completedSteps = counts.completed.steps;
    status->totalProcessedRecords = counts.processed.records;
    status->totalCompletedRecords = counts.completed.records;
    status->totalProcessedBytes = status->totalInputBytes - status->bufferedInputBytes;
    status->numTokens = counts.tokens;
    status->numOpenTokens = counts.openTokens;
    if (status->transactionId != 0) {
        status->transactionRecords = counts.processed.records - counts.published.records;
    }
    const int64_t stalledSince = m_stalledSince.load();
    status->outputStallMicros = static_cast<uint64_t>(
        m_stalledMicros.load() + (stalledSince == 0 ? 0 : m_options.clock->steadyMicros() - stalledSince));
    for (const auto& output : m_endpoints.outputs()) {
        output->appendStatus(status->outputs);
    }
    for (size_t i = 0; i < m_ignored.size(); ++i) {
        if (const uint64_t numIgnored = m_ignored[i].load(std::memory_order_relaxed)) {
            status->tables.push_back({m_program.relations[i].name, numIgnored});
        }
    }
    status->totalOutputChanges = m_outputChanges.load();
    status->stateBytes = m_stateBytes.load();
    status->memoryLimitBytes = m_memoryLimitBytes.load();
    status->isComplete = hasEnded && counts.processed.steps != 0 && counts.completed.steps == counts.processed.steps &&
                         counts.completed.records == status->totalInputRecords;
    return status;
}

} // namespace millrace
