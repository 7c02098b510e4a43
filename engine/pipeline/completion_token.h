// SPDX-License-Identifier: GPL-3.0-or-later
// The text form of completion tokens.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

/// "The first `count` records that input endpoint `endpoint` received in this run."
struct CompletionToken {
    std::string incarnation; ///< uuid of the run; a token dies with it
    uint64_t endpoint = 0;
    uint64_t count = 0;

    bool operator==(const CompletionToken&) const = default;

    /// URL-safe base64 without padding of `{"u":"…","e":0,"c":0}`; opaque to users.
    std::string toText() const;
    /// kTokenMalformed on anything that toText() cannot have made.
    static Result<CompletionToken> parse(std::string_view text);
};

/// A random uuid (version 4) that names a run of a pipeline.
std::string makeIncarnation();

} // namespace millrace
