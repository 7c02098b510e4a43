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
    add({task, number, parts, {}});
}

void PartWorker::goOn(quint64 number, const ExportOptions& options)
{
    add({Task::Continue, number, {}, options});
}

void PartWorker::add(Job job)
{
    MR_ASSERT_GUI_THREAD();
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    m_wake.notify_one();
}

PartWorker::Outcome PartWorker::doJob(const Job& job, const std::stop_token& stop)
{
    Outcome outcome;
    outcome.number = job.number;
    outcome.task = job.task;
    if (job.task == Task::Continue) {
        Result<Continuation> prepared = prepareContinuation(job.options, stop);
        if (prepared.ok()) {
            outcome.continuation = std::move(prepared).value();
            outcome.rows = outcome.continuation->recoveredRows;
        } else {
            outcome.error = prepared.takeError();
        }
    }
    for (const QString& part : job.parts) {
        const std::string path = QFile::encodeName(part).toStdString();
        Result<PartContents> found = job.task == Task::Look ? inspectPartFile(path, stop) : recoverPartFile(path);
        if (!found.ok()) {
            outcome.error = found.takeError();
            break;
        }
        outcome.rows += found->rows;
    }
    return outcome;
}

void PartWorker::run(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return !m_jobs.empty(); }) && !stop.stop_requested()) {
        const Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        QMetaObject::invokeMethod(
            this, [this, outcome = doJob(job, stop)] { Q_EMIT done(outcome); }, Qt::QueuedConnection);
        lock.lock();
    }
}

} // namespace millrace::models
