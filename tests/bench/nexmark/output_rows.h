// SPDX-License-Identifier: GPL-3.0-or-later
// Where floors write the change of a view: plain columns that are reused from step to step.
#pragma once

#include "engine/zset/batch.h"

#include <cstddef>
#include <initializer_list>
#include <vector>

namespace millrace::bench {

/// Whether rows of a view may leave it again.
enum class RowChanges : uint8_t { InsertsOnly, InsertsAndRetractions };

/// Rows of one step's change. Column memory grows only when a step is larger than all before.
class OutputRows {
public:
    OutputRows(std::initializer_list<Physical> columns, RowChanges changes = RowChanges::InsertsOnly);
    OutputRows(const OutputRows&) = delete;
    OutputRows& operator=(const OutputRows&) = delete;
    ~OutputRows();

    /// Forgets the rows of the step before; `rowsAtMost` rows may be written through column().
    void start(size_t rowsAtMost)
    {
        m_numRows = 0;
        if (rowsAtMost > m_capacity) {
            growTo(rowsAtMost);
        }
    }
    /// Elements of a column, valid until start() or addRow().
    template <typename T>
    T* column(size_t index)
    {
        return static_cast<T*>(m_columns[index].data);
    }
    /// NULL marks of a column: 1 = NULL, one a row, all to be written once a column has them.
    uint8_t* nulls(size_t index);
    /// Rows written through column().
    void setNumRows(size_t rows) { m_numRows = rows; }
    /// Makes room for one row and returns its number; to be filled with set().
    size_t addRow(Weight weight = 1)
    {
        if (m_numRows == m_capacity) {
            growTo(m_capacity * 2);
        }
        if (m_weights != nullptr) {
            m_weights[m_numRows] = weight;
        }
        return m_numRows++;
    }
    template <typename T>
    void set(size_t index, size_t row, const T& value)
    {
        static_cast<T*>(m_columns[index].data)[row] = value;
    }
    size_t numRows() const { return m_numRows; }

    /// The rows as a batch that borrows their memory.
    Batch asBatch() const;

private:
    struct PlainColumn {
        Physical physical;
        void* data = nullptr;
        uint8_t* nulls = nullptr;
    };
    void growTo(size_t rows);

    std::vector<PlainColumn> m_columns;
    Weight* m_weights = nullptr; ///< null when every weight is 1
    RowChanges m_changes;
    size_t m_numRows = 0;
    size_t m_capacity = 0;
};

/// A number that two changes share when they are the same Z-set, however their rows are cut and ordered (the sum of
/// the rows' hashes, each as often as its weight says).
uint64_t checksumOf(const Batch& batch);
uint64_t checksumOf(const Delta& delta);

} // namespace millrace::bench
