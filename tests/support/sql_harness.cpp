// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sql_harness.h"

#include "engine/formats/encoder.h"
#include "engine/zset/consolidate.h"

#include <nlohmann/json.hpp>

namespace millrace::test {

Result<std::unique_ptr<SqlHarness>> SqlHarness::create(std::string_view program, const Parallelism& parallelism)
{
    std::unique_ptr<SqlHarness> harness(new SqlHarness);
    harness->m_program = sql::compileProgram(program);
    for (const sql::Diagnostic& diagnostic : harness->m_program.diagnostics) {
        if (diagnostic.severity == sql::Severity::Error) {
            return makeError(diagnostic.code, diagnostic.message, diagnostic.span);
        }
    }
    MR_TRY(harness->m_plan, plan::buildPlan(harness->m_program));
    harness->m_plan = plan::parallelised(std::move(*harness->m_plan), parallelism);
    for (const sql::Relation& relation : harness->m_program.relations) {
        if (relation.isTable()) {
            const DecoderTarget target{relation.schema, relation.defaults};
            MR_TRY(harness->m_decoders[relation.name], makeDecoder("json", nlohmann::json::object(), target));
        }
    }
    return harness;
}

size_t SqlHarness::indexOf(const std::string& relation) const
{
    for (size_t i = 0; i < m_program.relations.size(); ++i) {
        if (m_program.relations[i].name == relation) {
            return i;
        }
    }
    MR_ASSERT(false);
}

const sql::Relation& SqlHarness::relation(const std::string& name) const
{
    return m_program.relations[indexOf(name)];
}

Status SqlHarness::push(const std::string& table, RecordOp op, const std::string& json)
{
    static constexpr const char* kEnvelopes[] = {"insert", "delete", "update"};
    DecodedChunk chunk;
    m_decoders[table]->decode("{\"" + std::string(kEnvelopes[static_cast<size_t>(op)]) + "\":" + json + "}\n", chunk);
    if (!chunk.errors.empty()) {
        return makeError(chunk.errors[0].code, chunk.errors[0].detail);
    }
    for (InputBatch& batch : chunk.batches) {
        push(table, std::move(batch));
    }
    return {};
}

void SqlHarness::push(const std::string& table, InputBatch batch)
{
    const plan::PlannedRelation& planned = m_plan->relations[indexOf(table)];
    planned.input->push(std::move(batch));
    m_plan->circuit.markDirty(planned.node);
}

Result<std::map<std::string, ZSetModel>> SqlHarness::step()
{
    MR_CHECK(m_plan->circuit.evaluate(StepContext{++m_step, 0}));
    std::map<std::string, ZSetModel> changes;
    for (size_t i = 0; i < m_program.relations.size(); ++i) {
        const RowWriter writer(m_program.relations[i].schema);
        const Delta delta = consolidated(m_plan->circuit.output(m_plan->relations[i].node).delta);
        for (const BatchPtr& batch : delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                std::string text;
                writer.appendJson(*batch, row, text);
                add(changes[m_program.relations[i].name], text, batch->weight(row));
            }
        }
    }
    m_plan->circuit.commit();
    return changes;
}

ZSetModel SqlHarness::state(const std::string& relation) const
{
    const size_t index = indexOf(relation);
    const RowWriter writer(m_program.relations[index].schema);
    ZSetModel model;
    MR_ASSERT(m_plan->relations[index].store != nullptr);
    for (const BatchPtr& batch : m_plan->relations[index].store->snapshot()) {
        for (size_t row = 0; row < batch->numRows; ++row) {
            std::string text;
            writer.appendJson(*batch, row, text);
            add(model, text, batch->weight(row));
        }
    }
    return model;
}

} // namespace millrace::test
