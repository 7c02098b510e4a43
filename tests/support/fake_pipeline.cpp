// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_pipeline.h"

#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace millrace::test {

RelationInfo fakeRelation(std::string name, std::vector<std::pair<std::string, SqlType>> columns,
                          sql::RelationKind kind, std::vector<std::string> connectors)
{
    RelationInfo info;
    info.name = std::move(name);
    info.kind = kind;
    info.isMaterialized = kind == sql::RelationKind::MaterializedView;
    info.connectors = std::move(connectors);
    for (auto& [columnName, type] : columns) {
        info.schema.columns.push_back({std::move(columnName), type, false});
    }
    return info;
}

RelationInfo fakePriceRelation(std::string name, sql::RelationKind kind)
{
    return fakeRelation(std::move(name),
                        {{"id", SqlType::of(TypeId::BigInt, false)},
                         {"name", SqlType::of(TypeId::Varchar)},
                         {"price", SqlType::decimal(10, 2)}},
                        kind);
}

BatchPtr fakeBatch(size_t numRows, int64_t firstId, Weight weight)
{
    constexpr std::array<Physical, 3> kColumns = {Physical::Int64, Physical::String, Physical::Decimal128};
    BatchBuilder builder(kColumns);
    builder.reserve(numRows);
    for (size_t i = 0; i < numRows; ++i) {
        const int64_t id = firstId + static_cast<int64_t>(i);
        builder.column(0).append<int64_t>(id);
        if (id % 10 == 9) {
            builder.column(1).appendNull();
        } else {
            builder.column(1).appendString("a part with the number " + std::to_string(id));
        }
        builder.column(2).append<Int128>(Int128{id} * 25);
        builder.appendWeight(weight);
    }
    return builder.build(true);
}

// --- FakeSubscription ---

FakeSubscription::FakeSubscription(SubscribeOptions options)
    : m_options(options)
{
}

StreamChunk FakeSubscription::take()
{
    StreamChunk chunk;
    {
        const std::lock_guard lock(m_mutex);
        chunk = std::exchange(m_chunk, {});
        chunk.isEnd = m_isEnded;
        m_numRows = 0;
        m_isWakeupDue = true;
    }
    m_room.notify_all();
    return chunk;
}

void FakeSubscription::setWakeup(std::function<void()> wakeup)
{
    const std::lock_guard lock(m_wakeupMutex);
    m_wakeup = std::move(wakeup);
}

void FakeSubscription::publish(StepChange change)
{
    std::unique_lock lock(m_mutex);
    const size_t rows = change.delta.numRows();
    if (m_options.policy == OverflowPolicy::Block) {
        m_room.wait(lock, [&] { return m_isEnded || m_numRows == 0 || m_numRows + rows <= m_options.maxRows; });
    }
    if (m_isEnded || rows == 0) {
        return;
    }
    m_chunk.changes.push_back(std::move(change));
    m_numRows += rows;
    while (m_options.policy == OverflowPolicy::DropOldest && m_numRows > m_options.maxRows &&
           m_chunk.changes.size() > 1) {
        const StepChange& oldest = m_chunk.changes.front();
        const size_t oldestRows = oldest.delta.numRows();
        m_chunk.droppedFirstStep = m_chunk.droppedRows == 0 ? oldest.step : m_chunk.droppedFirstStep;
        m_chunk.droppedLastStep = oldest.step;
        m_chunk.droppedRows += oldestRows;
        m_numRows -= oldestRows;
        m_chunk.changes.erase(m_chunk.changes.begin());
    }
    wake(lock);
}

void FakeSubscription::end()
{
    std::unique_lock lock(m_mutex);
    m_isEnded = true;
    m_room.notify_all();
    wake(lock);
}

size_t FakeSubscription::numQueuedRows() const
{
    const std::lock_guard lock(m_mutex);
    return m_numRows;
}

