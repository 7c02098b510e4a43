// SPDX-License-Identifier: GPL-3.0-or-later
// Hand-written loops for what the engine does: the floor its cost is compared with, in the same run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace millrace::bench {

/// GROUP BY key: count and sum in 32-byte slots of a presized open-addressing table, with rolling prefetch.
class GroupFloor {
public:
    explicit GroupFloor(size_t groups);
    ~GroupFloor();
    GroupFloor(const GroupFloor&) = delete;
    GroupFloor& operator=(const GroupFloor&) = delete;

    void add(const int64_t* keys, const int64_t* values, size_t rows);
    size_t numGroups() const { return m_count; }
    int64_t checksum() const;

private:
    struct Slot {
        int64_t key;
        int64_t count; ///< 0 = empty
        int64_t sum;
        int64_t unused;
    };
    Slot* m_slots;
    size_t m_bytes;
    uint64_t m_mask;
    int m_shift;
    size_t m_count = 0;
};

/// Deterministic keys spread over [0, groups): row i of a load.
std::vector<int64_t> spreadKeys(size_t rows, size_t groups, uint64_t seed);

} // namespace millrace::bench
