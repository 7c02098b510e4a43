// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/change_output.h"

#include "engine/cli/command_line.h"
#include "engine/cli/program_file.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace millrace::cli {

void BufferedOutput::flushIfFull()
{
    if (m_buffer.size() >= kFlushBytes) {
        flush();
    }
}

void BufferedOutput::flush()
{
    size_t done = 0;
    while (done < m_buffer.size() && m_error == 0) {
        const ssize_t written = write(m_descriptor, m_buffer.data() + done, m_buffer.size() - done);
        if (written >= 0) {
            done += static_cast<size_t>(written);
        } else if (errno != EINTR) {
            m_error = errno;
        }
    }
    m_buffer.clear();
}

bool BufferedOutput::isReaderGone() const
{
    return m_error == EPIPE;
}

std::string BufferedOutput::errorText() const
{
    return std::strerror(m_error);
}

int exitCodeOf(const BufferedOutput& output, int exitCode)
{
    if (!output.hasFailed()) {
        return exitCode;
    }
    printMessage("standard output cannot be written: " + output.errorText());
    return kExitProgram;
}

int printAll(std::string text, int exitCode)
{
    BufferedOutput output(STDOUT_FILENO);
    output.buffer() = std::move(text);
    output.flush();
    return exitCodeOf(output, exitCode);
}

bool printQueuedChanges(std::vector<PrintedRelation>& relations, BufferedOutput& output)
{
    struct Queued {
        StepChange change;
        const ChangeWriter* writer;
    };
    std::vector<Queued> queued;
    for (PrintedRelation& relation : relations) {
        StreamChunk chunk = relation.subscription->take();
        relation.hasEnded = relation.hasEnded || chunk.isEnd;
        for (StepChange& change : chunk.changes) {
            queued.push_back({std::move(change), &relation.writer});
        }
    }
    std::stable_sort(queued.begin(), queued.end(),
                     [](const Queued& left, const Queued& right) { return left.change.step < right.change.step; });
    for (Queued& entry : queued) {
        // Batch by batch, so that the text of a huge step is never in memory as a whole.
        StepChange part = {entry.change.step, entry.change.at, entry.change.isSnapshot, {}};
        for (BatchPtr& batch : entry.change.delta.batches) {
            part.delta.clear();
            part.delta.add(std::move(batch));
            entry.writer->append(part, output.buffer());
            output.flushIfFull();
        }
    }
    return !queued.empty();
}

} // namespace millrace::cli
