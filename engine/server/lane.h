// SPDX-License-Identifier: GPL-3.0-or-later
// Where a call that may block is done: what is cheap never waits behind what is not.
#pragma once

#include <cstdint>

namespace millrace::server {

enum class Lane : uint8_t {
    Server, ///< at once, on the server's thread: it neither waits nor computes
    Quick,  ///< milliseconds
    Long,   ///< compiles, for seconds perhaps: few at a time, few that wait, the rest is refused
    Result, ///< the next piece of a query's rows
};

} // namespace millrace::server
