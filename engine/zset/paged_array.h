// SPDX-License-Identifier: GPL-3.0-or-later
// A growing array whose elements never move.
#pragma once

#include "engine/base/block_pool.h"

#include <cstddef>
#include <vector>

namespace millrace {

/// Elements of `stride` bytes in pages from the block pool. Appending never copies, and memory comes warm from the pool
/// where a growing std::vector would take fresh pages. Elements are raw memory, not initialised. One thread.
class PagedArray {
public:
    explicit PagedArray(size_t stride)
        : m_stride(stride)
    {
    }
    ~PagedArray() { shrinkTo(0); }
    PagedArray(const PagedArray&) = delete;
    PagedArray& operator=(const PagedArray&) = delete;

    size_t size() const { return m_size; }
    size_t stride() const { return m_stride; }
    std::byte* at(size_t i) const { return m_pages[i / kPerPage] + i % kPerPage * m_stride; }
    template <typename T>
    T& get(size_t i) const
    {
        return *reinterpret_cast<T*>(at(i));
    }

    /// Adds an element and returns its memory.
    std::byte* append()
    {
        if (m_size == m_pages.size() * kPerPage) {
            m_pages.push_back(static_cast<std::byte*>(allocateBlock(kPerPage * m_stride)));
        }
        return at(m_size++);
    }
    /// Forgets all elements but keeps a page for the next ones.
    void clear()
    {
        m_size = 0;
        shrinkTo(1);
    }
    size_t byteSize() const { return m_pages.size() * kPerPage * m_stride; }

private:
    static constexpr size_t kPerPage = 2048;

    void shrinkTo(size_t pages)
    {
        while (m_pages.size() > pages) {
            freeBlock(m_pages.back(), kPerPage * m_stride);
            m_pages.pop_back();
        }
    }

    size_t m_stride;
    size_t m_size = 0;
    std::vector<std::byte*> m_pages;
};

} // namespace millrace
