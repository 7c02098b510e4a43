// SPDX-License-Identifier: GPL-3.0-or-later
// GROUP BY over rows that only come: the groups of each open window, dropped as a whole when it closes.
#pragma once

#include "engine/descriptive/aggregate_state.h"
#include "engine/descriptive/select_plan.h"
#include "engine/expr/evaluator.h"
#include "engine/operators/group_index.h"
#include "engine/zset/row_heap.h"

#include <map>
#include <memory>
#include <vector>

namespace millrace::descriptive {

/// State: a table of groups a window, by its start; without a window one for all. A row costs a hash and a fold an
/// aggregate; closing a window costs its groups. One thread.
class GroupFold {
public:
    static constexpr size_t kMaxBytes = size_t{512} << 20; ///< of state; more is an error

    explicit GroupFold(const SelectPlan& plan);
    ~GroupFold();

    /// Folds a batch of rows. Where the plan has a window, its start is column `rowWidth() - 2`.
    Status add(const Batch& rows);
    /// Where nothing came, the one group that a query without keys has.
    void addEmptyGroup();
    bool hasNewRows() const { return m_hasNewRows; }
    bool isEmpty() const { return m_windows.empty(); }
    /// Where the last window that is open ends.
    int64_t lastEnd() const;

    /// Rows of keys and aggregates, in order of the windows: of all groups, or of those that changed since they were
    /// told. They count as told.
    std::vector<BatchPtr> takeAll();
    std::vector<BatchPtr> takeChanged();
    /// The groups of windows that end at or before `watermark`, which are forgotten.
    std::vector<BatchPtr> takeClosed(int64_t watermark);
    /// Forgets them without a word.
    void dropClosed(int64_t watermark);
    size_t byteSize() const;

private:
    struct Window;

    Window& windowAt(int64_t start);
    void fold(Window& window, const Batch& keys, size_t first, size_t last);
    const uint32_t* groupsOf(Window& window, const Batch& keys, size_t first, size_t last);
    void emit(int64_t start, Window& window, std::span<const uint32_t> groups, std::vector<BatchPtr>& out);
    void emitAll(int64_t start, Window& window, std::vector<BatchPtr>& out);
    Status checkSize();

    const SelectPlan& m_plan;
    std::vector<size_t> m_storedKeys;       ///< keys that are not of the window
    std::vector<int> m_keyColumns;          ///< 0, 1, … : their columns in what the evaluator gives
    std::unique_ptr<Evaluator> m_evaluator; ///< stored keys, then what the aggregates need
    struct Places {
        int arg = -1;
        int order = -1;
        int filter = -1;
    };
    std::vector<Places> m_places; ///< by aggregate: columns of the evaluator's result
    std::vector<Physical> m_keyPhysicals;
    std::vector<Physical> m_outPhysicals;
    std::map<int64_t, std::unique_ptr<Window>> m_windows;
    std::vector<uint64_t> m_hashes;
    std::vector<uint32_t> m_groups;
    bool m_hasNewRows = false;
    size_t m_batchesUnchecked = 0;
};

} // namespace millrace::descriptive
