// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/huge_memory.h"

#include <array>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace millrace {

namespace {

constexpr size_t kMapFrom = size_t{256} << 10;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kKeptBytes = size_t{256} << 20; ///< free mappings kept for reuse, in all

/// Free mappings by power-of-two size.
struct Pool {
    std::mutex mutex;
    std::array<std::vector<void*>, 48> free;
    size_t freeBytes = 0;
};

Pool& pool()
{
    static Pool* const instance = new Pool; // outlives every static that frees a table
    return *instance;
}

size_t mappingSize(size_t bytes)
{
    return std::bit_ceil(bytes);
}

} // namespace

void* allocateTable(size_t bytes)
{
    if (bytes < kMapFrom) {
        void* memory = std::aligned_alloc(64, (bytes + 63) / 64 * 64);
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
        return memory;
    }
    const size_t size = mappingSize(bytes);
    Pool& shared = pool();
    {
        std::lock_guard lock(shared.mutex);
        std::vector<void*>& candidates = shared.free[static_cast<size_t>(std::countr_zero(size))];
        if (!candidates.empty()) {
            void* memory = candidates.back();
            candidates.pop_back();
            shared.freeBytes -= size;
            return memory;
        }
    }
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    if (size >= kHugePage) {
        madvise(memory, size, MADV_HUGEPAGE);
    }
    return memory;
}

void freeTable(void* memory, size_t bytes)
{
    if (memory == nullptr) {
        return;
    }
    if (bytes < kMapFrom) {
        std::free(memory);
        return;
    }
    const size_t size = mappingSize(bytes);
    Pool& shared = pool();
    {
        std::lock_guard lock(shared.mutex);
        if (shared.freeBytes + size <= kKeptBytes) {
            shared.free[static_cast<size_t>(std::countr_zero(size))].push_back(memory);
            shared.freeBytes += size;
            return;
        }
    }
    munmap(memory, size);
}

} // namespace millrace
