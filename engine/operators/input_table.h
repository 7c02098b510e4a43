// SPDX-License-Identifier: GPL-3.0-or-later
// The source operators: what connectors deliver becomes the change of a table.
#pragma once

#include "engine/operators/operator.h"
#include "engine/zset/relation_store.h"

#include <memory>
#include <span>
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
    /// Takes the blanks at the end of texts away.
    void dropPadding(std::span<const int> columns);
};

/// Where records enter the circuit. With a primary key: upsert map, last write of a step wins, deletes of
/// absent keys are ignored, rows that did not change net do not appear. Without a key the table is a bag: an
/// insert adds 1 and a delete takes 1 away from the weight of the equal row; that the row is there is the
/// source's business, as in Feldera: a bag keeps no rows of its own to look at.
/// Output: the change of the table. A keyed table's is consolidated; a bag's is what came.
class InputTable : public Operator {
public:
    /// Queues records for the next step, in order.
    virtual void push(InputBatch batch) = 0;
    /// Forgets what was queued and not yet evaluated.
    virtual void discardPushed() = 0;
    /// Deletes and updates ignored because their key was absent, so far.
    virtual uint64_t numIgnored() const = 0;

    /// `store` keeps the committed rows and is this operator's to commit; `keyColumns` is its unique key. Texts of
    /// `paddedColumns` lose their blanks at the end: those columns of the key that are CHAR.
    static std::unique_ptr<InputTable> keyed(std::shared_ptr<RelationStore> store, std::vector<int> keyColumns,
                                             std::vector<int> paddedColumns = {});
    /// Keeps nothing; rows pass. An IntegrateOperator behind it keeps them where somebody needs them.
    static std::unique_ptr<InputTable> bag(std::vector<Physical> columns);
};

} // namespace millrace
