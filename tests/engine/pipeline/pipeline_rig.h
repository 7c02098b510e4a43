// SPDX-License-Identifier: GPL-3.0-or-later
// A pipeline without SQL, sources or files: hand-built plan, readers and outputs that tests hold in hand.
#pragma once

#include "fake_connectors.h"

#include "engine/operators/integrate_operator.h"
#include "engine/pipeline/controller.h"
#include "engine/zset/batch_builder.h"
#include "engine/zset/relation_store.h"
#include "tests/support/waiter.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace millrace::rig {

using test::Waiter;

inline const std::vector<Physical>& columns()
{
    static const std::vector<Physical> all = {Physical::Int64, Physical::Int64};
    return all;
}

inline Schema schema()
{
    Schema schema;
    schema.columns.push_back({"id", SqlType::of(TypeId::BigInt), false});
    schema.columns.push_back({"v", SqlType::of(TypeId::BigInt), false});
    return schema;
}

/// Rows (id, v) with ids from `first` and v = id.
inline InputBatch rowsFrom(int64_t first, int64_t count)
{
    std::vector<std::vector<Value>> rows;
    for (int64_t i = 0; i < count; ++i) {
        rows.push_back({Value(first + i), Value(first + i)});
    }
    return {batchOf(columns(), rows), {}, {}};
}

/// Passes rows through; fails on a negative id, as a view with a bad expression would.
class CheckedPass final : public Operator {
public:
    Status evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream& output) override
    {
        for (const BatchPtr& batch : inputs[0]->delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                if (batch->columns[0].get<int64_t>(row) < 0) {
                    return makeError(ErrorCode::kEvalOverflow, "The result does not fit", {1, 2, 3, 4, 3, 5});
                }
            }
        }
        output.delta = inputs[0]->delta;
        return {};
    }
    std::string describe() const override { return "checked pass"; }
};

/// Puts out one row in the first step and needs `stateBytes`.
class FirstStepRow final : public Operator {
public:
    explicit FirstStepRow(uint64_t stateBytes)
        : m_stateBytes(stateBytes)
    {
    }
    Status evaluate(const StepContext&, std::span<const Stream* const>, Stream& output) override
    {
        output.delta.add(batchOf(columns(), {{Value(int64_t{0}), Value(int64_t{0})}}));
        return {};
    }
    void commit() override { m_isOut = true; }
    bool isTimed() const override { return true; }
    bool wantsStep(const StepContext&) const override { return !m_isOut; }
    uint64_t stateBytes() const override { return m_stateBytes; }
    std::string describe() const override { return "first step row"; }

private:
    const uint64_t m_stateBytes;
    bool m_isOut = false;
};

/// Tables t and u (bags, materialised), views v (of t, fails on a negative id) and c (one row from the start).
inline PipelineDefinition definition(std::vector<ConnectorSpec> connectors, uint64_t stateBytes = 0)
{
    PipelineDefinition definition;
    definition.connectors = std::move(connectors);
    const auto relation = [&](const char* name, sql::RelationKind kind) {
        sql::Relation each;
        each.name = name;
        each.kind = kind;
        each.schema = schema();
        each.defaults.resize(2);
        each.isMaterialized = kind == sql::RelationKind::Table;
        definition.program.relations.push_back(std::move(each));
    };
    relation("t", sql::RelationKind::Table);
    relation("u", sql::RelationKind::Table);
    relation("v", sql::RelationKind::View);
    relation("c", sql::RelationKind::View);
    plan::IncrementalPlan& plan = definition.plan;
    for (int i = 0; i < 2; ++i) {
        auto store = std::make_shared<RelationStore>(columns(), Identity::WholeRow);
        auto table = InputTable::bag(columns());
        InputTable* input = table.get();
        const NodeId node = plan.circuit.add(std::move(table), {});
        plan.circuit.add(std::make_unique<IntegrateOperator>(store), {node});
        plan.relations.push_back({node, input, store});
    }
    plan.relations.push_back(
        {plan.circuit.add(std::make_unique<CheckedPass>(), {plan.relations[0].node}), nullptr, nullptr});
    plan.relations.push_back({plan.circuit.add(std::make_unique<FirstStepRow>(stateBytes), {}), nullptr, nullptr});
    plan.nodeView = {"t", "t", "u", "u", "v", "c"};
    return definition;
}

inline ConnectorSpec inputSpec(std::string relation, std::string name)
{
    ConnectorSpec spec;
    spec.relation = std::move(relation);
    spec.name = std::move(name);
    spec.hasDeclaredName = true;
    spec.transport = "fake";
    return spec;
}

inline ConnectorSpec outputSpec(std::string relation, std::string name)
{
    ConnectorSpec spec = inputSpec(std::move(relation), std::move(name));
    spec.direction = Direction::Output;
    return spec;
}

