// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a SQL program step by step without threads or connectors: records in, changes out.
#pragma once

#include "engine/formats/decoder.h"
#include "engine/plan/parallel_plan.h"
#include "tests/support/zset_model.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace millrace::test {

/// A compiled program with a decoder for each table. Rows are JSON objects, in and out.
class SqlHarness {
public:
    /// Compiles; the error is the first diagnostic's text, with its code and place.
    static Result<std::unique_ptr<SqlHarness>> create(std::string_view program, const Parallelism& parallelism = {});

    /// Queues one record for the next step: `json` is the row, or an array of values.
    Status push(const std::string& table, RecordOp op, const std::string& json);
    /// Queues typed rows.
    void push(const std::string& table, InputBatch batch);
    /// Runs a step and commits it; the consolidated change of every relation, rows as JSON text.
    Result<std::map<std::string, ZSetModel>> step();
    /// The rows of a materialised relation.
    ZSetModel state(const std::string& relation) const;

    const sql::Program& program() const { return m_program; }
    plan::IncrementalPlan& plan() { return *m_plan; }
    const sql::Relation& relation(const std::string& name) const;

private:
    SqlHarness() = default;
    size_t indexOf(const std::string& relation) const;

    sql::Program m_program;
    std::optional<plan::IncrementalPlan> m_plan;
    std::map<std::string, std::unique_ptr<Decoder>> m_decoders;
    uint64_t m_step = 0;
};

} // namespace millrace::test
