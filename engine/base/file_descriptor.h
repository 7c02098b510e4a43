// SPDX-License-Identifier: GPL-3.0-or-later
// A descriptor that is closed with its owner.
#pragma once

namespace millrace {

/// An open file; closed with the object. Below 0: none.
class FileDescriptor {
public:
    explicit FileDescriptor(int descriptor = -1)
        : m_descriptor(descriptor)
    {
    }
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();
    int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

} // namespace millrace
