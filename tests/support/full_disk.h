// SPDX-License-Identifier: GPL-3.0-or-later
// A limit on the size of files stands for a full disk.
#pragma once

#include <csignal>
#include <sys/resource.h>

namespace millrace::test {

/// While it lives, no file of this process grows beyond so many bytes: the write goes half way and then fails.
class FullDisk {
public:
    explicit FullDisk(rlim_t maxFileBytes)
        : m_oldHandler(std::signal(SIGXFSZ, SIG_IGN))
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small = {maxFileBytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_oldHandler);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before = {};
    void (*m_oldHandler)(int);
};

} // namespace millrace::test
