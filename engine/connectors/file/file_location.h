// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of file connectors, and opening what is there.
#pragma once

#include "engine/base/file_descriptor.h"
#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace millrace {

/// The path that `path` means: itself, or the path of a `file://` URL (percent escapes decoded; a host other
/// than localhost is kConnectorInvalidValue).
Result<std::string> localPath(std::string_view path);

/// Opens a regular file for reading. A missing file, a link, or what checkRegularFile() refuses, is kConnectorOpen;
/// never blocks.
Result<FileDescriptor> openRegularFile(const std::string& path);

/// How a file begins.
struct FileHead {
    std::string bytes;
    bool isWhole = false; ///< they are all of it
};
/// At most the first `maxBytes` of what openRegularFile() opens. Further error: kConnectorTransport.
Result<FileHead> readFileHead(const std::string& path, size_t maxBytes);

/// Whether an option of a library may name this file: by its absolute path, and nothing of /proc, /sys and /dev.
bool isFilePath(std::string_view path);
/// The same for what is there when the library is about to read it: kConnectorOpen unless it is a plain file, or a
/// folder, of a disk. Certificates of a system are links, so these are followed.
Status checkLibraryFile(const std::string& path);

/// kConnectorOpen unless the descriptor is a plain file of a disk. What the kernel makes up in /proc and /sys looks
/// like one: `/proc/self/environ` holds this process's secrets. A link that leads there is seen through.
Status checkRegularFile(int descriptor, const std::string& path);

/// "No such file or directory" and the like.
std::string systemErrorText(int error);
/// The same for an open() that follows no link.
std::string openErrorText(int error);

} // namespace millrace
