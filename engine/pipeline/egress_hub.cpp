// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/egress_hub.h"

#include "engine/pipeline/completion_token.h"
#include "engine/pipeline/step_runner.h"
#include "engine/zset/relation_store.h"

#include <algorithm>
#include <limits>

namespace millrace {

namespace {

/// What the caller holds.
class EgressHandle final : public Egress {
public:
    EgressHandle(std::shared_ptr<EgressHub> hub, std::shared_ptr<EgressGroup> group,
                 std::shared_ptr<EgressListener> listener)
        : m_hub(std::move(hub))
        , m_group(std::move(group))
        , m_listener(std::move(listener))
    {
    }
    ~EgressHandle() override
    {
        m_listener->wakeup.set(nullptr);
        m_hub->leave(*m_group, *m_listener);
    }
    EgressHandle(const EgressHandle&) = delete;
    EgressHandle& operator=(const EgressHandle&) = delete;

    const std::string& endpoint() const override { return m_listener->endpoint; }
    std::vector<EgressChunk> take(size_t maxBytes) override { return m_group->take(*m_listener, maxBytes); }
    void delivered(uint64_t sequence) override { m_group->delivered(*m_listener, sequence); }
    uint64_t takeSequence() override { return m_group->takeSequence(*m_listener); }
    bool isEnded() const override { return m_group->isEnded(*m_listener); }
    void setWakeup(std::function<void()> wakeup) override { m_group->setWakeup(*m_listener, std::move(wakeup)); }

private:
    const std::shared_ptr<EgressHub> m_hub;
    const std::shared_ptr<EgressGroup> m_group;
    const std::shared_ptr<EgressListener> m_listener;
};

/// JSON goes out as arrays, one a chunk.
nlohmann::json chunkedConfig(const EgressOptions& options)
{
    nlohmann::json config = options.formatConfig.is_null() ? nlohmann::json::object() : options.formatConfig;
    if (options.format == "json" && config.is_object()) {
        config["array"] = true;
        config["buffer_size_records"] = std::numeric_limits<uint64_t>::max();
    }
    return config;
}

} // namespace

EgressHub::EgressHub(Run run)
    : m_run(std::move(run))
    , m_advanced(std::make_shared<Wakeup>())
{
    m_advanced->set(m_run.advanced);
}

Result<std::shared_ptr<Egress>> EgressHub::open(const EgressOptions& options)
{
    std::lock_guard lock(m_mutex);
    if (m_isClosed) {
        return makeError(ErrorCode::kPipelineState, "The pipeline is not running");
    }
    const std::vector<sql::Relation>& relations = m_run.program->relations;
    const std::string name = sql::canonicalName(options.relation);
    const auto found =
        std::find_if(relations.begin(), relations.end(), [&](const sql::Relation& each) { return each.name == name; });
    if (found == relations.end()) {
        return makeError(ErrorCode::kPipelineUnknownRelation,
                         "The program has no such table or view: " + options.relation);
    }
    if (options.withSnapshot && !found->isMaterialized) {
        return makeError(ErrorCode::kSqlNotMaterialized,
                         "There is no snapshot of a relation that is not materialised: " + name);
    }
    MR_CHECK(m_run.pool->hold());
    MR_TRY(std::shared_ptr<EgressGroup> group, groupFor(options, static_cast<size_t>(found - relations.begin())));
    auto listener = std::make_shared<EgressListener>();
    listener->name = "api-" + makeIncarnation();
    listener->endpoint = name + "." + listener->name;
    listener->hasBackpressure = options.backpressure;
    listener->wantsSnapshot = options.withSnapshot;
    m_joining.push_back({group, listener});
    m_run.signals->step->raise();
    return std::shared_ptr<Egress>(
        std::make_shared<EgressHandle>(shared_from_this(), std::move(group), std::move(listener)));
}

Result<std::shared_ptr<EgressGroup>> EgressHub::groupFor(const EgressOptions& options, size_t relation)
{
    EgressGroup::Shape shape;
    shape.relation = relation;
    shape.relationName = m_run.program->relations[relation].name;
    shape.format = options.format;
    shape.maxRecordsPerChunk = std::max<uint64_t>(options.maxRecordsPerChunk, 1);
    ConnectorSpec spec;
    spec.relation = shape.relationName;
    spec.name = "api";
    spec.direction = Direction::Output;
    spec.transport = "http_output";
    spec.format = options.format;
    spec.formatConfig = chunkedConfig(options);
    shape.configJson = connectorJson(spec);
    const std::string key =
        shape.relationName + '\n' + shape.configJson + '\n' + std::to_string(shape.maxRecordsPerChunk);
    if (std::shared_ptr<EgressGroup> known = m_groups[key].lock()) {
        return known;
    }
    std::erase_if(m_groups, [](const auto& each) { return each.second.expired(); });
    shape.makeEncoder = [factory = m_run.factory, spec, schema = m_run.program->relations[relation].schema] {
        return factory.makeEncoder(spec, schema);
    };
    MR_TRY(std::unique_ptr<Encoder> encoder, shape.makeEncoder());
    auto group = std::make_shared<EgressGroup>(std::move(shape), std::move(encoder), m_run.pool, m_advanced);
    m_groups[key] = group;
    return group;
}

void EgressHub::join(const StepRunner& runner, StepProgress progress)
{
    std::lock_guard lock(m_mutex);
    for (Joining& each : std::exchange(m_joining, {})) {
        if (std::find(m_registered.begin(), m_registered.end(), each.group) == m_registered.end()) {
            each.group->begin(progress);
            m_run.endpoints->add(each.group);
            m_registered.push_back(each.group);
        }
        RelationStore* store = each.listener->wantsSnapshot ? runner.store(each.group->relation()) : nullptr;
        each.group->join(each.listener, progress,
                         store == nullptr ? std::nullopt : std::optional(store->sharedSnapshot()));
    }
}

void EgressHub::leave(EgressGroup& group, EgressListener& listener)
{
    {
        std::lock_guard lock(m_mutex);
        std::erase_if(m_joining, [&](const Joining& each) { return each.listener.get() == &listener; });
        if (!group.leave(listener) || m_isClosed) {
            return;
        }
        m_run.endpoints->remove(group);
        std::erase_if(m_registered, [&](const auto& each) { return each.get() == &group; });
    }
    m_advanced->call();
}

void EgressHub::close()
{
    std::vector<Joining> joining;
    std::vector<std::shared_ptr<EgressGroup>> groups;
    {
        std::lock_guard lock(m_mutex);
        m_isClosed = true;
        joining.swap(m_joining);
        groups.swap(m_registered);
    }
    m_advanced->set(nullptr);
    for (const std::shared_ptr<EgressGroup>& group : groups) {
        group->stop();
    }
    for (const Joining& each : joining) {
        each.group->stop();
        EgressGroup::wake(*each.listener);
    }
}

} // namespace millrace
