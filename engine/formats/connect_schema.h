// SPDX-License-Identifier: GPL-3.0-or-later
// Schemas of rows as Kafka Connect's JSON converter writes them beside each record.
#pragma once

#include "engine/types/schema.h"

#include <string>
#include <vector>

namespace millrace {

/// Of a Debezium envelope with `after` and `op`; one line of JSON.
std::string connectValueSchema(const Schema& schema);
/// Of a key made of these columns.
std::string connectKeySchema(const Schema& schema, const std::vector<int>& columns);

} // namespace millrace
