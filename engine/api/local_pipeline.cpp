// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/local_pipeline.h"

#include "engine/api/compilation.h"
#include "engine/pipeline/connector_paths.h"
#include "engine/pipeline/controller.h"
#include "engine/pipeline/status_notifier.h"
#include "engine/plan/parallel_plan.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace millrace::api {

namespace {

Error notRunning()
{
    return makeError(ErrorCode::kPipelineState, "The pipeline is not running");
}

bool isSettledDown(PipelineState state)
{
    return state == PipelineState::Stopped || state == PipelineState::Failed;
}

/// What a pipeline that does not run shows of its connectors.
PipelineStatus declaredStatus(const Compilation& compilation)
{
    PipelineStatus status;
    for (const ConnectorSpec& spec : compilation.connectors) {
        if (spec.direction == Direction::Output) {
            OutputStatus output;
            output.relation = spec.relation;
            output.name = spec.name;
            output.transport = spec.transport;
            output.configJson = connectorJson(spec);
            status.outputs.push_back(std::move(output));
            continue;
        }
        InputStatus input;
        input.relation = spec.relation;
        input.name = spec.name;
        input.transport = spec.transport;
        input.requested = spec.paused || !spec.startAfter.empty() ? ConnectorState::Paused : ConnectorState::Running;
        input.reason = "pipeline stopped";
        input.maxQueuedRecords = spec.maxQueuedRecords;
        input.labels = spec.labels;
        input.startAfter = spec.startAfter;
        input.configJson = connectorJson(spec);
        status.inputs.push_back(std::move(input));
    }
    return status;
}

/// The controller of the current or the last run, and what there is between runs.
class LocalPipelineImpl final : public LocalPipeline {
public:
    LocalPipelineImpl(std::string name, std::string sql, LocalPipelineOptions options)
        : m_options(std::move(options))
        , m_notifier([this] { refreshStatus(); })
        , m_name(std::move(name))
        , m_sql(std::move(sql))
        , m_limits(m_options.controller.limits)
        , m_isTrusted(m_options.isTrusted)
    {
    }

    ~LocalPipelineImpl() override
    {
        m_notifier.stop(); // its thread looks at everything below
        m_controller.reset();
    }

    std::string name() const override
    {
        std::lock_guard lock(m_mutex);
        return m_name;
    }

    void setName(std::string name) override
    {
        std::lock_guard lock(m_mutex);
        m_name = std::move(name);
    }

    std::string program() const override
    {
        std::lock_guard lock(m_mutex);
        return m_sql;
    }

    Status setProgram(std::string sql) override;
    uint64_t programRevision() const override { return m_programRevision.load(); }
    std::vector<RelationInfo> relations() const override { return compilation()->relations; }

    std::string baseFolder() const override { return m_options.controller.baseFolder; }
    std::vector<ConnectorAccess> access() const override;
    RunLimits limits() const override
    {
        std::lock_guard lock(m_mutex);
        return m_limits;
    }
    Status setLimits(const RunLimits& limits) override;
    std::shared_ptr<PipelineLog> log() const override { return m_log; }
    bool isTrusted() const override { return m_isTrusted.load(); }
    Status trust() override;
    Status start(bool paused) override;
    Status stop() override;
    Status pause() override
    {
        return withController([](Controller& controller) { return controller.pause(); });
    }
    Status resume() override
    {
        return withController([](Controller& controller) { return controller.resume(); });
    }
    Status singleStep(const std::vector<std::string>& untilChangeOf) override
    {
        return withController([&](Controller& controller) { return controller.singleStep(untilChangeOf); });
    }
    void waitUntilSettled() override
    {
        if (const auto run = controller()) {
            run->waitUntilSettled();
        }
    }

    std::shared_ptr<const PipelineStatus> status() const override;
    int addStatusListener(std::function<void()> listener) override { return m_notifier.add(std::move(listener)); }
    void removeStatusListener(int id) override { m_notifier.remove(id); }

    Status startConnector(std::string_view relation, std::string_view connector) override
    {
        return withController([&](Controller& run) { return run.startConnector(relation, connector); });
    }
    Status pauseConnector(std::string_view relation, std::string_view connector) override
    {
        return withController([&](Controller& run) { return run.pauseConnector(relation, connector); });
    }

    Result<TokenStatus> issueToken(std::string_view relation, std::string_view connector) override
    {
        const auto run = controller();
        return run ? run->issueToken(relation, connector) : Result<TokenStatus>(notRunning());
    }
    Result<TokenStatus> tokenStatus(std::string_view token) const override;
    std::vector<TokenStatus> tokens() const override
    {
        const auto run = controller();
        return run ? run->tokens() : std::vector<TokenStatus>();
    }

