// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/threaded_reader.h"

#include "engine/base/background_thread.h"

namespace millrace {

namespace {

std::vector<std::unique_ptr<ReaderTask>> listOf(std::unique_ptr<ReaderTask> task)
{
    std::vector<std::unique_ptr<ReaderTask>> tasks;
    tasks.push_back(std::move(task));
    return tasks;
}

} // namespace

ThreadedReader::ThreadedReader(std::vector<std::unique_ptr<ReaderTask>> tasks, const std::stop_token& stop)
    : m_tasks(std::move(tasks))
    , m_threads([this] {
        std::vector<std::jthread> threads;
        for (const auto& task : m_tasks) {
            threads.emplace_back([this, task = task.get()](const std::stop_token& stopOfThread) {
                enterBackgroundThread("mr-reader");
                task->run(m_control, stopOfThread);
            });
        }
        return threads;
    }())
    , m_onStop(stop, Stop{this})
{
}

ThreadedReader::ThreadedReader(std::unique_ptr<ReaderTask> task, const std::stop_token& stop)
    : ThreadedReader(listOf(std::move(task)), stop)
{
}

ThreadedReader::~ThreadedReader()
{
    requestStop();
}

void ThreadedReader::extend()
{
    if (!m_control.isRunning()) {
        for (const auto& task : m_tasks) {
            task->resuming();
        }
    }
    m_control.extend();
}

void ThreadedReader::pause()
{
    m_control.pause();
    wakeAll();
}

void ThreadedReader::requestStop()
{
    for (std::jthread& thread : m_threads) {
        thread.request_stop();
    }
    wakeAll();
}

void ThreadedReader::wakeAll()
{
    for (const auto& task : m_tasks) {
        task->wake();
    }
}

bool failAndAwaitRetry(ReaderControl& control, InputConsumer& consumer, Error error, const std::stop_token& stop)
{
    const uint64_t numExtends = control.numExtends(); // the answer may come at once
    consumer.failed(std::move(error));
    return control.awaitExtend(stop, numExtends);
}

} // namespace millrace
