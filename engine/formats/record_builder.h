// SPDX-License-Identifier: GPL-3.0-or-later
// Collects decoded records into batches of bounded size; a record that turns out bad is taken back.
#pragma once

#include "engine/formats/decoder.h"
#include "engine/zset/batch_builder.h"

#include <vector>

namespace millrace {

/// Columns of the record under way are appended directly; commit() or discard() ends it. Not thread-safe.
class RecordBuilder {
public:
    explicit RecordBuilder(const Schema& schema);

    ColumnBuilder& column(size_t index) { return m_builder.column(index); }
    size_t numColumns() const { return m_builder.numColumns(); }
    /// True when the record under way already has a value in this column.
    bool hasValue(size_t index) { return m_builder.column(index).size() > m_numRows; }
    /// Takes the value back, for a key that comes twice.
    void dropValue(size_t index) { m_builder.column(index).truncate(m_numRows); }

    /// The record is complete: every column has its value.
    void commit(RecordOp op);
    /// The same for an update; `present` has 1 where the column was given.
    void commitUpdate(std::vector<uint8_t> present);
    /// Forgets the values of the record under way.
    void discard();

    /// A point to return to: all records committed so far.
    struct Mark {
        size_t numBatches;
        size_t numRows;
    };
    Mark mark() const { return {m_finished.size(), m_numRows}; }
    /// Takes back every record committed since the mark. take() must not have been called in between.
    void rollbackTo(const Mark& mark);

    /// Moves what was committed to the end of `out`.
    void take(std::vector<InputBatch>& out);

private:
    void finishBatch();
    void truncateTo(size_t rows);

    BatchBuilder m_builder;
    size_t m_numRows = 0;
    std::vector<RecordOp> m_ops;                 ///< empty while all are inserts
    std::vector<std::vector<uint8_t>> m_present; ///< as long as the last update needs
    std::vector<InputBatch> m_finished;
};

} // namespace millrace
