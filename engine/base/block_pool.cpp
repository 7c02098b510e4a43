// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/block_pool.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
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
constexpr size_t kReleasedAtOnce = size_t{64} << 20; ///< taken out of the lists while their pages go back
constexpr size_t kSmallPage = 4096;
constexpr std::chrono::seconds kIdleTime{5};
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
        FreeList& free = m_free[size.index];
        if (!free.blocks.empty()) {
            void* memory = free.blocks.back();
            free.blocks.pop_back();
            free.lowest = std::min(free.lowest, free.blocks.size());
            free.numReleased = std::min(free.numReleased, free.blocks.size());
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
                m_free[size.index].blocks.push_back(memory);
                m_freeLargeBytes += isLarge ? size.bytes : 0;
                return;
            }
        }
        munmap(memory, size.bytes);
    }

    enum class Which : uint8_t { Idle, All };
    void release(Which which)
    {
        for (size_t index = 0; index < m_free.size(); ++index) {
            size_t left = SIZE_MAX; // not what others free while this goes on
            while (left != 0) {
                left = releaseSome(index, which, left);
            }
        }
    }

private:
    /// Free blocks of a class, the newest last. The first `numReleased` have no pages.
    struct FreeList {
        std::vector<void*> blocks;
        size_t numReleased = 0;
        size_t lowest = 0; ///< least number of blocks since the last look for idle ones
    };

    static size_t bytesOf(size_t index)
    {
        const size_t power = size_t{1} << (index / kStepsPerDoubling);
        return power + index % kStepsPerDoubling * (power / kStepsPerDoubling);
    }

    /// Releases some blocks of a class, at most `atMost`; how many are left to do.
    size_t releaseSome(size_t index, Which which, size_t atMost)
    {
        const size_t bytes = bytesOf(index);
        const bool isLarge = bytes > kLargestShared;
        std::vector<void*> taken;
        size_t left = 0;
        {
            std::lock_guard lock(m_mutex);
            FreeList& free = m_free[index];
            const size_t end = which == Which::All ? free.blocks.size() : std::min(free.lowest, free.blocks.size());
            const size_t begin = std::min(free.numReleased, end);
            const size_t due = std::min(end - begin, atMost);
            const size_t count = std::min(due, std::max<size_t>(1, kReleasedAtOnce / bytes));
            left = due - count;
            const auto first = free.blocks.begin() + static_cast<std::ptrdiff_t>(begin);
            taken.assign(first, first + static_cast<std::ptrdiff_t>(count));
            free.blocks.erase(first, first + static_cast<std::ptrdiff_t>(count));
            m_freeLargeBytes -= isLarge ? count * bytes : 0;
            free.lowest = left == 0 ? free.blocks.size() : free.lowest - std::min(free.lowest, count);
        }
        if (taken.empty()) {
            return 0;
        }
        for (void* memory : taken) {
            isLarge ? static_cast<void>(munmap(memory, bytes)) : releasePages(memory, bytes);
        }
        if (!isLarge) {
            std::lock_guard lock(m_mutex);
            FreeList& free = m_free[index];
            free.blocks.insert(free.blocks.begin(), taken.begin(), taken.end());
            free.numReleased += taken.size();
            free.lowest += taken.size();
        }
        return left;
    }

    /// Whole pages only: the rest of the first and the last one belongs to neighbours.
    static void releasePages(void* memory, size_t bytes)
    {
        const auto from = (reinterpret_cast<uintptr_t>(memory) + kSmallPage - 1) / kSmallPage * kSmallPage;
        const auto to = (reinterpret_cast<uintptr_t>(memory) + bytes) / kSmallPage * kSmallPage;
        if (from < to) {
            madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
        }
    }

    std::mutex m_mutex;
    std::array<FreeList, 64 * kStepsPerDoubling> m_free;
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

void releaseFreeBlocks()
{
    pool().release(BlockPool::Which::All);
}

void releaseIdleBlocks()
{
    static std::atomic<int64_t> nextLook = 0; // in ticks of the steady clock
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    int64_t due = nextLook.load(std::memory_order_relaxed);
    const int64_t next = std::chrono::steady_clock::duration(now + kIdleTime).count();
    if (now.count() >= due && nextLook.compare_exchange_strong(due, next)) {
        pool().release(BlockPool::Which::Idle);
    }
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
