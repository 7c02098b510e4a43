// SPDX-License-Identifier: GPL-3.0-or-later
// Made-up texts by the name of their strategy: names, addresses, companies, network things, prose.
#pragma once

#include "engine/connectors/datagen/random.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Count or length that some strategies take: [low, high).
struct TextRange64 {
    uint64_t low = 0;
    uint64_t high = 25;

    uint64_t draw(Random& random) const { return low + random.below(high - low); }
};

/// Appends a text to `out`.
using FakeText = void (*)(Random& random, TextRange64 range, std::string& out);

/// The maker of a strategy's texts; null when it is none of them.
FakeText findFakeText(std::string_view strategy);
std::vector<std::string> fakeTextNames();

} // namespace millrace
