// SPDX-License-Identifier: GPL-3.0-or-later
// The source operators: what connectors deliver becomes the change of a table.
#pragma once

#include "engine/operators/operator.h"
#include "engine/zset/relation_store.h"

#include <memory>
#include <vector>

namespace millrace {

/// What an input record asks for.
enum class RecordOp : uint8_t {
    Insert, ///< with a primary key: upsert
    Delete, ///< with a primary key only the key columns count
    Update, ///< primary key only: changes the columns present, ignored when the key is absent
};

/// Records of one table in arrival order, as decoders produce them. Immutable once queued.
struct InputBatch {
    BatchPtr rows;                               ///< without weights
    std::vector<RecordOp> ops;                   ///< one a row; empty = all Insert
    std::vector<std::vector<uint8_t>> present;   ///< per Update row: 1 = column was given; indexed by row, may be empty

    RecordOp op(size_t row) const { return ops.empty() ? RecordOp::Insert : ops[row]; }
    size_t numRows() const { return rows ? rows->numRows : 0; }
    /// Rows [from, to) as a batch of their own, sharing nothing that may change.
    InputBatch slice(size_t from, size_t to) const;
};

/// Where records enter the circuit. With a primary key: upsert map, last write of a step wins, deletes of
/// absent keys are ignored, rows that did not change net do not appear. Without: a bag; a delete takes one
/// equal row away, and is dropped and counted when there is none (the weight of a table never is negative).
/// Output: the consolidated change. State: the table's rows, when keyed, materialised, or asked for by a join.
class InputTable : public Operator {
public:
    /// Queues records for the next step, in order.
    virtual void push(InputBatch batch) = 0;
    /// Forgets what was queued and not yet evaluated.
    virtual void discardPushed() = 0;
    /// Deletes dropped because no equal row was there, so far.
    virtual uint64_t numIgnoredDeletes() const = 0;

    /// `store` is where committed rows are kept; it is this operator's to commit.
    static std::unique_ptr<InputTable> keyed(std::shared_ptr<RelationStore> store, std::vector<int> keyColumns);
    static std::unique_ptr<InputTable> bag(std::shared_ptr<RelationStore> store);
    /// A source that keeps nothing: rows pass and are forgotten (append-only streams). Deletes are passed
    /// on as they are.
    static std::unique_ptr<InputTable> stream(std::vector<Physical> columns);
};

} // namespace millrace