void FakeSubscription::wake(std::unique_lock<std::mutex>& lock)
{
    const bool isDue = std::exchange(m_isWakeupDue, false);
    lock.unlock();
    if (!isDue) {
        return;
    }
    const std::lock_guard wakeupLock(m_wakeupMutex);
    if (m_wakeup) {
        m_wakeup();
    }
}

// --- FakePipeline ---

FakePipeline::FakePipeline(std::string name, std::string program)
    : m_name(std::move(name))
    , m_program(std::move(program))
{
}

FakePipeline::~FakePipeline() = default;

std::string FakePipeline::name() const
{
    const std::lock_guard lock(m_mutex);
    return m_name;
}

std::string FakePipeline::program() const
{
    const std::lock_guard lock(m_mutex);
    return m_program;
}

Status FakePipeline::called(const std::string& command)
{
    const std::lock_guard lock(m_mutex);
    ++m_calls[command];
    if (m_nextError) {
        return *std::exchange(m_nextError, std::nullopt);
    }
    return {};
}

Status FakePipeline::setProgram(std::string sql)
{
    MR_CHECK(called("setProgram"));
    {
        const std::lock_guard lock(m_mutex);
        m_program = std::move(sql);
        ++m_programRevision;
    }
    notifyListeners();
    return {};
}

std::vector<RelationInfo> FakePipeline::relations() const
{
    const std::lock_guard lock(m_mutex);
    return m_relations;
}

Status FakePipeline::start(bool paused)
{
    MR_CHECK(called("start"));
    changeStatus([&](PipelineStatus& status) {
        status.state = paused ? PipelineState::Paused : PipelineState::Running;
        status.incarnation = "run-" + std::to_string(++m_numRuns);
        status.processedSteps = 0;
    });
    return {};
}

Status FakePipeline::pause()
{
    MR_CHECK(called("pause"));
    changeStatus([](PipelineStatus& status) { status.state = PipelineState::Paused; });
    return {};
}

Status FakePipeline::resume()
{
    MR_CHECK(called("resume"));
    changeStatus([](PipelineStatus& status) { status.state = PipelineState::Running; });
    return {};
}

Status FakePipeline::stop()
{
    MR_CHECK(called("stop"));
    endRun();
    return {};
}

std::shared_ptr<const PipelineStatus> FakePipeline::status() const
{
    const std::lock_guard lock(m_mutex);
    return std::make_shared<const PipelineStatus>(m_status);
}

int FakePipeline::addStatusListener(std::function<void()> listener)
{
    const std::lock_guard lock(m_listenerMutex);
    m_listeners[m_nextListener] = std::move(listener);
    return m_nextListener++;
}

void FakePipeline::removeStatusListener(int id)
{
    const std::lock_guard lock(m_listenerMutex);
    m_listeners.erase(id);
}

Status FakePipeline::setConnector(std::string_view relation, std::string_view connector, ConnectorState requested)
{
    bool isKnown = false;
    changeStatus([&](PipelineStatus& status) {
        for (InputStatus& input : status.inputs) {
            if (input.relation != relation || input.name != connector) {
                continue;
            }
            isKnown = true;
            if (m_confirmsToggles) {
                input.requested = requested;
                input.isActive = requested == ConnectorState::Running;
                input.fatalError.reset();
            }
        }
    });
    return isKnown ? Status() : makeError(ErrorCode::kPipelineUnknownConnector, "unknown connector");
}

Status FakePipeline::startConnector(std::string_view relation, std::string_view connector)
{
    MR_CHECK(called("startConnector"));
    return setConnector(relation, connector, ConnectorState::Running);
}

Status FakePipeline::pauseConnector(std::string_view relation, std::string_view connector)
{
    MR_CHECK(called("pauseConnector"));
    return setConnector(relation, connector, ConnectorState::Paused);
}

