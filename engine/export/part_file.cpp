// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/part_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace millrace {

namespace {

constexpr std::string_view kSuffix = ".part";

Error ioError(ErrorCode code, const char* what, const std::string& path)
{
    return makeError(code, what + path + ": " + std::strerror(errno));
}

} // namespace

void syncFolder(const std::string& folder)
{
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

Status lockPartFile(int descriptor, const std::string& partPath)
{
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return makeError(ErrorCode::kIoOpen, "another export is writing it: " + partPath);
    }
    return {}; // also where the file system knows no locks
}

PartFile::~PartFile()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Status PartFile::mayFinish(const std::string& path, Existing existing)
{
    std::error_code ignored;
    const std::filesystem::file_status there = std::filesystem::symlink_status(path, ignored);
    if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
        return makeError(ErrorCode::kIoOpen,
                         "only a plain file is replaced, not a device, pipe, link or folder: " + path);
    }
    if (std::filesystem::exists(there) && existing == Existing::Refuse) {
        return makeError(ErrorCode::kIoOpen, "there is a file of this name already: " + path);
    }
    return {};
}

Status PartFile::mayBegin(const std::string& path, Existing existing)
{
    MR_CHECK(mayFinish(path, existing));
    std::error_code ignored;
    const std::string part = path + std::string(kSuffix);
    if (existing == Existing::Refuse && std::filesystem::exists(part, ignored)) {
        return makeError(ErrorCode::kIoOpen, "an export of this name was interrupted, what it left is in " + part);
    }
    return {};
}

Status PartFile::open(std::string path, Existing existing)
{
    m_path = std::move(path);
    m_numBytes = 0;
    MR_CHECK(mayBegin(m_path, existing));
    const std::string part = m_path + std::string(kSuffix);
    m_descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (m_descriptor < 0) {
        return ioError(ErrorCode::kIoOpen, "cannot write ", part);
    }
    if (Status ours = lockPartFile(m_descriptor, part); !ours.ok()) { // emptied only once it is ours
        ::close(std::exchange(m_descriptor, -1));
        return ours;
    }
    const bool isEmpty = ::ftruncate(m_descriptor, 0) == 0 || errno == EINVAL; // EINVAL: a device
    return isEmpty ? Status() : Status(ioError(ErrorCode::kIoOpen, "cannot write ", part));
}

Status PartFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(m_descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return ioError(ErrorCode::kIoWrite, "cannot write ", m_path + std::string(kSuffix));
        }
        m_numBytes += static_cast<uint64_t>(count);
        bytes.remove_prefix(static_cast<size_t>(count));
    }
    return {};
}

Status PartFile::finish()
{
    ::close(std::exchange(m_descriptor, -1));
    return finishPartFile(m_path);
}

Status finishPartFile(const std::string& path)
{
    const std::string part = path + std::string(kSuffix);
    const int descriptor = ::open(part.c_str(), O_RDONLY | O_CLOEXEC);
    const bool isSynced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (!isSynced) {
        return ioError(ErrorCode::kIoWrite, "cannot sync ", part);
    }
    if (std::rename(part.c_str(), path.c_str()) != 0) {
        return ioError(ErrorCode::kIoWrite, "cannot rename to ", path);
    }
    syncFolder(std::filesystem::path(path).parent_path().string());
    return {};
}

void PartFile::abandon(uint64_t wholeBytes)
{
    if (m_descriptor >= 0) {
        if (::ftruncate(m_descriptor, static_cast<off_t>(wholeBytes)) != 0) {
            // The disk refuses even that: its last line stays torn, which readers notice.
        }
        ::close(m_descriptor);
        m_descriptor = -1;
    }
}

} // namespace millrace
