// SPDX-License-Identifier: GPL-3.0-or-later
// A system that has no further thread for this process.
#pragma once

#include <pthread.h>

#include <cstddef>

namespace millrace::test {

/// While it lives no thread can be started: each would get a stack larger than the memory there is.
class NoMoreThreads {
public:
    NoMoreThreads()
    {
        pthread_getattr_default_np(&m_before);
        pthread_attr_t huge;
        pthread_getattr_default_np(&huge);
        constexpr size_t kStackBytes = size_t{1} << 45;
        pthread_attr_setstacksize(&huge, kStackBytes);
        pthread_setattr_default_np(&huge);
        pthread_attr_destroy(&huge);
    }
    ~NoMoreThreads()
    {
        pthread_setattr_default_np(&m_before);
        pthread_attr_destroy(&m_before);
    }
    NoMoreThreads(const NoMoreThreads&) = delete;
    NoMoreThreads& operator=(const NoMoreThreads&) = delete;

private:
    pthread_attr_t m_before;
};

} // namespace millrace::test
