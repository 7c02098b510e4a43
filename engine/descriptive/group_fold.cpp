// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/group_fold.h"

#include "engine/zset/batch_builder.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <numeric>

namespace millrace::descriptive {

struct GroupFold::Window {
    explicit Window(const std::vector<Physical>& keyPhysicals)
        : keys(keyPhysicals)
    {
    }

    GroupIndex index;
    RowHeap keys; ///< by group
    std::vector<std::unique_ptr<AggregateState>> states;
    size_t numGroups = 0;
    std::vector<uint8_t> isChanged; ///< by group
    std::vector<uint32_t> changed;  ///< groups, in order of their first change
};

GroupFold::GroupFold(const SelectPlan& plan)
    : m_plan(plan)
{
    std::vector<ExprPtr> exprs;
    for (size_t key = 0; key < plan.keys.size(); ++key) {
        const Physical physical = physicalOf(plan.keys[key]->type);
        m_outPhysicals.push_back(physical);
        const bool isOfWindow =
            static_cast<int>(key) == plan.windowStartKey || static_cast<int>(key) == plan.windowEndKey;
        if (!isOfWindow) {
            m_storedKeys.push_back(key);
            m_keyColumns.push_back(static_cast<int>(exprs.size()));
            m_keyPhysicals.push_back(physical);
            exprs.push_back(plan.keys[key]);
        }
    }
    for (const StreamAggregate& aggregate : plan.aggregates) {
        const auto place = [&](const ExprPtr& expr) {
            if (!expr) {
                return -1;
            }
            exprs.push_back(expr);
            return static_cast<int>(exprs.size()) - 1;
        };
        Places places;
        places.arg = place(aggregate.arg);
        places.order = place(aggregate.order);
        places.filter = place(aggregate.filter);
        m_places.push_back(places);
        m_outPhysicals.push_back(physicalOf(aggregate.type));
    }
    m_evaluator = std::make_unique<Evaluator>(std::move(exprs));
}

GroupFold::~GroupFold() = default;

GroupFold::Window& GroupFold::windowAt(int64_t start)
{
    std::unique_ptr<Window>& window = m_windows[start];
    if (!window) {
        window = std::make_unique<Window>(m_keyPhysicals);
        for (const StreamAggregate& aggregate : m_plan.aggregates) {
            window->states.push_back(makeAggregateState(aggregate));
        }
    }
    return *window;
}

int64_t GroupFold::lastEnd() const
{
    return m_windows.rbegin()->first + (m_plan.window ? m_plan.window->size : 0);
}

Status GroupFold::add(const Batch& rows)
{
    if (rows.numRows == 0) {
        return {};
    }
    Batch inputs;
    inputs.numRows = rows.numRows;
    if (auto failure = m_evaluator->evaluate(rows, inputs.columns)) {
        return std::move(failure->error);
    }
    m_hasNewRows = true;
    if (!m_plan.hasWindowKey()) {
        fold(windowAt(0), inputs, 0, rows.numRows);
        return checkSize();
    }
    const Column& starts = rows.columns[m_plan.rowWidth() - 2];
    for (size_t first = 0; first < rows.numRows;) {
        const int64_t start = starts.get<int64_t>(first);
        size_t last = first + 1;
        while (last < rows.numRows && starts.get<int64_t>(last) == start) {
            ++last;
        }
        fold(windowAt(start), inputs, first, last);
        first = last;
    }
    return checkSize();
}

void GroupFold::addEmptyGroup()
{
    Batch nothing;
    for (const Places& places : m_places) {
        const int last = std::max({places.arg, places.order, places.filter});
        nothing.columns.resize(std::max(nothing.columns.size(), static_cast<size_t>(last + 1)));
    }
    fold(windowAt(0), nothing, 0, 0);
}

/// The group of each row; null where there is a single one.
const uint32_t* GroupFold::groupsOf(Window& window, const Batch& keys, size_t first, size_t last)
{
    if (m_storedKeys.empty()) {
        window.numGroups = 1;
        return nullptr;
    }
    hashColumns(keys, m_keyColumns, first, last, m_hashes);
    Batch oneRow;
    m_groups.resize(last - first);
    for (size_t row = first; row < last; ++row) {
        const auto matches = [&](uint32_t group) {
            for (size_t key = 0; key < m_storedKeys.size(); ++key) {
                if (!window.keys.cellEquals(key, group, keys.columns[key], row)) {
                    return false;
                }
            }
            return true;
        };
        const auto next = static_cast<uint32_t>(window.numGroups);
        const uint32_t tag = GroupIndex::tagOf(m_hashes[row - first]);
        const uint32_t found = window.index.findOrInsert(tag, next, matches);
        if (found == GroupIndex::kNone) {
            if (oneRow.columns.empty()) {
                oneRow.columns.assign(keys.columns.begin(),
                                      keys.columns.begin() + static_cast<std::ptrdiff_t>(m_storedKeys.size()));
                oneRow.numRows = keys.numRows;
            }
            window.keys.add(oneRow, row, 1); // ids are given in order: that of the group
            ++window.numGroups;
        }
        m_groups[row - first] = found == GroupIndex::kNone ? next : found;
    }
    return m_groups.data();
}

void GroupFold::fold(Window& window, const Batch& inputs, size_t first, size_t last)
{
    AggregateInput input;
    input.first = first;
    input.last = last;
    input.groups = groupsOf(window, inputs, first, last);
    input.numGroups = window.numGroups;
    const auto column = [&](int place) { return place < 0 ? nullptr : &inputs.columns[static_cast<size_t>(place)]; };
    for (size_t i = 0; i < window.states.size(); ++i) {
        input.arg = column(m_places[i].arg);
        input.order = column(m_places[i].order);
        input.filter = column(m_places[i].filter);
        window.states[i]->add(input);
    }
    window.isChanged.resize(window.numGroups);
    const auto mark = [&](uint32_t group) {
        if (window.isChanged[group] == 0) {
            window.isChanged[group] = 1;
            window.changed.push_back(group);
        }
    };
    if (input.groups == nullptr) {
        mark(0);
        return;
    }
    for (size_t i = 0; i < last - first; ++i) {
        mark(input.groups[i]);
    }
}

Status GroupFold::checkSize()
{
    constexpr size_t kBatches = 16;
    if (++m_batchesUnchecked < kBatches) {
        return {};
    }
    m_batchesUnchecked = 0;
    if (byteSize() <= kMaxBytes) {
        return {};
    }
    return makeError(ErrorCode::kQueryLimit, "The groups of the query need more than 512 MiB",
                     m_plan.aggregates.empty() ? SourceSpan() : m_plan.aggregates[0].span);
}

size_t GroupFold::byteSize() const
{
    constexpr size_t kStateBytes = 48; // of one aggregate of one group, about
    size_t bytes = 0;
    for (const auto& [start, window] : m_windows) {
        bytes += window->keys.byteSize() + window->index.byteSize() + sizeof(Window);
        bytes += window->numGroups * (kStateBytes * window->states.size() + 8);
        for (const auto& state : window->states) {
            bytes += state->byteSize();
        }
    }
    return bytes;
}

void GroupFold::emit(int64_t start, Window& window, std::span<const uint32_t> groups, std::vector<BatchPtr>& out)
{
    for (size_t done = 0; done < groups.size(); done += Batch::kMaxRows) {
        const auto piece = groups.subspan(done, std::min(groups.size() - done, Batch::kMaxRows));
        BatchBuilder builder(m_outPhysicals);
        size_t stored = 0;
        for (size_t key = 0; key < m_plan.keys.size(); ++key) {
            ColumnBuilder& column = builder.column(key);
            const bool isStart = static_cast<int>(key) == m_plan.windowStartKey;
            if (isStart || static_cast<int>(key) == m_plan.windowEndKey) {
                const int64_t time = isStart ? start : start + m_plan.window->size;
                std::fill_n(column.appendUninitialized<int64_t>(piece.size()), piece.size(), time);
            } else {
                window.keys.gather(stored++, piece, column);
            }
        }
        for (size_t i = 0; i < window.states.size(); ++i) {
            window.states[i]->emit(piece, builder.column(m_plan.keys.size() + i));
        }
        if (m_outPhysicals.empty()) {
            continue; // GROUP BY of nothing and no aggregate does not exist
        }
        out.push_back(builder.build());
    }
    for (const uint32_t group : window.changed) {
        window.isChanged[group] = 0;
    }
    window.changed.clear();
}

void GroupFold::emitAll(int64_t start, Window& window, std::vector<BatchPtr>& out)
{
    std::vector<uint32_t> groups(window.numGroups);
    std::iota(groups.begin(), groups.end(), 0U);
    emit(start, window, groups, out);
}

std::vector<BatchPtr> GroupFold::takeAll()
{
    std::vector<BatchPtr> out;
    for (auto& [start, window] : m_windows) {
        emitAll(start, *window, out);
    }
    m_hasNewRows = false;
    return out;
}

std::vector<BatchPtr> GroupFold::takeChanged()
{
    std::vector<BatchPtr> out;
    for (auto& [start, window] : m_windows) {
        if (!window->changed.empty()) {
            emit(start, *window, std::vector<uint32_t>(window->changed), out);
        }
    }
    m_hasNewRows = false;
    return out;
}

std::vector<BatchPtr> GroupFold::takeClosed(int64_t watermark)
{
    std::vector<BatchPtr> out;
    while (!m_windows.empty() && m_windows.begin()->first + m_plan.window->size <= watermark) {
        emitAll(m_windows.begin()->first, *m_windows.begin()->second, out);
        m_windows.erase(m_windows.begin());
    }
    return out;
}

void GroupFold::dropClosed(int64_t watermark)
{
    while (!m_windows.empty() && m_windows.begin()->first + m_plan.window->size <= watermark) {
        m_windows.erase(m_windows.begin());
    }
}

} // namespace millrace::descriptive
