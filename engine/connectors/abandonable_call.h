// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of libraries that cannot be interrupted: looking up a name, asking a host that hangs.
#pragma once

#include "engine/base/background_thread.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>

namespace millrace {

/// Runs `call` on a thread of its own and does not wait; here when the system has no further thread. It owns all that
/// it uses and throws nothing.
template <typename Call>
void callAside(Call call)
{
    const auto work = std::make_shared<Call>(std::move(call));
    std::thread thread;
    if (startThread(thread, [work] { (*work)(); }).ok()) {
        thread.detach();
    } else {
        (*work)();
    }
}

/// Runs `call` on a thread of its own and waits for what it returns, or for a stop: then there is no result, and the
/// call goes on by itself until it ends. So it owns all that it uses, throws nothing, and ends within seconds.
template <typename Call>
std::optional<std::invoke_result_t<Call>> callUnlessStopped(const std::stop_token& stop, Call call)
{
    struct Shared {
        std::mutex mutex;
        std::condition_variable_any isDone;
        std::optional<std::invoke_result_t<Call>> result;
    };
    const auto shared = std::make_shared<Shared>();
    callAside([shared, call = std::move(call)]() mutable {
        auto result = call();
        {
            std::lock_guard lock(shared->mutex);
            shared->result.emplace(std::move(result));
        }
        shared->isDone.notify_all();
    });
    std::unique_lock lock(shared->mutex);
    if (!shared->isDone.wait(lock, stop, [&] { return shared->result.has_value(); })) {
        return std::nullopt;
    }
    return std::move(shared->result);
}

} // namespace millrace