    Result<std::shared_ptr<Subscription>> subscribe(std::string_view relation, SubscribeOptions options) override;

    Result<std::shared_ptr<Query>> query(std::string_view sql, const QueryOptions& options) override;

    Result<std::shared_ptr<Ingress>> openIngress(const IngressOptions& options) override
    {
        const auto run = controller();
        return run ? run->openIngress(options) : Result<std::shared_ptr<Ingress>>(notRunning());
    }

    Result<std::shared_ptr<Egress>> openEgress(const EgressOptions& options) override
    {
        const auto run = controller();
        return run ? run->openEgress(options) : Result<std::shared_ptr<Egress>>(notRunning());
    }

    Result<uint64_t> startTransaction() override
    {
        const auto run = controller();
        return run ? run->startTransaction() : Result<uint64_t>(notRunning());
    }
    Status commitTransaction() override
    {
        return withController([](Controller& run) { return run.commitTransaction(); });
    }

    OperatorList operators() override
    {
        const auto run = controller();
        return run && !isSettledDown(run->state()) ? run->operators() : nullptr;
    }

    Status setAsideHeldRecord() override
    {
        return withController([](Controller& run) { return run.setAsideHeldRecord(); });
    }
    Status retryHeldStep() override
    {
        return withController([](Controller& run) { return run.retryHeldStep(); });
    }

private:
    struct Waiting {
        std::string relation;
        std::weak_ptr<SubscriptionQueue> follower;
    };

    std::shared_ptr<Controller> controller() const
    {
        std::lock_guard lock(m_mutex);
        return m_controller;
    }

    template <typename Command>
    Status withController(Command command)
    {
        const auto run = controller();
        return run ? command(*run) : Status(notRunning());
    }

    bool isRunning() const
    {
        const auto run = controller();
        return run && !isSettledDown(run->state());
    }

    std::shared_ptr<const Compilation> compilation() const;
    void refreshStatus();
    Status failToStart(Error error);
    Status checkTrust() const;
    RunLimits effective(RunLimits limits) const;
    Result<std::shared_ptr<Controller>> makeController(const Compilation& compilation);
    void attachWaiting(Controller& run, const Compilation& compilation);

    const LocalPipelineOptions m_options;
    const std::shared_ptr<PipelineLog> m_log = std::make_shared<PipelineLog>();
    StatusNotifier m_notifier;

