// SPDX-License-Identifier: GPL-3.0-or-later
// Assertions: MR_ASSERT is always on (cheap checks of our own promises), MR_DCHECK only in debug builds.
#pragma once

namespace millrace {
[[noreturn]] void assertionFailed(const char* condition, const char* file, int line);
}

#define MR_ASSERT(condition)                                                                                           \
    (static_cast<bool>(condition) ? void(0) : ::millrace::assertionFailed(#condition, __FILE__, __LINE__))

#ifdef NDEBUG
#define MR_DCHECK(condition) void(0)
#else
#define MR_DCHECK(condition) MR_ASSERT(condition)
#endif
