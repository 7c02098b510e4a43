// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/state_order.h"

#include "engine/api/row_keys.h"

#include <algorithm>
#include <compare>

namespace millrace::models {

namespace {

/// Below 0 where the first cell comes first. Not for NULL.
template <typename T>
int compareCells(const T& a, const T& b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

template <>
int compareCells(const StringRef& a, const StringRef& b)
{
    return a.view().compare(b.view());
}

class RowOrder {
public:
    RowOrder(const StateRows& rows, const std::vector<BatchPtr>& batches, const StateOrder& order)
        : m_rows(rows)
        , m_batches(batches)
        , m_order(order)
    {
    }

    bool operator()(uint32_t a, uint32_t b) const
    {
        const StateRow& first = m_rows[a];
        const StateRow& second = m_rows[b];
        int comparison = 0;
        switch (m_order.by) {
        case StateOrder::By::Weight: comparison = compareCells(first.weight, second.weight); break;
        case StateOrder::By::Changes: comparison = compareCells(first.numChanges, second.numChanges); break;
        case StateOrder::By::LastStep: comparison = compareCells(first.lastStep, second.lastStep); break;
        case StateOrder::By::Column: {
            const Column* x = cellsOf(first);
            const Column* y = cellsOf(second);
            if (x == nullptr || y == nullptr) {
                return x != y ? x != nullptr : a < b;
            }
            comparison = withPhysical(x->physical, [&](auto type) {
                using T = decltype(type);
                return compareCells(x->get<T>(first.row), y->get<T>(second.row));
            });
        }
        }
        if (comparison == 0) {
            return a < b;
        }
        return m_order.isDescending ? comparison > 0 : comparison < 0;
    }

private:
    /// Null for NULL.
    const Column* cellsOf(const StateRow& row) const
    {
        const Batch& batch = *m_batches[row.batch];
        const bool isThere = m_order.column < batch.columns.size() && !batch.columns[m_order.column].isNull(row.row);
        return isThere ? &batch.columns[m_order.column] : nullptr;
    }

    const StateRows& m_rows;
    const std::vector<BatchPtr>& m_batches;
    const StateOrder& m_order;
};

} // namespace

std::vector<uint32_t> firstInOrder(const StateRows& rows, const std::vector<BatchPtr>& batches, const StateOrder& order,
                                   const StateFilter* filter, size_t numShown)
{
    const RowOrder isBefore(rows, batches, order);
    std::vector<uint32_t> heap; // the last of those that are kept is its top
    for (uint32_t position = 0; position < rows.size(); ++position) {
        if (filter != nullptr && !filter->passes(rows[position])) {
            continue;
        }
        if (heap.size() < numShown) {
            heap.push_back(position);
            std::push_heap(heap.begin(), heap.end(), isBefore);
        } else if (!heap.empty() && isBefore(position, heap.front())) {
            std::pop_heap(heap.begin(), heap.end(), isBefore);
            heap.back() = position;
            std::push_heap(heap.begin(), heap.end(), isBefore);
        }
    }
    std::sort_heap(heap.begin(), heap.end(), isBefore);
    return heap;
}

} // namespace millrace::models
