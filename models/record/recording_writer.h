// SPDX-License-Identifier: GPL-3.0-or-later
// The thread that drains the subscriptions of a recording into its file.
#pragma once

#include "engine/api/subscription.h"
#include "engine/api/values.h"
#include "models/record/stream_recorder.h"

#include <QFile>
#include <QString>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace millrace::models {

/// Writes to `<path>.part`, then syncs and renames. start(), requestStop() and the getters: the owner's thread.
/// The file is written in pieces of about kFlushBytes; after a failure it is cut behind the last whole change known
/// to be written.
class RecordingWriter {
public:
    struct Source {
        std::shared_ptr<Subscription> subscription;
        ChangeWriter writer;
    };
    static constexpr size_t kFlushBytes = 256 * 1024;

    /// `onProgress` is called from the writer thread and must return at once.
    RecordingWriter(QString filePath, std::vector<Source> sources, std::function<void()> onProgress);
    ~RecordingWriter();

    /// Opens the file and starts the thread.
    Status start();
    void requestStop();
    RecordingProgress progress() const;
    /// Whether progress() has moved since the last call.
    bool takeProgressFlag() { return m_hasMoved.exchange(false, std::memory_order_acq_rel); }
    bool hasEnded() const { return m_hasEnded.load(std::memory_order_acquire); }
    /// Once it has ended: why it failed.
    std::optional<Error> error() const;

private:
    void run();
    Status writeAll();
    Status drainOnce(bool& isEnd);
    Status writeChange(const Source& source, const StepChange& change);
    enum class Border { Change, WithinChange }; ///< where the buffer ends
    Status flush(Border border);
    Status finishFile();
    Error writeError(const char* what) const;
    void closeSubscriptions();
    void noteProgress();

    const QString m_filePath;
    std::vector<Source> m_sources;
    std::vector<bool> m_ended; ///< of m_sources
    const std::function<void()> m_onProgress;
    QFile m_file;
    std::string m_buffer;
    qint64 m_writtenBytes = 0;
    qint64 m_wholeBytes = 0; ///< of these: complete changes only
    uint64_t m_bufferedRows = 0;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isAwake = false;    ///< guarded by m_mutex
    bool m_isStopping = false; ///< guarded by m_mutex

    std::atomic<uint64_t> m_rows{0};
    std::atomic<uint64_t> m_bytes{0};
    std::atomic<uint64_t> m_lastStep{0};
    std::atomic<uint64_t> m_lagRows{0};
    std::atomic<bool> m_hasMoved{false};
    std::atomic<bool> m_hasEnded{false};
    std::optional<Error> m_error; ///< written before m_hasEnded
    std::thread m_thread;
};

} // namespace millrace::models