Result<TokenStatus> FakePipeline::issueToken(std::string_view relation, std::string_view connector)
{
    MR_CHECK(called("issueToken"));
    const std::lock_guard lock(m_mutex);
    TokenStatus token;
    token.token = "token-" + std::to_string(++m_numTokens);
    token.relation = relation;
    token.connector = connector;
    token.issuedAt = Clock::system().now();
    if (const InputStatus* input = m_status.findInput(relation, connector)) {
        token.count = input->totalRecords;
    }
    m_tokens.insert(m_tokens.begin(), token);
    return token;
}

Result<TokenStatus> FakePipeline::tokenStatus(std::string_view token) const
{
    const std::lock_guard lock(m_mutex);
    for (const TokenStatus& candidate : m_tokens) {
        if (candidate.token == token) {
            return candidate;
        }
    }
    return makeError(ErrorCode::kTokenMalformed, "unknown token");
}

std::vector<TokenStatus> FakePipeline::tokens() const
{
    const std::lock_guard lock(m_mutex);
    return m_tokens;
}

Result<std::shared_ptr<Subscription>> FakePipeline::subscribe(std::string_view relation, SubscribeOptions options)
{
    MR_CHECK(called("subscribe"));
    const std::lock_guard lock(m_mutex);
    const bool isKnown = std::any_of(m_relations.begin(), m_relations.end(),
                                     [&](const RelationInfo& info) { return info.name == relation; });
    if (!isKnown) {
        return makeError(ErrorCode::kPipelineUnknownRelation, "unknown relation: " + std::string(relation));
    }
    if (m_needsRun && (m_status.state == PipelineState::Stopped || m_status.state == PipelineState::Failed)) {
        return makeError(ErrorCode::kPipelineState, "the pipeline is stopped");
    }
    auto subscription = std::make_shared<FakeSubscription>(options);
    m_subscriptions[std::string(relation)].push_back(subscription);
    // A publisher that waits for room holds the queue as well: it has to learn that the consumer went away.
    return std::shared_ptr<Subscription>(subscription.get(), [subscription](Subscription*) mutable {
        subscription->end();
        subscription.reset();
    });
}

Status FakePipeline::setAsideHeldRecord()
{
    MR_CHECK(called("setAsideHeldRecord"));
    changeStatus([](PipelineStatus& status) {
        status.held.reset();
        status.state = PipelineState::Running;
    });
    return {};
}

Status FakePipeline::retryHeldStep()
{
    return called("retryHeldStep");
}

void FakePipeline::rename(std::string name)
{
    const std::lock_guard lock(m_mutex);
    m_name = std::move(name);
}

void FakePipeline::setRelations(std::vector<RelationInfo> relations)
{
    const std::lock_guard lock(m_mutex);
    m_relations = std::move(relations);
}

void FakePipeline::changeStatus(const std::function<void(PipelineStatus&)>& edit)
{
    {
        const std::lock_guard lock(m_mutex);
        edit(m_status);
    }
    notifyListeners();
}

void FakePipeline::changeTokens(const std::function<void(std::vector<TokenStatus>&)>& edit)
{
    {
        const std::lock_guard lock(m_mutex);
        edit(m_tokens);
    }
    notifyListeners();
}

void FakePipeline::notifyListeners()
{
    const std::lock_guard lock(m_listenerMutex);
    for (const auto& [id, listener] : m_listeners) {
        listener();
    }
}

std::vector<std::shared_ptr<FakeSubscription>> FakePipeline::subscribersOf(std::string_view relation)
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<FakeSubscription>> present;
    const auto found = m_subscriptions.find(relation);
    if (found == m_subscriptions.end()) {
        return present;
    }
    std::erase_if(found->second, [](const auto& weak) { return weak.expired(); });
    for (const std::weak_ptr<FakeSubscription>& weak : found->second) {
        if (auto subscription = weak.lock()) {
            present.push_back(std::move(subscription));
        }
    }
    return present;
}

