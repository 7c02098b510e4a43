// SPDX-License-Identifier: GPL-3.0-or-later
// A change by the key of an index: what is to be inserted, updated and deleted.
#pragma once

#include "engine/base/error.h"
#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <functional>
#include <vector>

namespace millrace {

/// One key of a change. The rows lie in the delta that it was made from.
struct KeyedChange {
    enum class Kind : uint8_t { Insert, Update, Delete };
    Kind kind = Kind::Insert;
    const Batch* batch = nullptr; ///< of the new row; of the old one for a delete
    size_t row = 0;
};

/// Groups the rows of a consolidated delta by their key, in the order in which the keys come. A key that has more than
/// one row before or after is refused as a whole (kEncodeKeyNotUnique), and so is one with a NULL in it (kEncodeValue).
std::vector<KeyedChange> keyedChanges(const Delta& delta, const Schema& schema, const std::vector<int>& keyColumns,
                                      const std::function<void(Error)>& refuse);

} // namespace millrace
