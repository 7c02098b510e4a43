// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace millrace {

void assertionFailed(const char* condition, const char* file, int line)
{
    std::fprintf(stderr, "millrace: assertion failed: %s (%s:%d)\n", condition, file, line);
    std::abort();
}

} // namespace millrace
