// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/file/file_location.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <filesystem>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

namespace millrace {

namespace {

constexpr std::string_view kFileScheme = "file://";

} // namespace

std::string systemErrorText(int error)
{
    return std::generic_category().message(error);
}

Result<std::string> localPath(std::string_view path)
{
    if (!path.starts_with(kFileScheme)) {
        return std::string(path);
    }
    std::string_view rest = path.substr(kFileScheme.size());
    if (rest.starts_with("localhost/")) {
        rest.remove_prefix(std::string_view("localhost").size());
    }
    if (!rest.starts_with('/')) {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         "A file URL has the form file:///path: '" + std::string(path) + "'");
    }
    std::string decoded;
    for (size_t i = 0; i < rest.size(); ++i) {
        unsigned value = 0;
        const char* digits = rest.data() + i + 1;
        if (rest[i] == '%' && i + 2 < rest.size() && std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            decoded += static_cast<char>(value);
            i += 2;
        } else {
            decoded += rest[i];
        }
    }
    if (decoded.find('\0') != std::string::npos) {
        return makeError(ErrorCode::kConnectorInvalidValue, "The path contains a zero byte");
    }
    return decoded;
}

Status checkRegularFile(int descriptor, const std::string& path)
{
    struct stat info = {};
    struct statfs place = {};
    if (::fstat(descriptor, &info) != 0 || ::fstatfs(descriptor, &place) != 0) {
        return makeError(ErrorCode::kConnectorOpen,
                         "Cannot open the file: " + systemErrorText(errno) + ": '" + path + "'");
    }
    if (!S_ISREG(info.st_mode)) {
        return makeError(ErrorCode::kConnectorOpen,
                         std::string(S_ISDIR(info.st_mode) ? "Is a directory, not a file" : "Is not a regular file") +
                             ": '" + path + "'");
    }
    if (place.f_type == PROC_SUPER_MAGIC || place.f_type == SYSFS_MAGIC) {
        return makeError(ErrorCode::kConnectorOpen, "Files of the kernel are not for connectors: '" + path + "'");
    }
    return {};
}

std::string openErrorText(int error)
{
    return error == ELOOP ? "it is a link, which connectors do not follow" : systemErrorText(error);
}

bool isFilePath(std::string_view path)
{
    const std::string plain = std::filesystem::path(path).lexically_normal().string();
    const auto isBelow = [&](const char* folder) { return plain.starts_with(folder); };
    return plain.starts_with('/') && !isBelow("/proc/") && !isBelow("/sys/") && !isBelow("/dev/");
}

Status checkLibraryFile(const std::string& path)
{
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat info = {};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
        return makeError(ErrorCode::kConnectorOpen,
                         "Cannot open the file: " + systemErrorText(errno) + ": '" + path + "'");
    }
    return S_ISDIR(info.st_mode) ? Status() : checkRegularFile(file.get(), path);
}

Result<FileDescriptor> openRegularFile(const std::string& path)
{
    // Without O_NONBLOCK opening a pipe would wait for a writer.
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() < 0) {
        return makeError(ErrorCode::kConnectorOpen,
                         "Cannot open the file: " + openErrorText(errno) + ": '" + path + "'");
    }
    MR_CHECK(checkRegularFile(file.get(), path));
    return file;
}

Result<FileHead> readFileHead(const std::string& path, size_t maxBytes)
{
    MR_TRY(const FileDescriptor file, openRegularFile(path));
    FileHead head;
    head.bytes.resize(maxBytes + 1); // one more tells whether there is more
    size_t size = 0;
    while (size < head.bytes.size()) {
        const ssize_t count = ::read(file.get(), head.bytes.data() + size, head.bytes.size() - size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return makeError(ErrorCode::kConnectorTransport,
                             "Cannot read the file: " + systemErrorText(errno) + ": '" + path + "'");
        }
        if (count == 0) {
            break;
        }
        size += static_cast<size_t>(count);
    }
    head.isWhole = size <= maxBytes;
    head.bytes.resize(std::min(size, maxBytes));
    return head;
}

} // namespace millrace
