// SPDX-License-Identifier: GPL-3.0-or-later
// Stores settings without making the window wait for the disk.
#pragma once

#include "engine/api/engine.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace millrace::models {

/// Of a key the newest value is written; what waits when it is destroyed is written first. Any thread.
class SettingWriter {
public:
    /// The engine must outlive it.
    explicit SettingWriter(api::Engine& engine);
    ~SettingWriter();

    void set(std::string key, std::string value);
    /// What is stored, or waits to be.
    std::optional<std::string> value(const std::string& key) const;

private:
    void work(std::stop_token stop);

    api::Engine& m_engine;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::map<std::string, std::string> m_waiting; ///< guarded by m_mutex
    std::map<std::string, std::string> m_writing; ///< guarded by m_mutex: taken, and not on the disk yet
    std::jthread m_thread;                        ///< last: ends before the rest goes
};

} // namespace millrace::models
