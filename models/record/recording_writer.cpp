// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/record/recording_writer.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace millrace::models {

namespace {

/// Makes a rename durable.
void syncFolder(const QString& folder)
{
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

uint64_t numRows(const StreamChunk& chunk)
{
    uint64_t rows = 0;
    for (const StepChange& change : chunk.changes) {
        rows += change.delta.numRows();
    }
    return rows;
}

} // namespace

RecordingWriter::RecordingWriter(QString filePath, std::vector<Source> sources, std::function<void()> onProgress)
    : m_filePath(std::move(filePath))
    , m_sources(std::move(sources))
    , m_ended(m_sources.size(), false)
    , m_onProgress(std::move(onProgress))
    , m_file(m_filePath + QStringLiteral(".part"))
{
}

RecordingWriter::~RecordingWriter()
{
    requestStop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    closeSubscriptions();
}

Status RecordingWriter::start()
{
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered)) {
        return makeError(ErrorCode::kIoOpen,
                         "cannot write " + m_file.fileName().toStdString() + ": " + m_file.errorString().toStdString());
    }
    for (const Source& source : m_sources) {
        m_buffer += source.writer.header();
        source.subscription->setWakeup([this] {
            {
                const std::lock_guard lock(m_mutex);
                m_isAwake = true;
            }
            m_wake.notify_one();
        });
    }
    m_isAwake = true; // what came before the wakeup was set has woken nobody
    m_thread = std::thread([this] { run(); });
    return {};
}

void RecordingWriter::requestStop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_one();
}

RecordingProgress RecordingWriter::progress() const
{
    RecordingProgress progress;
    progress.rows = m_rows.load(std::memory_order_relaxed);
    progress.bytes = m_bytes.load(std::memory_order_relaxed);
    progress.lastStep = m_lastStep.load(std::memory_order_relaxed);
    progress.lagRows = m_lagRows.load(std::memory_order_relaxed);
    return progress;
}

std::optional<Error> RecordingWriter::error() const
{
    return hasEnded() ? m_error : std::nullopt;
}

void RecordingWriter::run()
{
    Status status = writeAll();
    // The pipeline must not wait for a recording that has ended.
    closeSubscriptions();
    if (status.ok()) {
        status = finishFile();
    }
    if (!status.ok()) {
        m_error = status.takeError();
        m_file.resize(m_wholeBytes);
        m_file.close();
    }
    m_hasEnded.store(true, std::memory_order_release);
    m_onProgress();
}

Status RecordingWriter::writeAll()
{
    MR_CHECK(flush(Border::Change)); // the header is there from the start
    for (;;) {
        bool isStopping = false;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_isAwake || m_isStopping; });
            m_isAwake = false;
            isStopping = m_isStopping;
        }
        bool isEnd = false;
        MR_CHECK(drainOnce(isEnd));
        MR_CHECK(flush(Border::Change));
        noteProgress();
        if (isEnd || isStopping) {
            return {};
        }
    }
}

/// Takes and writes what is queued in every subscription now.
Status RecordingWriter::drainOnce(bool& isEnd)
{
    for (size_t i = 0; i < m_sources.size(); ++i) {
        const StreamChunk chunk = m_sources[i].subscription->take();
        m_ended[i] = m_ended[i] || chunk.isEnd;
        if (chunk.droppedRows != 0) {
            return makeError(ErrorCode::kInternal, "a recording lost rows: " + std::to_string(chunk.droppedRows));
        }
        m_lagRows.fetch_add(numRows(chunk), std::memory_order_relaxed);
        for (const StepChange& change : chunk.changes) {
            MR_CHECK(writeChange(m_sources[i], change));
        }
    }
    isEnd = std::all_of(m_ended.begin(), m_ended.end(), [](bool ended) { return ended; });
    return {};
}

/// A change of many rows is written batch by batch, so that the buffer stays small.
Status RecordingWriter::writeChange(const Source& source, const StepChange& change)
{
    StepChange part;
    part.step = change.step;
    part.at = change.at;
    part.isSnapshot = change.isSnapshot;
    for (const BatchPtr& batch : change.delta.batches) {
        part.delta.clear();
        part.delta.add(batch);
        m_bufferedRows += source.writer.append(part, m_buffer);
        m_lagRows.fetch_sub(batch->numRows, std::memory_order_relaxed);
        if (m_buffer.size() >= kFlushBytes) {
            MR_CHECK(flush(Border::WithinChange));
        }
    }
    m_lastStep.store(change.step, std::memory_order_relaxed);
    return {};
}

Status RecordingWriter::flush(Border border)
{
    const auto size = static_cast<qint64>(m_buffer.size());
    qint64 written = 0;
    while (written < size) {
        const qint64 count = m_file.write(m_buffer.data() + written, size - written);
        if (count <= 0) {
            return writeError("cannot write ");
        }
        written += count;
    }
    m_writtenBytes += size;
    m_wholeBytes = border == Border::Change ? m_writtenBytes : m_wholeBytes;
    m_buffer.clear();
    m_rows.fetch_add(m_bufferedRows, std::memory_order_relaxed);
    m_bufferedRows = 0;
    m_bytes.store(static_cast<uint64_t>(m_writtenBytes), std::memory_order_relaxed);
    if (size != 0) {
        noteProgress();
    }
    return {};
}

Status RecordingWriter::finishFile()
{
    if (::fsync(m_file.handle()) != 0) {
        return makeError(ErrorCode::kIoWrite,
                         "cannot sync " + m_file.fileName().toStdString() + ": " + std::strerror(errno));
    }
    m_file.close();
    // Replaces a file of that name in one go, unlike QFile::rename().
    const QByteArray from = QFile::encodeName(m_file.fileName());
    const QByteArray to = QFile::encodeName(m_filePath);
    if (std::rename(from.constData(), to.constData()) != 0) {
        return makeError(ErrorCode::kIoWrite,
                         "cannot rename to " + m_filePath.toStdString() + ": " + std::strerror(errno));
    }
    syncFolder(QFileInfo(m_filePath).absolutePath());
    return {};
}

Error RecordingWriter::writeError(const char* what) const
{
    return makeError(ErrorCode::kIoWrite,
                     what + m_file.fileName().toStdString() + ": " + m_file.errorString().toStdString());
}

void RecordingWriter::closeSubscriptions()
{
    for (Source& source : m_sources) {
        if (source.subscription) {
            source.subscription->setWakeup(nullptr);
            source.subscription.reset();
        }
    }
}

void RecordingWriter::noteProgress()
{
    if (!m_hasMoved.exchange(true, std::memory_order_acq_rel)) {
        m_onProgress();
    }
}

} // namespace millrace::models
