// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/background_thread.h"

#include <pthread.h>
#include <sys/resource.h>

namespace millrace {

void enterBackgroundThread(const char* name)
{
    constexpr int kNice = 5;
    nameThread(name);
    // On Linux, "process 0" is the calling thread. Without effect nothing is lost.
    setpriority(PRIO_PROCESS, 0, kNice);
}

void nameThread(const char* name)
{
    pthread_setname_np(pthread_self(), name);
}

Error threadLimit(const std::system_error& problem)
{
    return makeError(ErrorCode::kThreadLimit,
                     std::string("The system has no further thread for this program: ") + problem.what());
}

} // namespace millrace
