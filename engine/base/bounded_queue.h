// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded multi-producer multi-consumer queue that blocks: the hand-over between threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>

namespace millrace {

/// Holds at most `limit` items; push() waits while it is full, pop() while it is empty. close() wakes
/// everybody: push() then refuses, pop() drains what is left and then returns nothing. Any thread.
template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(size_t limit)
        : m_limit(limit)
    {
    }

    /// False when the queue was closed or a stop was requested before there was room.
    bool push(T item, std::stop_token stop = {})
    {
        std::unique_lock lock(m_mutex);
        if (!m_room.wait(lock, stop, [this] { return m_closed || m_items.size() < m_limit; }) || m_closed) {
            return false;
        }
        m_items.push_back(std::move(item));
        lock.unlock();
        m_filled.notify_one();
        return true;
    }

    /// Like push() but never waits; false also when full.
    bool tryPush(T item)
    {
        {
            std::lock_guard lock(m_mutex);
            if (m_closed || m_items.size() >= m_limit) {
                return false;
            }
            m_items.push_back(std::move(item));
        }
        m_filled.notify_one();
        return true;
    }

    std::optional<T> pop(std::stop_token stop = {})
    {
        std::unique_lock lock(m_mutex);
        m_filled.wait(lock, stop, [this] { return m_closed || !m_items.empty(); });
        return takeFront(lock);
    }

    std::optional<T> tryPop()
    {
        std::unique_lock lock(m_mutex);
        return takeFront(lock);
    }

    void close()
    {
        {
            std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_room.notify_all();
        m_filled.notify_all();
    }

    size_t size() const
    {
        std::lock_guard lock(m_mutex);
        return m_items.size();
    }

private:
    std::optional<T> takeFront(std::unique_lock<std::mutex>& lock)
    {
        if (m_items.empty()) {
            return std::nullopt;
        }
        std::optional<T> item(std::move(m_items.front()));
        m_items.pop_front();
        lock.unlock();
        m_room.notify_one();
        return item;
    }

    const size_t m_limit;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_room;
    std::condition_variable_any m_filled;
    std::deque<T> m_items;
    bool m_closed = false;
};

} // namespace millrace
