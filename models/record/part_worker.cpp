// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/record/part_worker.h"

#include "models/bridge/gui_thread.h"

#include <QFile>

#include <utility>

namespace millrace::models {

PartWorker::PartWorker(QObject* parent)
    : QObject(parent)
{
}

PartWorker::~PartWorker() = default;

void PartWorker::start(Task task, quint64 number, const QStringList& parts)
{
    MR_ASSERT_GUI_THREAD();
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({task, number, parts});
    }
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    m_wake.notify_one();
}

void PartWorker::run(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return !m_jobs.empty(); }) && !stop.stop_requested()) {
        const Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        quint64 rows = 0;
        std::optional<Error> error;
        for (const QString& part : job.parts) {
            const std::string path = QFile::encodeName(part).toStdString();
            const Result<PartContents> found =
                job.task == Task::Look ? inspectPartFile(path, stop) : recoverPartFile(path);
            if (!found.ok()) {
                error = found.error();
                break;
            }
            rows += found->rows;
        }
        QMetaObject::invokeMethod(
            this, [this, job, rows, error] { Q_EMIT done(job.number, job.task, rows, error); }, Qt::QueuedConnection);
        lock.lock();
    }
}

} // namespace millrace::models
