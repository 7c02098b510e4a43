// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of an append stream: the latest ones are kept, readers follow at their own pace.
#pragma once

#include "engine/zset/batch.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace millrace::descriptive {

/// Batches in order of their INSERTs. What is beyond the bound goes, the oldest first. Any thread.
class StoredRows {
public:
    static constexpr size_t kMaxBytes = size_t{64} << 20;

    using Sequence = uint64_t; ///< number of a batch since the stream was made

    void append(BatchPtr batch);
    /// What is kept now, for table(stream).
    std::vector<BatchPtr> snapshot() const;
    /// The number of the first batch that is kept, and of the next one to come.
    Sequence first() const;
    Sequence next() const;
    /// The batch with this number; null when it has not come yet, nothing when it is not kept any more.
    std::optional<BatchPtr> at(Sequence number) const;

    /// Calls `wakeup` after every append until remove() of the same key returns. It must not call back here.
    void addListener(const void* key, std::function<void()> wakeup);
    void removeListener(const void* key);

private:
    struct Listener {
        const void* key;
        std::function<void()> wakeup;
    };

    mutable std::mutex m_mutex;
    std::deque<BatchPtr> m_batches;
    Sequence m_first = 0;
    size_t m_bytes = 0;
    std::vector<Listener> m_listeners;
};

} // namespace millrace::descriptive
