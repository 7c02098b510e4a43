// SPDX-License-Identifier: GPL-3.0-or-later
// Builds batches: by the value for decoders, by the column for operators.
#pragma once

#include "engine/zset/batch.h"
#include "engine/zset/string_arena.h"

#include <span>
#include <string_view>
#include <vector>

namespace millrace {

/// Growing memory of one column, 64-byte aligned. Not shared until taken by finish().
class ColumnBuilder {
public:
    explicit ColumnBuilder(Physical physical, std::shared_ptr<StringArena> arena = nullptr);
    ~ColumnBuilder();
    ColumnBuilder(ColumnBuilder&& other) noexcept;
    ColumnBuilder& operator=(ColumnBuilder&&) = delete;

    Physical physical() const { return m_physical; }
    size_t size() const { return m_size; }
    void reserve(size_t rows)
    {
        if (rows > m_capacity) {
            growTo(rows);
        }
    }

    template <typename T>
    void append(T value)
    {
        MR_DCHECK(sizeof(T) == m_width);
        reserveOneMore();
        reinterpret_cast<T*>(m_data)[m_size] = value;
        finishValue(0);
    }
    /// Copies the bytes into the batch's arena.
    void appendString(std::string_view text);
    /// Keeps a reference; whoever owns the bytes is adopted by the arena or outlives the batch.
    void appendStringRef(StringRef text) { append<StringRef>(text); }
    void appendNull();
    /// A Value in the column's representation; strings are copied.
    void appendValue(const Value& value);
    /// Removes what was appended beyond `rows` (a record turned out to be bad).
    void truncate(size_t rows);

    /// Room for `rows` more values, to be written at once; none of them is NULL.
    template <typename T>
    T* appendUninitialized(size_t rows)
    {
        MR_DCHECK(sizeof(T) == m_width);
        return static_cast<T*>(appendRaw(rows));
    }
    void* appendRaw(size_t rows);
    /// Null bytes of all rows so far, made when first asked for; write 1 for NULL and zero the value.
    uint8_t* ensureNulls();
    StringArena& arena();

    /// The finished column; the builder is empty afterwards and keeps no memory.
    Column finish();

private:
    void reserveOneMore()
    {
        if (m_size == m_capacity) {
            growTo(m_size + 1);
        }
    }
    void finishValue(uint8_t isNull)
    {
        if (m_nulls != nullptr) {
            m_nulls[m_size] = isNull;
        }
        ++m_size;
    }
    void growTo(size_t rows);
    void release();

    Physical m_physical;
    size_t m_width;
    std::byte* m_data = nullptr;
    uint8_t* m_nulls = nullptr; ///< allocated with the first NULL
    size_t m_size = 0;
    size_t m_capacity = 0;
    std::shared_ptr<StringArena> m_arena;
};

/// Builds one batch. Rows are appended column by column; all columns have the same size at build().
class BatchBuilder {
public:
    explicit BatchBuilder(std::span<const Physical> columns);

    ColumnBuilder& column(size_t index) { return m_columns[index]; }
    size_t numColumns() const { return m_columns.size(); }
    /// Rows of the first column; of the weights when there is no column.
    size_t numRows() const { return m_columns.empty() ? m_weights.size() : m_columns[0].size(); }
    void reserve(size_t rows);
    /// Weight of the row just completed; only needed where some weight is not +1 (all rows then).
    void appendWeight(Weight weight) { m_weights.push_back(weight); }
    StringArena& arena() { return *m_arena; }

    /// The batch; the builder starts anew.
    BatchPtr build(bool isConsolidated = false);

private:
    std::vector<Physical> m_physicals;
    std::shared_ptr<StringArena> m_arena;
    std::vector<ColumnBuilder> m_columns;
    std::vector<Weight> m_weights;
};

/// Sets the weights of a batch under construction and derives isInsertOnly; all +1 gives none.
void setWeights(Batch& batch, std::vector<Weight> weights);

/// The rows of `batch` at `rows`, in that order; strings are shared, not copied.
BatchPtr gatherBatch(const Batch& batch, std::span<const uint32_t> rows);
Column gatherColumn(const Column& column, std::span<const uint32_t> rows);
/// Rows [first, last) of `batch`, whose memory they share; `first` is a multiple of kSliceRows.
BatchPtr sliceBatch(const Batch& batch, size_t first, size_t last);
constexpr size_t kSliceRows = 64; ///< keeps columns of any width aligned

/// Rows given as Values, for tests and literals. An empty `weights` means all +1.
BatchPtr batchOf(std::span<const Physical> columns, const std::vector<std::vector<Value>>& rows,
                 std::vector<Weight> weights = {});

} // namespace millrace
