// SPDX-License-Identifier: GPL-3.0-or-later
// Which SQL a text is written in.
#pragma once

#include <cstdint>

namespace millrace::sql {

enum class Dialect : uint8_t {
    Millrace,  ///< programs of tables and views, and queries over them
    Streaming, ///< statements of descriptive pipelines: Proton's streaming SQL
};

} // namespace millrace::sql
