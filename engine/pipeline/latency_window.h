// SPDX-License-Identifier: GPL-3.0-or-later
// The latest latencies of an endpoint and their 99th percentile.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace millrace {

/// Keeps the newest kSamples. Not thread-safe.
class LatencyWindow {
public:
    static constexpr size_t kSamples = 512;

    void add(int64_t micros)
    {
        m_micros[m_numAdded++ % kSamples] = static_cast<uint32_t>(std::clamp<int64_t>(micros, 0, UINT32_MAX));
    }
    /// Nothing before the first sample.
    std::optional<uint64_t> percentile99() const
    {
        if (m_numAdded == 0) {
            return std::nullopt;
        }
        const size_t count = std::min<size_t>(m_numAdded, kSamples);
        std::vector<uint32_t> sorted(m_micros.begin(), m_micros.begin() + static_cast<std::ptrdiff_t>(count));
        const auto place = sorted.begin() + static_cast<std::ptrdiff_t>((count * 99 + 99) / 100 - 1);
        std::nth_element(sorted.begin(), place, sorted.end());
        return *place;
    }

private:
    std::array<uint32_t, kSamples> m_micros{};
    uint64_t m_numAdded = 0;
};

} // namespace millrace
