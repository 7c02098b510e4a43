// SPDX-License-Identifier: GPL-3.0-or-later
// A file that is there under its name only once it is whole.
#pragma once

#include "engine/base/file_descriptor.h"
#include "engine/base/result.h"
#include "engine/export/file_hash.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

inline constexpr std::string_view kPartSuffix = ".part";

enum class PartAccess : uint8_t {
    Read,
    Write,
    Create, ///< to write, and made where it is not there; what it holds stays
};

/// Opens a .part file and keeps all others from it for as long as the descriptor is open: other exports, and those who
/// look through it or finish it. kIoOpen: also for what is no plain file or a link, and while an export writes it.
/// Where the file system knows no locks nobody is kept away.
Result<FileDescriptor> openPartFile(const std::string& partPath, PartAccess access);

/// Written as `<path>.part`, which finish() syncs and renames. What is left of it, when the program ends before, stays
/// as the .part file. Not thread-safe.
class PartFile {
public:
    PartFile() = default;
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    /// What becomes of a file that has the name already, and of a .part file that another one has left.
    enum class Existing : uint8_t { Refuse, Replace };

    /// Whether open() would begin a file of this name. kIoOpen.
    static Status mayBegin(const std::string& path, Existing existing);
    /// Whether a .part file may be given its name. kIoOpen.
    static Status mayFinish(const std::string& path, Existing existing);
    /// kIoOpen. Never replaces what is no plain file.
    Status open(std::string path, Existing existing);
    /// All of it; kIoWrite.
    Status write(std::string_view bytes);
    /// SHA-256 of all that was written; asked for once, when it is all.
    std::string takeHash() { return m_hash.take(); }
    /// Syncs and renames in one go. kIoWrite, also where Existing::Refuse meets a file that has come meanwhile.
    Status finish();
    /// Closes the .part file after so many bytes, and leaves it.
    void abandon(uint64_t wholeBytes);

    const std::string& path() const { return m_path; }
    uint64_t numBytes() const { return m_numBytes; }

private:
    std::string m_path;
    Existing m_existing = Existing::Refuse;
    FileDescriptor m_file;
    uint64_t m_numBytes = 0;
    FileHash m_hash;
};

/// Syncs `<path>.part`, gives it its name, and makes that durable. Whoever calls it keeps others from the file until it
/// is done. kIoWrite, also for a name that is taken and not to be replaced.
Status finishPartFile(const std::string& path, PartFile::Existing existing);

} // namespace millrace
