// SPDX-License-Identifier: GPL-3.0-or-later
// An input reader with threads of its own: what all transports of that kind share.
#pragma once

#include "engine/connectors/input_reader.h"
#include "engine/connectors/reader_control.h"

#include <memory>
#include <thread>
#include <vector>

namespace millrace {

/// What a transport does on a thread of its reader.
class ReaderTask {
public:
    virtual ~ReaderTask() = default;
    /// Reads while `control` says so. Returns on a stop only, or when nothing is left to do, after it said so.
    virtual void run(ReaderControl& control, const std::stop_token& stop) = 0;
    /// Called after a pause and a stop, from any thread: ends a wait inside of a library.
    virtual void wake() {}
    /// Called before reading begins, also after a pause; from any thread.
    virtual void resuming() {}
};

/// Runs one task a thread. `stop`, that of the run, ends the threads as the destructor does, which waits for them.
class ThreadedReader final : public InputReader {
public:
    ThreadedReader(std::vector<std::unique_ptr<ReaderTask>> tasks, const std::stop_token& stop);
    ThreadedReader(std::unique_ptr<ReaderTask> task, const std::stop_token& stop);
    ~ThreadedReader() override;

    void extend() override;
    void pause() override;

private:
    struct Stop {
        ThreadedReader* reader;
        void operator()() const { reader->requestStop(); }
    };
    void requestStop();
    void wakeAll();

    ReaderControl m_control;
    std::vector<std::unique_ptr<ReaderTask>> m_tasks;
    std::vector<std::jthread> m_threads; ///< stop before what they use goes
    std::stop_callback<Stop> m_onStop;   ///< last: gone before the threads it stops
};

/// A reader with this one task.
template <typename Task, typename... Arguments>
std::unique_ptr<InputReader> makeReader(const std::stop_token& stop, Arguments&&... arguments)
{
    return std::make_unique<ThreadedReader>(std::make_unique<Task>(std::forward<Arguments>(arguments)...), stop);
}

/// For a task that has given up: tells the consumer and waits until it is to try again; false on a stop.
bool failAndAwaitRetry(ReaderControl& control, InputConsumer& consumer, Error error, const std::stop_token& stop);

} // namespace millrace
