// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of change streams on their way to standard output.
#pragma once

#include "engine/api/subscription.h"
#include "engine/api/values.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace::cli {

/// Writes bytes to a descriptor, 64 KiB at a time. After an error it takes and forgets everything. One thread.
class BufferedOutput {
public:
    static constexpr size_t kFlushBytes = 65536;

    explicit BufferedOutput(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    /// Text is appended here; flushIfFull() or flush() follow.
    std::string& buffer() { return m_buffer; }
    void flushIfFull();
    void flush();

    bool hasFailed() const { return m_error != 0; }
    /// The reader at the other end of the pipe is gone.
    bool isReaderGone() const;
    std::string errorText() const;

private:
    int m_descriptor;
    int m_error = 0; ///< errno of the first failed write
    std::string m_buffer;
};

/// What a command ends with that wrote to standard output: `exitCode`, or kExitProgram once it has told why the output
/// could not be written.
int exitCodeOf(const BufferedOutput& output, int exitCode);
/// Writes all of it to standard output, for a command that ends with that.
int printAll(std::string text, int exitCode);

/// A relation whose changes are printed.
struct PrintedRelation {
    std::shared_ptr<Subscription> subscription;
    ChangeWriter writer;
    bool hasEnded = false;
};

/// Takes what every relation has queued and writes it, steps in order over the relations as far as they are queued.
/// Returns true when there was something.
bool printQueuedChanges(std::vector<PrintedRelation>& relations, BufferedOutput& output);

} // namespace millrace::cli
