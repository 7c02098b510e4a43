// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/pipeline_drain.h"

namespace millrace::cli {

PipelineDrain::PipelineDrain(std::shared_ptr<api::Pipeline> pipeline)
    : m_pipeline(std::move(pipeline))
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

} // namespace millrace::cli