void FakePipeline::publish(std::string_view relation, uint64_t step, std::vector<BatchPtr> batches, bool isSnapshot)
{
    StepChange change;
    change.step = step;
    change.at = Clock::system().now();
    change.isSnapshot = isSnapshot;
    for (BatchPtr& batch : batches) {
        change.delta.add(std::move(batch));
    }
    {
        const std::lock_guard lock(m_mutex);
        m_status.processedSteps = std::max(m_status.processedSteps, step);
        m_status.totalOutputChanges += change.delta.numRows();
    }
    for (const std::shared_ptr<FakeSubscription>& subscription : subscribersOf(relation)) {
        subscription->publish(change);
    }
}

void FakePipeline::endRun()
{
    std::vector<std::shared_ptr<FakeSubscription>> all;
    for (const RelationInfo& relation : relations()) {
        for (auto& subscription : subscribersOf(relation.name)) {
            all.push_back(std::move(subscription));
        }
    }
    for (const std::shared_ptr<FakeSubscription>& subscription : all) {
        subscription->end();
    }
    changeStatus([](PipelineStatus& status) { status.state = PipelineState::Stopped; });
}

void FakePipeline::failNext(Error error)
{
    const std::lock_guard lock(m_mutex);
    m_nextError = std::move(error);
}

void FakePipeline::confirmToggles(bool isConfirming)
{
    const std::lock_guard lock(m_mutex);
    m_confirmsToggles = isConfirming;
}

void FakePipeline::requireRunForSubscribe(bool isRequired)
{
    const std::lock_guard lock(m_mutex);
    m_needsRun = isRequired;
}

size_t FakePipeline::numSubscriptions() const
{
    const std::lock_guard lock(m_mutex);
    size_t number = 0;
    for (const auto& [relation, subscriptions] : m_subscriptions) {
        number += static_cast<size_t>(std::count_if(subscriptions.begin(), subscriptions.end(),
                                                    [](const auto& weak) { return !weak.expired(); }));
    }
    return number;
}

size_t FakePipeline::numQueuedRows() const
{
    const std::lock_guard lock(m_mutex);
    size_t rows = 0;
    for (const auto& [relation, subscriptions] : m_subscriptions) {
        for (const std::weak_ptr<FakeSubscription>& weak : subscriptions) {
            const std::shared_ptr<FakeSubscription> subscription = weak.lock();
            rows += subscription ? subscription->numQueuedRows() : 0;
        }
    }
    return rows;
}

int FakePipeline::numCalls(const std::string& command) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_calls.find(command);
    return found == m_calls.end() ? 0 : found->second;
}

// --- FakeEngine ---

std::vector<std::shared_ptr<api::Pipeline>> FakeEngine::pipelines() const
{
    std::vector<std::shared_ptr<api::Pipeline>> all;
    for (const auto& [name, pipeline] : m_pipelines) {
        all.push_back(pipeline);
    }
    return all;
}

std::shared_ptr<api::Pipeline> FakeEngine::find(std::string_view name) const
{
    const auto found = m_pipelines.find(name);
    return found == m_pipelines.end() ? nullptr : found->second;
}

Result<std::shared_ptr<api::Pipeline>> FakeEngine::create(std::string name, std::string sql)
{
    if (m_pipelines.count(name) != 0) {
        return makeError(ErrorCode::kPipelineExists, "pipeline name is taken: " + name);
    }
    auto pipeline = std::make_shared<FakePipeline>(name, std::move(sql));
    m_pipelines[std::move(name)] = pipeline;
    tellListeners();
    return std::shared_ptr<api::Pipeline>(pipeline);
}

Result<std::shared_ptr<api::Pipeline>> FakeEngine::createFrom(api::NewPipeline definition)
{
    MR_TRY(std::shared_ptr<api::Pipeline> made, create(definition.name, std::move(definition.sql)));
    m_pipelines[definition.name]->setBaseFolder(std::move(definition.baseFolder));
    return made;
}

