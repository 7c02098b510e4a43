// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/part_file.h"

#include "engine/export/sqlite_sink.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace millrace {

namespace {

constexpr std::string_view kSuffix = ".part";

Error ioError(ErrorCode code, const char* what, const std::string& path)
{
    return makeError(code, what + path + ": " + std::strerror(errno));
}

/// Bytes up to the end of the last whole line.
Result<uint64_t> wholeLines(int descriptor, uint64_t size, const std::string& path)
{
    std::array<char, 65536> buffer{};
    while (size > 0) {
        const uint64_t begin = size > buffer.size() ? size - buffer.size() : 0;
        const auto wanted = static_cast<size_t>(size - begin);
        const ssize_t count = ::pread(descriptor, buffer.data(), wanted, static_cast<off_t>(begin));
        if (count != static_cast<ssize_t>(wanted)) {
            return ioError(ErrorCode::kIoRead, "cannot read ", path);
        }
        const auto* last = std::find(std::make_reverse_iterator(buffer.data() + wanted),
                                     std::make_reverse_iterator(buffer.data()), '\n')
                               .base();
        if (last != buffer.data()) {
            return begin + static_cast<uint64_t>(last - buffer.data());
        }
        size = begin;
    }
    return uint64_t{0};
}

bool isSqlite(int descriptor)
{
    constexpr std::string_view kMagic = "SQLite format 3";
    std::array<char, kMagic.size()> begin{};
    return ::pread(descriptor, begin.data(), begin.size(), 0) == static_cast<ssize_t>(begin.size()) &&
           std::string_view(begin.data(), begin.size()) == kMagic;
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

PartFile::~PartFile()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Status PartFile::mayBegin(const std::string& path, Existing existing)
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

Status PartFile::open(std::string path, Existing existing)
{
    m_path = std::move(path);
    m_numBytes = 0;
    MR_CHECK(mayBegin(m_path, existing));
    const std::string part = m_path + std::string(kSuffix);
    m_descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return m_descriptor >= 0 ? Status() : Status(ioError(ErrorCode::kIoOpen, "cannot write ", part));
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

Result<uint64_t> recoverPartFile(const std::string& partPath)
{
    if (!partPath.ends_with(kSuffix)) {
        return makeError(ErrorCode::kIoOpen, "not the .part file of an export: " + partPath);
    }
    const int descriptor = ::open(partPath.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return ioError(ErrorCode::kIoOpen, "cannot open ", partPath);
    }
    const auto size = static_cast<uint64_t>(std::max<off_t>(0, ::lseek(descriptor, 0, SEEK_END)));
    const std::string path = partPath.substr(0, partPath.size() - kSuffix.size());
    if (isSqlite(descriptor)) {
        ::close(descriptor);
        MR_CHECK(recoverSqliteFile(partPath));
        MR_CHECK(finishPartFile(path));
        return uint64_t{0};
    }
    const Result<uint64_t> whole = wholeLines(descriptor, size, partPath);
    const bool isCut = whole.ok() && ::ftruncate(descriptor, static_cast<off_t>(*whole)) == 0;
    ::close(descriptor);
    if (!whole.ok()) {
        return whole.error();
    }
    if (!isCut) {
        return ioError(ErrorCode::kIoWrite, "cannot finish ", partPath);
    }
    MR_CHECK(finishPartFile(path));
    return size - *whole;
}

} // namespace millrace
