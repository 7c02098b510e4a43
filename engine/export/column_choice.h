// SPDX-License-Identifier: GPL-3.0-or-later
// Some columns of a relation: what an export writes when it does not write all.
#pragma once

#include "engine/base/result.h"
#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <string>
#include <vector>

namespace millrace {

/// Immutable.
class ColumnChoice {
public:
    /// These columns in this order. kSqlUnknownColumn for one that is not there or comes twice.
    static Result<ColumnChoice> create(const Schema& all, const std::vector<std::string>& names);

    /// The chosen columns; the primary key is that of the relation when all of it was chosen, else there is none.
    const Schema& schema() const { return m_schema; }
    /// The same rows with the chosen columns alone; rows that differ in others only stay rows of their own.
    Delta of(const Delta& delta) const;

private:
    Schema m_schema;
    std::vector<size_t> m_columns; ///< their places in the relation
};

} // namespace millrace