    std::mutex m_commandMutex;  ///< one start, stop or setProgram at a time; taken before m_mutex
    mutable std::mutex m_mutex; ///< taken before the controller's
    std::string m_name;
    std::string m_sql;
    RunLimits m_limits;
    std::atomic<bool> m_isTrusted;
    std::atomic<uint64_t> m_programRevision = 0;
    mutable std::shared_ptr<const Compilation> m_compilation; ///< of m_sql; null = not compiled yet
    std::shared_ptr<const PipelineStatus> m_idleStatus;       ///< set where it tells more than the last run
    std::shared_ptr<Controller> m_controller;                 ///< of the current or the last run
    std::vector<Waiting> m_waiting;                           ///< followers of the next run
};

Status LocalPipelineImpl::setProgram(std::string sql)
{
    std::shared_ptr<const Compilation> compiled = compileText(sql); // no command waits for that
    std::lock_guard command(m_commandMutex);
    if (isRunning()) {
        return makeError(ErrorCode::kPipelineState, "The program of a running pipeline cannot be replaced");
    }
    if (m_options.onProgramChanged) {
        MR_CHECK(m_options.onProgramChanged(sql));
    }
    {
        std::lock_guard lock(m_mutex);
        m_sql = std::move(sql);
        ++m_programRevision;
        m_idleStatus = std::make_shared<PipelineStatus>(declaredStatus(*compiled));
        m_compilation = std::move(compiled);
    }
    m_notifier.changed();
    return {};
}

std::shared_ptr<const Compilation> LocalPipelineImpl::compilation() const
{
    std::string sql;
    {
        std::lock_guard lock(m_mutex);
        if (m_compilation) {
            return m_compilation;
        }
        sql = m_sql;
    }
    std::shared_ptr<const Compilation> compiled = compileText(sql);
    std::lock_guard lock(m_mutex);
    if (!m_compilation && m_sql == sql) {
        m_compilation = compiled;
    }
    return compiled;
}

std::vector<ConnectorAccess> LocalPipelineImpl::access() const
{
    std::vector<ConnectorSpec> connectors = compilation()->connectors;
    resolveConnectorPaths(connectors, m_options.controller.baseFolder);
    std::vector<ConnectorAccess> found;
    for (const ConnectorSpec& connector : connectors) {
        for (ConnectorAccess& access : accessesOf(connector)) {
            found.push_back(std::move(access));
        }
    }
    return found;
}

Status LocalPipelineImpl::trust()
{
    if (m_options.onTrusted) {
        MR_CHECK(m_options.onTrusted());
    }
    m_isTrusted.store(true);
    return {};
}

RunLimits LocalPipelineImpl::effective(RunLimits limits) const
{
    if (limits.memoryLimitBytes == 0) {
        limits.memoryLimitBytes = m_options.usualMemoryLimitBytes;
    }
    return limits;
}

Status LocalPipelineImpl::setLimits(const RunLimits& limits)
{
    std::lock_guard command(m_commandMutex);
    if (m_options.onLimitsChanged) {
        MR_CHECK(m_options.onLimitsChanged(limits));
    }
    std::shared_ptr<Controller> run;
    {
        std::lock_guard lock(m_mutex);
        m_limits = limits;
        run = m_controller;
    }
    if (run) {
        run->setLimits(effective(limits));
    }
    m_notifier.changed();
    return {};
}

Status LocalPipelineImpl::checkTrust() const
{
    if (m_isTrusted.load()) {
        return {};
    }
    for (const ConnectorAccess& each : access()) {
        if (each.kind != ConnectorAccess::Kind::Nothing) {
            return makeError(ErrorCode::kPipelineUntrusted,
                             "The program came from outside and nobody has agreed to what its connectors touch: " +
                                 each.relation + "." + each.connector + " (" + each.transport + ") " + each.resource);
        }
    }
    return {};
}

Status LocalPipelineImpl::start(bool paused)
{
    std::lock_guard command(m_commandMutex);
    if (isRunning()) {
        return makeError(ErrorCode::kPipelineState, "The pipeline is running already");
    }
    MR_CHECK(checkTrust());
    const std::shared_ptr<const Compilation> compiled = compilation();
    Result<std::shared_ptr<Controller>> made = makeController(*compiled);
    if (!made.ok()) {
        return failToStart(made.takeError());
    }
    const std::shared_ptr<Controller> run = std::move(made).value();
    std::shared_ptr<Controller> last = run;
    {
        std::lock_guard lock(m_mutex);
        m_controller.swap(last);
        m_idleStatus.reset();
    }
    attachWaiting(*run, *compiled); // before the first step, so that they see it
    Status started = run->start(paused ? Controller::StartMode::Paused : Controller::StartMode::Running);
    if (!started.ok()) {
        return failToStart(started.takeError());
    }
    m_notifier.changed();
    return {};
}

Result<std::shared_ptr<Controller>> LocalPipelineImpl::makeController(const Compilation& compilation)
{
    if (const sql::Diagnostic* error = compilation.firstError()) {
        Error wrapped = makeError(ErrorCode::kPipelineProgram, error->message, error->span);
        wrapped.notes = error->notes;
        return wrapped;
    }
    PipelineDefinition definition;
    definition.program = compilation.program;
    definition.connectors = compilation.connectors;
    resolveConnectorPaths(definition.connectors, m_options.controller.baseFolder);
    Result<plan::IncrementalPlan> plan = plan::buildPlan(definition.program);
    if (!plan.ok()) {
        Error wrapped = plan.takeError();
        wrapped.code = ErrorCode::kPipelineProgram;
        return wrapped;
    }
    definition.plan =
        plan::parallelised(std::move(plan).value(), plan::parallelismFor(m_options.controller.workers));
    ControllerOptions options = m_options.controller;
    options.limits = effective(limits());
    options.log = m_log;
    return std::make_shared<Controller>(std::move(definition), ConnectorFactory::builtIn(), options,
                                        [this] { m_notifier.changed(); });
}

Status LocalPipelineImpl::failToStart(Error error)
{
    m_log->add(m_options.controller.clock->now(), LogLevel::Error, "The pipeline cannot start: " + error.detail);
    auto status = std::make_shared<PipelineStatus>(declaredStatus(*compilation()));
    status->state = PipelineState::Failed;
    status->error = error;
    {
        std::lock_guard lock(m_mutex);
        m_idleStatus = std::move(status);
    }
    m_notifier.changed();
    return error;
}

void LocalPipelineImpl::attachWaiting(Controller& run, const Compilation& compilation)
{
    std::vector<Waiting> waiting;
    {
        std::lock_guard lock(m_mutex);
        waiting.swap(m_waiting);
    }
    const std::vector<RelationInfo>& relations = compilation.relations;
    for (const Waiting& each : waiting) {
        const std::shared_ptr<SubscriptionQueue> follower = each.follower.lock();
        const auto found = std::find_if(relations.begin(), relations.end(),
                                        [&](const RelationInfo& relation) { return relation.name == each.relation; });
        if (!follower) {
            continue;
        }
        if (found == relations.end()) {
            follower->finish(); // the program has changed since
        } else {
            run.addFollower(static_cast<size_t>(found - relations.begin()), follower);
        }
    }
}

Status LocalPipelineImpl::stop()
{
    std::lock_guard command(m_commandMutex);
    if (const auto run = controller()) {
        run->stop();
    }
    return {};
}

std::shared_ptr<const PipelineStatus> LocalPipelineImpl::status() const
{
    std::shared_ptr<Controller> run;
    {
        std::lock_guard lock(m_mutex);
        if (m_idleStatus) {
            return m_idleStatus;
        }
        run = m_controller;
    }
    return run ? run->status() : std::make_shared<const PipelineStatus>(declaredStatus(*compilation()));
}

void LocalPipelineImpl::refreshStatus()
{
    if (const auto run = controller()) {
        run->refreshStatus();
    }
}

Result<TokenStatus> LocalPipelineImpl::tokenStatus(std::string_view token) const
{
    if (const auto run = controller()) {
        return run->tokenStatus(token);
    }
    MR_TRY(const CompletionToken parsed, CompletionToken::parse(token));
    return makeError(ErrorCode::kTokenOtherIncarnation,
                     "The completion token belongs to an earlier run of the pipeline: " + parsed.incarnation);
}

Result<std::shared_ptr<Subscription>> LocalPipelineImpl::subscribe(std::string_view relation, SubscribeOptions options)
{
    const std::shared_ptr<const Compilation> compiled = compilation();
    const std::vector<RelationInfo>& relations = compiled->relations;
    const auto found = std::find_if(relations.begin(), relations.end(),
                                    [relation](const RelationInfo& each) { return each.name == relation; });
    if (found == relations.end()) {
        return makeError(ErrorCode::kPipelineUnknownRelation,
                         "The program has no such table or view: " + std::string(relation));
    }
    if (options.withSnapshot && !found->isMaterialized) {
        return makeError(ErrorCode::kPipelineState,
                         "There is no snapshot of a relation that is not materialised: " + found->name);
    }
    auto follower = std::make_shared<SubscriptionQueue>(options);
    std::lock_guard lock(m_mutex); // held throughout, so that no start comes in between
    const PipelineState state = m_controller ? m_controller->state() : PipelineState::Stopped;
    if (!isSettledDown(state) && state != PipelineState::Stopping) {
        m_controller->addFollower(static_cast<size_t>(found - relations.begin()), follower);
    } else {
        std::erase_if(m_waiting, [](const Waiting& each) { return each.follower.expired(); });
        m_waiting.push_back({found->name, follower});
    }
    return std::shared_ptr<Subscription>(std::move(follower));
}

Result<std::shared_ptr<Query>> LocalPipelineImpl::query(std::string_view sql, const QueryOptions& options)
{
    const std::shared_ptr<const Compilation> compiled = compilation();
    MR_TRY(sql::AdHocStatement statement, sql::compileAdHoc(compiled->program, sql));
    if (statement.kind == sql::AdHocKind::Insert && !options.mayInsert) {
        return makeError(ErrorCode::kSqlUnsupported, "Only statements that read are allowed here, not INSERT");
    }
    MR_TRY(plan::AdHocPlan plan, plan::planAdHoc(statement, compiled->program));
    const std::shared_ptr<Controller> run = controller();
    if (!run || isSettledDown(run->state())) {
        return notRunning();
    }
    return run->startQuery(std::move(statement), std::move(plan), options);
}

} // namespace

