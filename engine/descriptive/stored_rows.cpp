// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stored_rows.h"

#include <algorithm>

namespace millrace::descriptive {

namespace {

/// What a batch costs besides its values.
size_t costOf(const Batch& batch)
{
    constexpr size_t kBatchBytes = 512;
    constexpr size_t kColumnBytes = 128;
    return batch.byteSize() + kBatchBytes + batch.columns.size() * kColumnBytes;
}

} // namespace

void StoredRows::append(BatchPtr batch)
{
    const std::lock_guard lock(m_mutex);
    m_bytes += costOf(*batch);
    m_batches.push_back(std::move(batch));
    while (m_bytes > kMaxBytes && m_batches.size() > 1) {
        m_bytes -= costOf(*m_batches.front());
        m_batches.pop_front();
        ++m_first;
    }
    for (const Listener& listener : m_listeners) {
        listener.wakeup();
    }
}

std::vector<BatchPtr> StoredRows::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return {m_batches.begin(), m_batches.end()};
}

StoredRows::Sequence StoredRows::first() const
{
    const std::lock_guard lock(m_mutex);
    return m_first;
}

StoredRows::Sequence StoredRows::next() const
{
    const std::lock_guard lock(m_mutex);
    return m_first + m_batches.size();
}

std::optional<BatchPtr> StoredRows::at(Sequence number) const
{
    const std::lock_guard lock(m_mutex);
    if (number < m_first) {
        return std::nullopt;
    }
    return number - m_first < m_batches.size() ? m_batches[number - m_first] : nullptr;
}

void StoredRows::addListener(const void* key, std::function<void()> wakeup)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.push_back(Listener{key, std::move(wakeup)});
}

void StoredRows::removeListener(const void* key)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.erase(std::remove_if(m_listeners.begin(), m_listeners.end(),
                                     [key](const Listener& listener) { return listener.key == key; }),
                      m_listeners.end());
}

} // namespace millrace::descriptive
