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

/// Gives the pages of free blocks back to the system; blocks in use are not touched. Takes about 0.1 ms a MiB, without
/// keeping others from allocating. Any thread.
void releaseFreeBlocks();
/// The same for blocks that have lain free for a while (5 to 10 seconds): what the work of the moment needs stays.
/// Costs a look at the clock when it is not due. Any thread.
void releaseIdleBlocks();

} // namespace millrace
