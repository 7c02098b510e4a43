// SPDX-License-Identifier: GPL-3.0-or-later
// Bump allocation for the bytes of long strings.
#pragma once

#include "engine/types/string_ref.h"

#include <memory>
#include <string_view>
#include <vector>

namespace millrace {

/// Owns the bytes that StringRefs point to. Append-only; one writer, then immutable and shareable.
class StringArena {
public:
    StringArena() = default;
    ~StringArena();
    StringArena(const StringArena&) = delete;
    /// Exchanges the contents: what this arena had goes with `other`.
    StringArena& operator=(StringArena&& other) noexcept;

    /// A reference to `text` that stays valid as long as the arena; short text needs no room.
    StringRef store(std::string_view text)
    {
        if (text.size() <= StringRef::kInlineBytes) {
            return StringRef(text);
        }
        char* bytes = allocate(text.size());
        std::memcpy(bytes, text.data(), text.size());
        return StringRef(std::string_view(bytes, text.size()));
    }
    /// Uninitialised room for `size` bytes.
    char* allocate(size_t size)
    {
        if (size > m_free) {
            addChunk(size);
        }
        char* bytes = m_next;
        m_next += size;
        m_free -= size;
        m_usedBytes += size;
        return bytes;
    }
    /// Keeps other bytes alive as long as this arena (an input buffer that strings point into).
    void adopt(std::shared_ptr<const void> owner) { m_owners.push_back(std::move(owner)); }
    size_t usedBytes() const { return m_usedBytes; }
    size_t reservedBytes() const { return m_reservedBytes; }

private:
    void addChunk(size_t atLeast);

    struct Chunk {
        char* bytes;
        size_t size;
    };
    std::vector<Chunk> m_chunks;
    std::vector<std::shared_ptr<const void>> m_owners;
    char* m_next = nullptr;
    size_t m_free = 0;
    size_t m_usedBytes = 0;
    size_t m_reservedBytes = 0;
};

} // namespace millrace
