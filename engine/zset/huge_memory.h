// SPDX-License-Identifier: GPL-3.0-or-later
// Memory of hash tables: small ones from the heap, large ones from reused huge pages.
#pragma once

#include <cstddef>

namespace millrace {

/// Memory for a table of `bytes` bytes, 64-byte aligned, not initialised. From 256 KiB on it comes from
/// mappings that ask for huge pages and that are kept for reuse: touching fresh pages costs more than
/// everything a table does with them. Any thread; throws std::bad_alloc.
void* allocateTable(size_t bytes);
/// Gives back what allocateTable(bytes) returned; null is allowed.
void freeTable(void* memory, size_t bytes);

} // namespace millrace
