// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which the rows of a state are shown.
#pragma once

#include "engine/api/values.h"
#include "models/stream/state_filter.h"

#include <cstdint>
#include <vector>

namespace millrace::models {

/// By what rows are sorted. NULL comes last, whichever way; rows that are equal stay as they are.
struct StateOrder {
    enum class By : uint8_t { Column, Weight, Changes, LastStep };
    By by = By::Column;
    size_t column = 0; ///< of the relation, with By::Column
    bool isDescending = false;
    bool operator==(const StateOrder&) const = default;
};

/// The positions of the first `numShown` rows in an order, of those that pass the filter where there is one. Looks at
/// every row once, and keeps no more than that many.
std::vector<uint32_t> firstInOrder(const StateRows& rows, const std::vector<BatchPtr>& batches, const StateOrder& order,
                                   const StateFilter* filter, size_t numShown);

} // namespace millrace::models