/// Two inputs of `t`: "second" waits for the label that "first" carries.
inline std::vector<ConnectorSpec> firstAndSecond(const std::string& label)
{
    std::vector<ConnectorSpec> specs = {inputSpec("t", "first"), inputSpec("t", "second")};
    specs[0].labels = {label};
    specs[1].startAfter = {label};
    return specs;
}

/// A controller with fakes all around.
class Rig {
public:
    explicit Rig(std::vector<ConnectorSpec> connectors, ControllerOptions options = {}, uint64_t stateBytes = 0)
    {
        for (const ConnectorSpec& spec : connectors) {
            sources[spec.endpointName()] = std::make_shared<FakeSource>();
            sinks[spec.endpointName()] = std::make_shared<FakeSink>();
        }
        options.clock = &clock;
        controller = std::make_unique<Controller>(definition(std::move(connectors), stateBytes), factory(), options,
                                                  [this] { waiter.changed(); });
    }

    FakeSource& source(const std::string& name) { return *sources.at(name); }
    FakeSink& sink(const std::string& name) { return *sinks.at(name); }

    std::shared_ptr<const PipelineStatus> status() const
    {
        controller->refreshStatus();
        return controller->status();
    }
    InputStatus input(const std::string& relation, const std::string& name) const
    {
        const InputStatus* found = status()->findInput(relation, name);
        return found == nullptr ? InputStatus() : *found;
    }
    TokenStatus token(const TokenStatus& issued) const { return *controller->tokenStatus(issued.token); }

    template <typename Condition>
    bool until(Condition condition)
    {
        return waiter.until(condition);
    }
    bool untilState(PipelineState state)
    {
        return until([&] { return controller->state() == state; });
    }
    bool untilReading(const std::string& name, bool isReading)
    {
        return until([&] { return source(name).read(&FakeSource::isReading) == isReading; });
    }
    bool untilProcessed(uint64_t records)
    {
        return until([&] { return status()->totalProcessedRecords == records; });
    }
    bool untilComplete(const TokenStatus& issued)
    {
        return until([&] { return token(issued).state == TokenState::Complete; });
    }
    /// Starts, and waits until every reader is open.
    bool start(Controller::StartMode mode = Controller::StartMode::Running)
    {
        return controller->start(mode).ok() && until([this] {
            const auto now = status();
            for (const InputStatus& each : now->inputs) {
                if (each.reason == "opening") {
                    return false;
                }
            }
            return now->processedSteps != 0 && allOpened();
        });
    }

    /// Makes other readers than FakeReader, when set before the start.
    std::function<std::unique_ptr<InputReader>(const InputContext&)> makeReader;
    Waiter waiter;
    ManualClock clock{1'000'000};
    std::map<std::string, std::shared_ptr<FakeSource>> sources;
    std::map<std::string, std::shared_ptr<FakeSink>> sinks;
    std::unique_ptr<Controller> controller;

private:
    bool allOpened()
    {
        for (const InputStatus& each : status()->inputs) {
            if (source(each.relation + "." + each.name).read(&FakeSource::numOpened) == 0) {
                return false;
            }
        }
        return true;
    }

    ConnectorFactory factory()
    {
        ConnectorFactory factory;
        factory.openInput = [this](const InputContext& context) -> Result<std::unique_ptr<InputReader>> {
            const std::shared_ptr<FakeSource> source = sources.at(context.spec->endpointName());
            std::lock_guard lock(source->mutex);
            ++source->numOpened;
            if (source->numToFail > 0) {
                --source->numToFail;
                return makeError(ErrorCode::kConnectorOpen, "The host does not answer");
            }
            source->consumer = context.consumer;
            if (makeReader) {
                return makeReader(context);
            }
            return std::unique_ptr<InputReader>(std::make_unique<FakeReader>(source));
        };
        factory.openOutput = [this](const OutputContext& context) -> Result<std::unique_ptr<OutputTransport>> {
            const std::shared_ptr<FakeSink> sink = sinks.at(context.spec->endpointName());
            std::lock_guard lock(sink->mutex);
            if (sink->numOpenToFail > 0) {
                --sink->numOpenToFail;
                return makeError(ErrorCode::kConnectorOpen, "The folder does not exist");
            }
            ++sink->numOpened;
            return std::unique_ptr<OutputTransport>(std::make_unique<FakeTransport>(sink));
        };
        factory.makeEncoder = [](const ConnectorSpec&, const Schema&) -> Result<std::unique_ptr<Encoder>> {
            return std::unique_ptr<Encoder>(std::make_unique<FakeEncoder>());
        };
        factory.describeRecord = [](const Schema&, const Batch& batch, size_t row) {
            return "{\"id\":" + std::to_string(batch.columns[0].get<int64_t>(row)) + "}";
        };
        return factory;
    }
};

} // namespace millrace::rig
