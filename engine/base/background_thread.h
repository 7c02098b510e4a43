// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine's threads do first.
#pragma once

#include "engine/base/result.h"

#include <system_error>
#include <utility>

namespace millrace {

/// Names the calling thread for debuggers (15 characters at most) and lets the window's thread go first.
void enterBackgroundThread(const char* name);
void nameThread(const char* name); ///< no more than that

/// kThreadLimit with what the system says.
Error threadLimit(const std::system_error& problem);

/// Lets a new thread (std::thread, std::jthread) call `main`. kThreadLimit when the system gives no more of them.
template <typename Thread, typename Main>
Status startThread(Thread& thread, Main&& main)
{
    try {
        thread = Thread(std::forward<Main>(main));
    } catch (const std::system_error& problem) {
        return threadLimit(problem);
    }
    return {};
}

} // namespace millrace