Result<std::shared_ptr<Query>> Pipeline::query(std::string_view, const QueryOptions&)
{
    return makeError(ErrorCode::kPipelineState, "This pipeline does not answer queries");
}

Result<std::shared_ptr<Ingress>> Pipeline::openIngress(const IngressOptions&)
{
    return makeError(ErrorCode::kPipelineState, "This pipeline takes no data from outside");
}

Result<std::shared_ptr<Egress>> Pipeline::openEgress(const EgressOptions&)
{
    return makeError(ErrorCode::kPipelineState, "This pipeline has no listeners outside");
}

Status Pipeline::singleStep(const std::vector<std::string>&)
{
    return makeError(ErrorCode::kPipelineState, "This pipeline makes no single steps");
}

Result<uint64_t> Pipeline::startTransaction()
{
    return makeError(ErrorCode::kPipelineState, "This pipeline has no transactions");
}

Status Pipeline::commitTransaction()
{
    return makeError(ErrorCode::kPipelineState, "This pipeline has no transactions");
}

std::shared_ptr<LocalPipeline> makeLocalPipeline(std::string name, std::string sql, LocalPipelineOptions options)
{
    return std::make_shared<LocalPipelineImpl>(std::move(name), std::move(sql), std::move(options));
}

} // namespace millrace::api
