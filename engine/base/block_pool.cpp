// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/block_pool.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace millrace {

namespace {

constexpr size_t kAlignment = 64;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr size_t kPooledFrom = SIZE_MAX; // sanitizers see every block come and go
#else
constexpr size_t kPooledFrom = size_t{32} << 10;
#endif
constexpr size_t kRegionBytes = size_t{32} << 20;  ///< what is asked of the system at once
constexpr size_t kLargestShared = size_t{8} << 20; ///< larger blocks have a mapping of their own
constexpr size_t kKeptLargeBytes = size_t{1} << 30; ///< free mappings kept, in all; others go back to the system
constexpr size_t kStepsPerDoubling = 4;            ///< size classes: 1, 1.25, 1.5, 1.75, 2, …

/// A size class: blocks of `bytes` bytes.
struct SizeClass {
    size_t index;
    size_t bytes;
};

SizeClass classOf(size_t bytes)
{
    const auto exponent = static_cast<size_t>(std::bit_width(bytes - 1)) - 1; // 2^exponent < bytes <= 2^(exponent + 1)
    const size_t step = (size_t{1} << exponent) / kStepsPerDoubling;
    const size_t steps = (bytes - (size_t{1} << exponent) + step - 1) / step;
    return {exponent * kStepsPerDoubling + steps, (size_t{1} << exponent) + steps * step};
}

void* mapPages(size_t bytes)
{
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    madvise(memory, bytes, MADV_HUGEPAGE);
    return memory;
}

/// Free blocks by size class, and the rest of the region blocks are being cut from.
class BlockPool {
public:
    void* allocate(size_t bytes)
    {
        const SizeClass size = classOf(bytes);
        std::lock_guard lock(m_mutex);
        std::vector<void*>& free = m_free[size.index];
        if (!free.empty()) {
            void* memory = free.back();
            free.pop_back();
            m_freeLargeBytes -= size.bytes > kLargestShared ? size.bytes : 0;
            return memory;
        }
        if (size.bytes > kLargestShared) {
            return mapPages(size.bytes);
        }
        if (size.bytes > m_regionLeft) {
            m_region = static_cast<std::byte*>(mapPages(kRegionBytes));
            m_regionLeft = kRegionBytes;
        }
        void* memory = m_region;
        const size_t taken = (size.bytes + kAlignment - 1) / kAlignment * kAlignment;
        m_region += taken;
        m_regionLeft -= taken;
        return memory;
    }

    void free(void* memory, size_t bytes)
    {
        const SizeClass size = classOf(bytes);
        {
            std::lock_guard lock(m_mutex);
            const bool isLarge = size.bytes > kLargestShared;
            if (!isLarge || m_freeLargeBytes + size.bytes <= kKeptLargeBytes) {
                m_free[size.index].push_back(memory);
                m_freeLargeBytes += isLarge ? size.bytes : 0;
                return;
            }
        }
        munmap(memory, size.bytes);
    }

private:
    std::mutex m_mutex;
    std::array<std::vector<void*>, 64 * kStepsPerDoubling> m_free;
    std::byte* m_region = nullptr;
    size_t m_regionLeft = 0;
    size_t m_freeLargeBytes = 0;
};

BlockPool& pool()
{
    static BlockPool* const instance = new BlockPool; // outlives every static that frees a block
    return *instance;
}

} // namespace

void* allocateBlock(size_t bytes)
{
    if (bytes >= kPooledFrom) {
        return pool().allocate(bytes);
    }
    void* memory = std::aligned_alloc(kAlignment, (bytes + kAlignment) / kAlignment * kAlignment);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return memory;
}

void freeBlock(void* memory, size_t bytes)
{
    if (memory == nullptr) {
        return;
    }
    if (bytes >= kPooledFrom) {
        pool().free(memory, bytes);
    } else {
        std::free(memory);
    }
}

} // namespace millrace
