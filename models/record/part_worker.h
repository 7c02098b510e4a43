// SPDX-License-Identifier: GPL-3.0-or-later
// Looks through the files that interrupted exports have left, and finishes them, on a thread of its own.
#pragma once

#include "engine/api/export.h"

#include <QObject>
#include <QStringList>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace millrace::models {

/// GUI thread only; what is not done when it goes is left as it is.
class PartWorker : public QObject {
    Q_OBJECT
public:
    enum class Task { Look, Finish };
    explicit PartWorker(QObject* parent = nullptr);
    ~PartWorker() override;

    /// Of all these .part files together; done() tells of it by the number given here.
    void start(Task task, quint64 number, const QStringList& parts);

Q_SIGNALS:
    /// `rows` are those that are safe; `error` of the file at which it ended.
    void done(quint64 number, millrace::models::PartWorker::Task task, quint64 rows,
              const std::optional<millrace::Error>& error);

private:
    struct Job {
        Task task = Task::Look;
        quint64 number = 0;
        QStringList parts;
    };
    void run(const std::stop_token& stop);

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Job> m_jobs; ///< guarded by m_mutex; as many as the user has interrupted exports
    std::jthread m_thread;  ///< from the first job on; last: ends before the rest goes
};

} // namespace millrace::models
