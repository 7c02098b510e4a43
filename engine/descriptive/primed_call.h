// SPDX-License-Identifier: GPL-3.0-or-later
// The first step of a call, taken before its client is answered.
#pragma once

#include "engine/descriptive/stream_call.h"

namespace millrace::descriptive {

/// A query that fails before its first row is refused as one that does not compile, as an error of statement number
/// `statement`, in place of an answer that breaks off. Rows of the first step wait for the first advance().
OpenedStreamCall primed(OpenedStreamCall opened, size_t statement, Instant now);

} // namespace millrace::descriptive
