// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a run's connectors: start, pause, tokens, data pushed in, followers.
#include "engine/pipeline/controller.h"

namespace millrace {

namespace {

Error stateError(std::string detail)
{
    return makeError(ErrorCode::kPipelineState, std::move(detail));
}

Error unknownConnector(std::string_view relation, std::string_view connector)
{
    return makeError(ErrorCode::kPipelineUnknownConnector,
                     "There is no such connector: " + std::string(relation) + "." + std::string(connector));
}

} // namespace

Status Controller::startConnector(std::string_view relation, std::string_view connector)
{
    if (const auto output = m_endpoints.findOutput(relation, connector)) {
        if (output->retry()) { // one that has not failed runs already
            m_signals->step->raise(); // it may want a snapshot
        }
        noteCommand();
        return {};
    }
    const std::optional<size_t> input = m_endpoints.findInput(relation, connector);
    if (!input) {
        return unknownConnector(relation, connector);
    }
    const auto endpoint = m_endpoints.input(*input);
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        endpoint->start();
        if (endpoint->clearFailure()) {
            m_conductor->retry(*input);
        }
    }
    m_signals->conduct->raise();
    log(LogLevel::Info, "Connector " + endpoint->endpointName() + " is started");
    noteCommand();
    return {};
}

Status Controller::pauseConnector(std::string_view relation, std::string_view connector)
{
    if (m_endpoints.findOutput(relation, connector)) {
        return stateError("An output connector cannot be paused");
    }
    const std::optional<size_t> input = m_endpoints.findInput(relation, connector);
    if (!input) {
        return unknownConnector(relation, connector);
    }
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        m_endpoints.input(*input)->pause();
    }
    m_signals->conduct->raise();
    log(LogLevel::Info, "Connector " + m_endpoints.input(*input)->endpointName() + " is paused");
    noteCommand();
    return {};
}

Result<TokenStatus> Controller::issueToken(std::string_view relation, std::string_view connector)
{
    const std::optional<size_t> input = m_endpoints.findInput(relation, connector);
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

Result<std::shared_ptr<Ingress>> Controller::openIngress(const IngressOptions& options)
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        if (!m_conductor) {
            return stateError("The pipeline is not running");
        }
    }
    return m_ingress.open(options);
}

Result<std::shared_ptr<Egress>> Controller::openEgress(const EgressOptions& options)
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
    }
    return m_egress->open(options);
}

void Controller::adopt(const std::shared_ptr<IngressEndpoint>& endpoint)
{
    std::lock_guard lock(m_mutex);
    if (m_conductor) {
        m_conductor->adopt(endpoint);
    }
}

void Controller::addFollower(size_t relation, const std::shared_ptr<SubscriptionQueue>& follower)
{
    m_followers.add(relation, follower);
}

} // namespace millrace
