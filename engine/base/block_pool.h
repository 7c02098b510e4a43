// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for tables and columns: large blocks from huge pages, kept and reused.
#pragma once

#include <cstddef>

namespace millrace {

/// `bytes` bytes, 64-byte aligned, not initialised. Blocks from 32 KiB on are cut from regions of huge pages and
/// are reused when freed: touching fresh pages costs more than everything that is then done in them. Smaller
/// blocks come from the heap. Any thread; throws std::bad_alloc.
void* allocateBlock(size_t bytes);
/// Gives back what allocateBlock(bytes) returned, with the same `bytes`; null is allowed.
void freeBlock(void* memory, size_t bytes);

} // namespace millrace
