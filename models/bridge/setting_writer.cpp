// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bridge/setting_writer.h"

namespace millrace::models {

SettingWriter::SettingWriter(api::Engine& engine, Listener failed)
    : m_engine(engine)
    , m_failed(std::move(failed))
    , m_thread([this](std::stop_token stop) { work(std::move(stop)); })
{
}

SettingWriter::~SettingWriter() = default; // the thread stops and is joined, having written what waits

void SettingWriter::set(std::string key, std::string value)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.insert_or_assign(std::move(key), std::move(value));
    }
    m_wake.notify_one();
}

std::optional<std::string> SettingWriter::value(const std::string& key) const
{
    {
        const std::lock_guard lock(m_mutex);
        for (const auto* values : {&m_waiting, &m_writing}) {
            const auto found = values->find(key);
            if (found != values->end()) {
                return found->second;
            }
        }
    }
    return m_engine.setting(key);
}

void SettingWriter::work(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, stop, [this] { return !m_waiting.empty(); });
        if (m_waiting.empty()) {
            return; // stopped, and nothing is left
        }
        m_writing = std::exchange(m_waiting, {});
        lock.unlock();
        for (const auto& [key, value] : m_writing) {
            write(key, value);
        }
        lock.lock();
        m_writing.clear();
    }
}

/// What is kept in passing fails with every pause of the typing while a disk is full: told again and again it would be
/// in the way of mending that.
void SettingWriter::write(const std::string& key, const std::string& value)
{
    const Status status = m_engine.setSetting(key, value);
    if (!status.ok() && !m_isFailing && m_failed) {
        m_failed(status.error());
    }
    m_isFailing = !status.ok();
}

} // namespace millrace::models
