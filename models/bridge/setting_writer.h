// SPDX-License-Identifier: GPL-3.0-or-later
// Stores settings without making the window wait for the disk.
#pragma once

#include "engine/api/engine.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace millrace::models {

/// Of a key the newest value is written; what waits when it is destroyed is written first. Any thread.
class SettingWriter {
public:
    using Listener = std::function<void(const Error&)>;

    /// The engine must outlive it. `failed` is called on the writer's thread when nothing can be written any more:
    /// once, until writing works again.
    explicit SettingWriter(api::Engine& engine, Listener failed = nullptr);
    ~SettingWriter();

    void set(std::string key, std::string value);
    /// What is stored, or waits to be.
    std::optional<std::string> value(const std::string& key) const;

private:
    void work(std::stop_token stop);
    void write(const std::string& key, const std::string& value);

    api::Engine& m_engine;
    Listener m_failed;
    bool m_isFailing = false; ///< of the thread
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::map<std::string, std::string> m_waiting; ///< guarded by m_mutex
    std::map<std::string, std::string> m_writing; ///< guarded by m_mutex: taken, and not on the disk yet
    std::jthread m_thread;                        ///< last: ends before the rest goes
};

} // namespace millrace::models
