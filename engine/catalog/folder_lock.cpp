// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/catalog/folder_lock.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace millrace {

namespace {

std::string readOwner(int descriptor)
{
    std::array<char, 32> bytes{};
    const ssize_t size = pread(descriptor, bytes.data(), bytes.size(), 0);
    std::string owner;
    for (ssize_t at = 0; at < size && bytes[static_cast<size_t>(at)] >= '0' && bytes[static_cast<size_t>(at)] <= '9';
         ++at) {
        owner += bytes[static_cast<size_t>(at)];
    }
    return owner;
}

} // namespace

FolderLock::FolderLock(int descriptor)
    : m_descriptor(descriptor)
{
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_wasLeftBehind(other.m_wasLeftBehind)
    , m_keepsMark(other.m_keepsMark)
{
}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_wasLeftBehind, other.m_wasLeftBehind);
    std::swap(m_keepsMark, other.m_keepsMark);
    return *this;
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0) {
        // Emptied first: a lock file that still names a process tells the next owner about an unclean end.
        if (!m_keepsMark) {
            [[maybe_unused]] const int emptied = ftruncate(m_descriptor, 0);
        }
        close(m_descriptor);
    }
}

Result<FolderLock> FolderLock::acquire(const std::string& folder)
{
    const std::string path = folder + "/lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return makeError(ErrorCode::kIoOpen, "The lock file cannot be opened: " + path + ": " + std::strerror(errno));
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const std::string owner = readOwner(descriptor);
        close(descriptor);
        return makeError(ErrorCode::kCatalogOwned, "The data folder is in use by process " +
                                                       (owner.empty() ? std::string("(unknown)") : owner) + ": " +
                                                       folder);
    }
    FolderLock lock(descriptor);
    lock.m_wasLeftBehind = !readOwner(descriptor).empty();
    const std::string owner = std::to_string(getpid()) + "\n";
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, owner.data(), owner.size(), 0) < 0) {
        return makeError(ErrorCode::kIoWrite, "The lock file cannot be written: " + path + ": " + std::strerror(errno));
    }
    return lock;
}

} // namespace millrace
