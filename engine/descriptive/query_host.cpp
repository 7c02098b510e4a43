// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/query_host.h"

#include "engine/base/clock.h"
#include "engine/descriptive/primed_call.h"

namespace millrace::descriptive {

QueryHost::QueryHost(HostOptions options)
    : m_book(std::move(options.file), std::move(options.config))
    , m_openCall(std::move(options.openCall))
    , m_scheduler(std::make_shared<CallScheduler>(options.limits))
{
    if (!m_openCall) {
        m_openCall = [this](std::span<const std::string> statements, Instant now) {
            return primed(openStreamCall(m_catalog, statements, now), statements.size() - 1, now);
        };
    }
}

QueryHost::~QueryHost()
{
    m_scheduler->stop();
}

PreparedCall QueryHost::prepare(std::string_view pipeline)
{
    const std::optional<PipelineDefinition> definition = m_book.find(pipeline);
    PreparedCall prepared;
    if (!definition) {
        prepared.failure = CallFailure{
            true,
            {makeError(ErrorCode::kPipelineUnknown, "There is no pipeline of this name: " + std::string(pipeline)), 0}};
        return prepared;
    }
    prepared = prepareStatements(definition->statements);
    prepared.pipeline = definition->name;
    return prepared;
}

PreparedCall QueryHost::prepareStatements(std::span<const std::string> statements)
{
    PreparedCall prepared;
    if (statements.empty()) {
        prepared.failure = CallFailure{false, {makeError(kConfigNoStatements, "The pipeline has no statement"), 0}};
        return prepared;
    }
    prepared.lastStatement = statements.size() - 1;
    OpenedStreamCall opened = m_openCall(statements, Clock::system().now());
    prepared.stream = std::move(opened.call);
    if (!prepared.stream) {
        prepared.failure = CallFailure{false, std::move(opened.failure)};
    }
    return prepared;
}

Result<std::shared_ptr<LiveCall>> QueryHost::start(PreparedCall prepared, const RowFormat& format, std::string client)
{
    return m_scheduler->start(std::move(prepared.stream), format, {std::move(prepared.pipeline), std::move(client)});
}

std::vector<StatementError> QueryHost::check(std::span<const std::string> statements) const
{
    return checkStatements(m_catalog, statements);
}

} // namespace millrace::descriptive
