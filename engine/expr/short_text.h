// SPDX-License-Identifier: GPL-3.0-or-later
// Short text as two words: compared without a branch.
#pragma once

#include "engine/types/string_ref.h"

#include <cstdint>
#include <cstring>

namespace millrace {

/// A StringRef bit by bit. When one of two is of an inline text, both are equal exactly when the texts are: unused
/// bytes of inline text are zero, and the length is in the first word.
struct ShortText {
    explicit ShortText(const StringRef& text)
    {
        static_assert(sizeof words == sizeof text);
        std::memcpy(words, &text, sizeof words);
    }
    friend bool operator==(const ShortText& a, const ShortText& b)
    {
        return ((a.words[0] ^ b.words[0]) | (a.words[1] ^ b.words[1])) == 0;
    }

    uint64_t words[2]; ///< length and first bytes, further bytes
};

} // namespace millrace
