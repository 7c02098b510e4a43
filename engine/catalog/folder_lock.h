// SPDX-License-Identifier: GPL-3.0-or-later
// Ownership of a data folder by one process.
#pragma once

#include "engine/base/result.h"

#include <string>

namespace millrace {

/// Holds a folder for this process, by an advisory lock on `<folder>/lock`; the kernel lets go when the process ends,
/// however it ends. The file holds the owner's process id while it is owned, and is empty after a clean release.
class FolderLock {
public:
    /// kCatalogOwned, naming the other process, when the folder is held; kIoOpen when the file cannot be made.
    static Result<FolderLock> acquire(const std::string& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

    /// The last owner did not release it: it was killed or the machine lost power.
    bool wasLeftBehind() const { return m_wasLeftBehind; }
    /// The next owner is to be told the same, because what was left behind is not in order yet.
    void keepMark(bool keeps = true) { m_keepsMark = keeps; }

private:
    explicit FolderLock(int descriptor);

    int m_descriptor;
    bool m_wasLeftBehind = false;
    bool m_keepsMark = false;
};

} // namespace millrace
