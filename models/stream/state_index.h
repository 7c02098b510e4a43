// SPDX-License-Identifier: GPL-3.0-or-later
// Finds positions of rows by the hash of their key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace::models {

/// Open addressing with linear probing, a slot of four bytes; erased slots are closed by moving back what follows
/// (Knuth, TAOCP 3, 6.4, algorithm R). Positions are dense: 0 … size() - 1.
class StateIndex {
public:
    static constexpr uint32_t kNone = UINT32_MAX;

    size_t size() const { return m_hashes.size(); }

    /// The position with that hash for which `isSame(position)`, or kNone.
    template <typename IsSame>
    uint32_t find(uint64_t hash, const IsSame& isSame) const
    {
        if (m_slots.empty()) {
            return kNone;
        }
        for (size_t slot = home(hash); m_slots[slot] != kNone; slot = next(slot)) {
            const uint32_t position = m_slots[slot];
            if (m_hashes[position] == hash && isSame(position)) {
                return position;
            }
        }
        return kNone;
    }
    /// Adds position size().
    void push(uint64_t hash);
    /// Removes a position; the last one takes its place.
    void removeBySwap(uint32_t position);

private:
    size_t home(uint64_t hash) const { return (hash * 0x9E3779B97F4A7C15ULL >> 16) & (m_slots.size() - 1); }
    size_t next(size_t slot) const { return (slot + 1) & (m_slots.size() - 1); }
    size_t slotOf(uint32_t position) const;
    void place(uint32_t position);
    void closeSlot(size_t slot);

    std::vector<uint32_t> m_slots;  ///< a power of two, at most 3/4 full; kNone = free
    std::vector<uint64_t> m_hashes; ///< by position
};

} // namespace millrace::models
