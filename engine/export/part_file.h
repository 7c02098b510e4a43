// SPDX-License-Identifier: GPL-3.0-or-later
// A file that is there under its name only once it is whole.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

/// Written as `<path>.part`, which finish() syncs and renames. What is left of it, when the program ends before, stays
/// as the .part file. Not thread-safe.
class PartFile {
public:
    PartFile() = default;
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    /// What becomes of a file that has the name already, and of a .part file that another one has left.
    enum class Existing { Refuse, Replace };

    /// Whether open() would begin a file of this name. kIoOpen.
    static Status mayBegin(const std::string& path, Existing existing);
    /// Whether a .part file may be given its name. kIoOpen.
    static Status mayFinish(const std::string& path, Existing existing);
    /// kIoOpen. Never replaces what is no plain file.
    Status open(std::string path, Existing existing);
    /// All of it; kIoWrite.
    Status write(std::string_view bytes);
    /// Syncs and renames; replaces a file of that name in one go. kIoWrite.
    Status finish();
    /// Closes the .part file after so many bytes, and leaves it.
    void abandon(uint64_t wholeBytes);

    const std::string& path() const { return m_path; }
    uint64_t numBytes() const { return m_numBytes; }

private:
    std::string m_path;
    int m_descriptor = -1;
    uint64_t m_numBytes = 0;
};

/// Keeps others from a .part file of text for as long as the descriptor is open. kIoOpen while an export writes it.
Status lockPartFile(int descriptor, const std::string& partPath);

/// Syncs `<path>.part`, gives it its name, and makes that durable. kIoWrite.
Status finishPartFile(const std::string& path);

/// Makes renames in a folder durable.
void syncFolder(const std::string& folder);

} // namespace millrace
