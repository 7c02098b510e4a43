// SPDX-License-Identifier: GPL-3.0-or-later
// The threads, locks and conditions of C11 by those of POSIX, for programs under the thread sanitizer. It watches the
// latter only, and ends the program at the first call in a thread it has not seen begin; librdkafka uses the former.
#include <cerrno>
#include <cstdint>
#include <memory>
#include <pthread.h>
#include <threads.h>

namespace {

static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t) && sizeof(cnd_t) >= sizeof(pthread_cond_t));

pthread_mutex_t* posix(mtx_t* mutex)
{
    return reinterpret_cast<pthread_mutex_t*>(mutex);
}

pthread_cond_t* posix(cnd_t* condition)
{
    return reinterpret_cast<pthread_cond_t*>(condition);
}

int result(int error)
{
    switch (error) {
    case 0: return thrd_success;
    case EBUSY: return thrd_busy;
    case ETIMEDOUT: return thrd_timedout;
    case ENOMEM: return thrd_nomem;
    default: return thrd_error;
    }
}

struct Start {
    thrd_start_t function;
    void* argument;
};

void* run(void* start)
{
    const std::unique_ptr<Start> owned(static_cast<Start*>(start));
    return reinterpret_cast<void*>(static_cast<intptr_t>(owned->function(owned->argument)));
}

} // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t function, void* argument)
{
    auto start = std::make_unique<Start>(Start{function, argument});
    const int error = pthread_create(thread, nullptr, run, start.get());
    if (error == 0) {
        start.release(); // the thread's now
    }
    return result(error);
}

int thrd_join(thrd_t thread, int* code)
{
    void* returned = nullptr;
    const int error = pthread_join(thread, &returned);
    if (code != nullptr) {
        *code = static_cast<int>(reinterpret_cast<intptr_t>(returned));
    }
    return result(error);
}

int thrd_detach(thrd_t thread)
{
    return result(pthread_detach(thread));
}

int mtx_init(mtx_t* mutex, int type)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    const bool isRecursive = (type & mtx_recursive) != 0;
    pthread_mutexattr_settype(&attributes, isRecursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    const int error = pthread_mutex_init(posix(mutex), &attributes);
    pthread_mutexattr_destroy(&attributes);
    return result(error);
}

void mtx_destroy(mtx_t* mutex)
{
    pthread_mutex_destroy(posix(mutex));
}

int mtx_lock(mtx_t* mutex)
{
    return result(pthread_mutex_lock(posix(mutex)));
}

int mtx_trylock(mtx_t* mutex)
{
    return result(pthread_mutex_trylock(posix(mutex)));
}

int mtx_timedlock(mtx_t* mutex, const timespec* until)
{
    return result(pthread_mutex_timedlock(posix(mutex), until));
}

int mtx_unlock(mtx_t* mutex)
{
    return result(pthread_mutex_unlock(posix(mutex)));
}

int cnd_init(cnd_t* condition)
{
    return result(pthread_cond_init(posix(condition), nullptr));
}

void cnd_destroy(cnd_t* condition)
{
    pthread_cond_destroy(posix(condition));
}

int cnd_signal(cnd_t* condition)
{
    return result(pthread_cond_signal(posix(condition)));
}

int cnd_broadcast(cnd_t* condition)
{
    return result(pthread_cond_broadcast(posix(condition)));
}

int cnd_wait(cnd_t* condition, mtx_t* mutex)
{
    return result(pthread_cond_wait(posix(condition), posix(mutex)));
}

int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until)
{
    return result(pthread_cond_timedwait(posix(condition), posix(mutex), until));
}

} // extern "C"