Status FakeEngine::rename(std::string_view name, std::string newName)
{
    const auto found = m_pipelines.find(name);
    if (found == m_pipelines.end()) {
        return makeError(ErrorCode::kPipelineUnknown, "unknown pipeline: " + std::string(name));
    }
    if (m_pipelines.count(newName) != 0) {
        return makeError(ErrorCode::kPipelineExists, "pipeline name is taken: " + newName);
    }
    std::shared_ptr<FakePipeline> pipeline = found->second;
    m_pipelines.erase(found);
    pipeline->rename(newName);
    m_pipelines[std::move(newName)] = std::move(pipeline);
    tellListeners();
    return {};
}

Status FakeEngine::remove(std::string_view name)
{
    const auto found = m_pipelines.find(name);
    if (found == m_pipelines.end()) {
        return makeError(ErrorCode::kPipelineUnknown, "unknown pipeline: " + std::string(name));
    }
    found->second->endRun();
    m_pipelines.erase(found);
    tellListeners();
    return {};
}

int FakeEngine::addListener(std::function<void()> listener)
{
    const int id = m_listeners.empty() ? 1 : m_listeners.rbegin()->first + 1;
    m_listeners.emplace(id, std::move(listener));
    return id;
}

void FakeEngine::tellListeners()
{
    for (const auto& [id, listener] : m_listeners) {
        listener();
    }
}

std::optional<std::string> FakeEngine::setting(std::string_view key) const
{
    const std::lock_guard lock(m_settingMutex);
    const auto found = m_settings.find(key);
    return found == m_settings.end() ? std::nullopt : std::optional<std::string>(found->second);
}

Status FakeEngine::setSetting(std::string_view key, std::string value)
{
    const std::lock_guard lock(m_settingMutex);
    if (m_settingError) {
        return *m_settingError;
    }
    m_settings[std::string(key)] = std::move(value);
    return {};
}

void FakeEngine::failSettings(std::optional<Error> error)
{
    const std::lock_guard lock(m_settingMutex);
    m_settingError = std::move(error);
}

std::vector<StoredToken> FakeEngine::tokenHistory(std::string_view pipeline) const
{
    const auto found = m_tokens.find(pipeline);
    return found == m_tokens.end() ? std::vector<StoredToken>() : found->second;
}

void FakeEngine::setTokenHistory(std::string pipeline, std::vector<StoredToken> tokens)
{
    m_tokens[std::move(pipeline)] = std::move(tokens);
}

std::vector<StoredExport> FakeEngine::exportHistory(std::string_view pipeline) const
{
    const auto found = m_exports.find(pipeline);
    return found == m_exports.end() ? std::vector<StoredExport>() : found->second;
}

Status FakeEngine::recordExport(std::string_view pipeline, const StoredExport& entry)
{
    std::vector<StoredExport>& entries = m_exports[std::string(pipeline)];
    entries.insert(entries.begin(), entry);
    return {};
}

std::shared_ptr<FakePipeline> FakeEngine::add(std::string name, std::vector<RelationInfo> relations)
{
    auto pipeline = std::make_shared<FakePipeline>(name);
    pipeline->setRelations(std::move(relations));
    m_pipelines[std::move(name)] = pipeline;
    return pipeline;
}

// --- FakeLoad ---

FakeLoad::FakeLoad(FakePipeline& pipeline, std::vector<std::string> relations, uint64_t rowsPerSecond,
                   size_t rowsPerStep)
    : m_thread([this, &pipeline, relations = std::move(relations), rowsPerSecond, rowsPerStep](std::stop_token stop) {
        const auto start = std::chrono::steady_clock::now();
        uint64_t step = pipeline.status()->processedSteps;
        while (!stop.stop_requested()) {
            ++step;
            for (const std::string& relation : relations) {
                pipeline.publish(relation, step, {fakeBatch(rowsPerStep, static_cast<int64_t>(step) * 10)});
                m_numRows.fetch_add(rowsPerStep);
            }
            const auto due = std::chrono::microseconds(m_numRows.load() * 1'000'000 / rowsPerSecond);
            std::this_thread::sleep_until(start + due);
        }
    })
{
}

FakeLoad::~FakeLoad()
{
    m_thread.request_stop();
    m_thread.join();
}

} // namespace millrace::test
