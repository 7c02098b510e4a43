// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/pipeline_drain.h"

namespace millrace::cli {

namespace {

uint64_t progressOf(const PipelineStatus& status)
{
    uint64_t progress = status.totalProcessedRecords + status.processedSteps + status.completedSteps;
    for (const OutputStatus& output : status.outputs) {
        progress += output.transmittedRecords + output.droppedBatches + output.numTransportErrors;
    }
    return progress;
}

} // namespace

PipelineDrain::PipelineDrain(std::shared_ptr<api::Pipeline> pipeline)
    : m_pipeline(std::move(pipeline))
    , m_movedAt(std::chrono::steady_clock::now())
{
    ignoreError(m_pipeline->pause()); // refused when the run just ended, which isDone() sees
    for (const InputStatus& input : m_pipeline->status()->inputs) {
        Result<TokenStatus> token = m_pipeline->issueToken(input.relation, input.name);
        if (token.ok()) {
            m_tokens.push_back(std::move(token->token));
        }
    }
}

bool PipelineDrain::isDone()
{
    const PipelineState state = m_pipeline->status()->state;
    if (state == PipelineState::Held || state == PipelineState::Stopped || state == PipelineState::Failed) {
        return true;
    }
    std::erase_if(m_tokens, [this](const std::string& token) {
        const Result<TokenStatus> status = m_pipeline->tokenStatus(token);
        return !status.ok() || status->state == TokenState::Complete;
    });
    return m_tokens.empty();
}

std::optional<std::string> PipelineDrain::stalledBy()
{
    const std::shared_ptr<const PipelineStatus> status = m_pipeline->status();
    const auto now = std::chrono::steady_clock::now();
    if (const uint64_t progress = progressOf(*status); progress != m_progress) {
        m_progress = progress;
        m_movedAt = now;
    }
    if (now - m_movedAt < kPatience) {
        return std::nullopt;
    }
    if (status->transactionStage != TransactionStage::None) {
        return "a transaction is open";
    }
    std::optional<std::string> listener;
    for (const OutputStatus& output : status->outputs) {
        if (output.isEgress && output.deliveredStep < status->processedSteps) {
            listener = "the listener does not read: " + output.endpoint;
        } else if (!output.isEgress && output.queuedBatches + output.bufferedBatches != 0) {
            return std::nullopt; // it gives up by itself, or delivers
        }
    }
    return listener;
}

} // namespace millrace::cli
