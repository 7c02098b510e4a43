// SPDX-License-Identifier: GPL-3.0-or-later
// The function that a listener outside of the engine wants to be called by.
#pragma once

#include <functional>
#include <mutex>

namespace millrace {

/// Any thread. When set() returns, no call of the former function is running. Not with locks held that the function
/// might want.
class Wakeup {
public:
    void set(std::function<void()> function)
    {
        std::lock_guard lock(m_mutex);
        m_function = std::move(function);
    }
    void call()
    {
        std::lock_guard lock(m_mutex);
        if (m_function) {
            m_function();
        }
    }

private:
    std::mutex m_mutex;
    std::function<void()> m_function;
};

} // namespace millrace
