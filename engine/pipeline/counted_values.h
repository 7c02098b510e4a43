// SPDX-License-Identifier: GPL-3.0-or-later
// A bag of numbers that knows its least one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

namespace millrace {

/// Logarithmic in the number of different values. Not thread-safe.
class CountedValues {
public:
    void add(uint64_t value) { ++m_counts[value]; }
    /// One that is there.
    void remove(uint64_t value)
    {
        const auto found = m_counts.find(value);
        if (--found->second == 0) {
            m_counts.erase(found);
        }
    }
    bool empty() const { return m_counts.empty(); }
    uint64_t least() const { return m_counts.begin()->first; }
    void clear() { m_counts.clear(); }

private:
    std::map<uint64_t, size_t> m_counts;
};

} // namespace millrace
