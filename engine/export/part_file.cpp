// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/part_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace {

namespace {

Error ioError(ErrorCode code, const char* what, const std::string& path)
{
    return makeError(code, what + path + ": " + std::strerror(errno));
}

std::string partOf(const std::string& path)
{
    return path + std::string(kPartSuffix);
}

/// Makes renames in a folder durable.
void syncFolder(const std::string& folder)
{
    const FileDescriptor descriptor(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.get() >= 0) {
        ::fsync(descriptor.get());
    }
}

/// Replaces nothing; file systems that cannot promise that are asked to rename as they can.
int renameToFreeName(const char* from, const char* to)
{
    const int failed = ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    return failed != 0 && (errno == EINVAL || errno == ENOSYS) ? std::rename(from, to) : failed;
}

} // namespace

Result<FileDescriptor> openPartFile(const std::string& partPath, PartAccess access)
{
    constexpr int kMaxAttempts = 8;
    // A link may lead to anybody's file, and opening a pipe would wait for who writes.
    const int flags = (access == PartAccess::Read ? O_RDONLY : O_RDWR) | (access == PartAccess::Create ? O_CREAT : 0) |
                      O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
        FileDescriptor file(::open(partPath.c_str(), flags, 0666));
        struct stat ours = {};
        if (file.get() < 0 || ::fstat(file.get(), &ours) != 0) {
            return errno == ELOOP ? makeError(ErrorCode::kIoOpen, "a link is not followed: " + partPath)
                                  : ioError(ErrorCode::kIoOpen, "cannot open ", partPath);
        }
        if (!S_ISREG(ours.st_mode)) {
            return makeError(ErrorCode::kIoOpen, "it is no plain file: " + partPath);
        }
        if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            return makeError(ErrorCode::kIoOpen, "another export is writing it: " + partPath);
        }
        // Before the lock was ours, who had it may have given the file its name: then this one is not ours to touch.
        struct stat named = {};
        if (::lstat(partPath.c_str(), &named) == 0 && named.st_dev == ours.st_dev && named.st_ino == ours.st_ino) {
            return file;
        }
    }
    return makeError(ErrorCode::kIoOpen, "other exports are writing it: " + partPath);
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
    const std::string part = partOf(path);
    if (existing == Existing::Refuse && std::filesystem::exists(std::filesystem::symlink_status(part, ignored))) {
        return makeError(ErrorCode::kIoOpen, "an export of this name was interrupted, what it left is in " + part);
    }
    return {};
}

Status PartFile::open(std::string path, Existing existing)
{
    m_path = std::move(path);
    m_existing = existing;
    m_numBytes = 0;
    m_hash = FileHash();
    MR_CHECK(mayBegin(m_path, existing));
    const std::string part = partOf(m_path);
    MR_TRY(m_file, openPartFile(part, PartAccess::Create));
    // Emptied only once it is ours.
    return ::ftruncate(m_file.get(), 0) == 0 ? Status() : Status(ioError(ErrorCode::kIoOpen, "cannot write ", part));
}

Status PartFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(m_file.get(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return ioError(ErrorCode::kIoWrite, "cannot write ", partOf(m_path));
        }
        m_numBytes += static_cast<uint64_t>(count);
        m_hash.add(bytes.substr(0, static_cast<size_t>(count)));
        bytes.remove_prefix(static_cast<size_t>(count));
    }
    return {};
}

Status PartFile::finish()
{
    MR_CHECK(finishPartFile(m_path, m_existing));
    m_file = FileDescriptor(); // others may touch it only now that it has its name
    return {};
}

Status finishPartFile(const std::string& path, PartFile::Existing existing)
{
    const std::string part = partOf(path);
    const FileDescriptor file(::open(part.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() < 0 || ::fsync(file.get()) != 0) {
        return ioError(ErrorCode::kIoWrite, "cannot sync ", part);
    }
    const int failed = existing == PartFile::Existing::Replace ? std::rename(part.c_str(), path.c_str())
                                                               : renameToFreeName(part.c_str(), path.c_str());
    if (failed != 0) {
        return ioError(ErrorCode::kIoWrite, "cannot rename to ", path);
    }
    syncFolder(std::filesystem::path(path).parent_path().string());
    return {};
}

void PartFile::abandon(uint64_t wholeBytes)
{
    if (m_file.get() >= 0 && ::ftruncate(m_file.get(), static_cast<off_t>(wholeBytes)) != 0) {
        // The disk refuses even that: its last line stays torn, which readers notice.
    }
    m_file = FileDescriptor();
}

} // namespace millrace
