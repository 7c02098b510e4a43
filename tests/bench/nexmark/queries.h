// SPDX-License-Identifier: GPL-3.0-or-later
// The Nexmark queries in SQL, each with its floor.
#pragma once

#include "tests/bench/nexmark/floor.h"

#include <span>
#include <string_view>

namespace millrace::bench {

struct NexmarkQuery {
    std::string_view name;  ///< of the view, too
    std::string_view shape; ///< what it exercises, in a word or two; part of the benchmark's name
    std::string_view views; ///< CREATE FUNCTION and CREATE VIEW, over nexmarkTables()
    FloorPtr (*makeFloor)(const NexmarkEvents& events);
};

std::span<const NexmarkQuery> nexmarkQueries();

} // namespace millrace::bench
