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
    enum class Task { Look, Finish, Continue };
    struct Outcome {
        quint64 number = 0;
        Task task = Task::Look;
        quint64 rows = 0;                         ///< that are safe
        std::optional<Error> error;               ///< of the file at which it ended
        std::optional<Continuation> continuation; ///< of Task::Continue
    };
    explicit PartWorker(QObject* parent = nullptr);
    ~PartWorker() override;

    /// Of all these .part files together; done() tells of it by the number given here.
    void start(Task task, quint64 number, const QStringList& parts);
    /// prepareContinuation(): makes whole files of what is there of the series, and tells where it goes on.
    void goOn(quint64 number, const ExportOptions& options);

Q_SIGNALS:
    void done(const millrace::models::PartWorker::Outcome& outcome);

private:
    struct Job {
        Task task = Task::Look;
        quint64 number = 0;
        QStringList parts;
        ExportOptions options; ///< of Task::Continue
    };
    void add(Job job);
    static Outcome doJob(const Job& job, const std::stop_token& stop);
    void run(const std::stop_token& stop);

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Job> m_jobs; ///< guarded by m_mutex; as many as the user has interrupted exports
    std::jthread m_thread;  ///< from the first job on; last: ends before the rest goes
};

} // namespace millrace::models
