// SPDX-License-Identifier: GPL-3.0-or-later
// A bound query of the streaming dialect: one SELECT over a stream or over another SELECT.
#pragma once

#include "engine/descriptive/hidden_columns.h"
#include "engine/descriptive/stream_aggregate.h"
#include "engine/descriptive/stream_catalog.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::descriptive {

/// A column between two SELECTs.
struct PlanColumn {
    std::string name;
    SqlType type;
    std::string typeName;
};

/// tumble() and hop(): two columns, window_start and window_end, behind those of the input.
struct WindowPlan {
    ExprPtr time; ///< over the input and `hidden`
    std::vector<HiddenColumn> hidden;
    int64_t slide = 0; ///< microseconds; of a tumble its size
    int64_t size = 0;
    size_t numWindows() const { return static_cast<size_t>((size - 1) / slide + 1); } ///< a row may be in
};

/// When groups are told.
enum class EmitMode : uint8_t {
    Rows,     ///< no aggregation, or a bounded one: at the end
    Close,    ///< a window, when the watermark passes its end
    Update,   ///< changed groups after each batch, or each period
    Periodic, ///< each period, when rows came
};

struct EmitPlan {
    EmitMode mode = EmitMode::Rows;
    int64_t period = 0;             ///< microseconds; Update: 0 = after each batch
    bool isRepeat = false;          ///< Periodic: also when no row came
    int64_t delay = 0;              ///< of the watermark
    std::optional<int64_t> timeout; ///< silence that closes the windows
};

/// Rows flow: input, window, hidden columns, `where`, then grouped or not, `having`, `items`.
struct SelectPlan {
    // Where rows come from: a stream, another SELECT, or one row without columns.
    StreamPtr stream;
    bool isHistory = false; ///< the stream's stored rows only
    std::unique_ptr<SelectPlan> input;
    std::vector<PlanColumn> inputColumns; ///< those of the window are the last two
    std::optional<WindowPlan> window;

    std::vector<HiddenColumn> hidden; ///< behind the columns of input and window
    ExprPtr where;

    bool isGrouped = false;
    std::vector<ExprPtr> keys;               ///< over the row
    std::vector<StreamAggregate> aggregates; ///< over the row
    int windowStartKey = -1;                 ///< which keys are the columns of the window
    int windowEndKey = -1;
    EmitPlan emit;

    ExprPtr having;                  ///< over the row, or over keys and aggregates
    std::vector<ExprPtr> items;      ///< likewise
    std::vector<PlanColumn> columns; ///< of the result

    std::vector<ExprPtr> order;     ///< over what items are over; sorts the rows of one emission
    std::vector<bool> isDescending; ///< by entry of `order`
    std::vector<bool> nullsFirst;   ///< by entry of `order`
    std::vector<ExprPtr> limitKeys; ///< LIMIT n BY, over what items are over
    int64_t limitPerKey = -1;
    int64_t limit = -1; ///< rows until the end
    int64_t offset = 0;

    bool hasWindowKey() const { return windowStartKey >= 0 || windowEndKey >= 0; }
    size_t rowWidth() const { return inputColumns.size(); }
    /// False when rows may come for ever.
    bool isBounded() const { return input ? input->isBounded() : !stream || isHistory; }
};

/// What the SETTINGS of a query say.
struct QuerySettings {
    std::optional<double> eps;
    std::optional<int64_t> maxEvents;
    bool isFromEarliest = false; ///< seek_to = 'earliest'
    bool isTableMode = false;    ///< query_mode = 'table'
};

/// A query and how it runs.
struct QueryPlan {
    std::unique_ptr<SelectPlan> select;
    QuerySettings settings;
};

} // namespace millrace::descriptive
