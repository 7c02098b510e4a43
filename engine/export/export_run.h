// SPDX-License-Identifier: GPL-3.0-or-later
// An export: a thread that drains subscriptions into files, losing nothing.
#pragma once

#include "engine/export/change_sink.h"
#include "engine/export/column_choice.h"
#include "engine/export/export_options.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace millrace {

struct ExportedRelation {
    std::string name;
    Schema schema;
    std::shared_ptr<Subscription> subscription; ///< of policy Block
};

struct ExportProgress {
    uint64_t rows = 0; ///< lines written, without headers
    uint64_t bytes = 0;
    uint64_t lastStep = 0;
    uint64_t lagRows = 0; ///< taken from the pipeline and not yet written
    uint64_t files = 0;   ///< finished
};

/// It ends when requestStop() is called (what is queued by then is written), when the subscriptions end, when the
/// options say so, or when writing fails: the .part file is then cut after its last whole step. A file appears under
/// its name once it is whole. start(), requestStop(), setPaused() and the getters: the owner's thread.
class ExportRun {
public:
    static constexpr size_t kFlushBytes = 256 * 1024;

    /// Checks what fits together: kConnectorFormatForbidden for several relations in a file with one header,
    /// for pairs in SQL, for columns of several relations, for a database that is compressed, and for a state that goes
    /// on.
    static Status check(const ExportOptions& options, size_t numRelations);

    /// `onProgress` is called from the writer thread and must return at once.
    ExportRun(ExportOptions options, std::vector<ExportedRelation> relations, std::function<void()> onProgress);
    ~ExportRun();

    /// Opens the first file and starts the thread. Errors: those of check(), chooseColumns() and of the file.
    Status start();
    void requestStop();
    /// Paused it takes nothing from its subscriptions, so that the pipeline waits once they are full; what was taken is
    /// still written, and a stop or the end writes the rest.
    void setPaused(bool isPaused);
    ExportProgress progress() const;
    /// Whether progress() has moved since the last call.
    bool takeProgressFlag() { return m_hasMoved.exchange(false, std::memory_order_acq_rel); }
    bool hasEnded() const { return m_hasEnded.load(std::memory_order_acquire); }
    /// Waits for the end.
    void join();
    /// Once it has ended: why it failed.
    std::optional<Error> error() const;
    /// The columns that the options choose of a relation; nothing = all. kSqlUnknownColumn for one that is not there,
    /// kConnectorFormatForbidden for pairs whose key is not among them.
    static Result<std::optional<ColumnChoice>> chooseColumns(const ExportOptions& options, const Schema& schema);

private:
    struct Source {
        ExportedRelation relation; ///< its schema has the chosen columns
        std::optional<ColumnChoice> columns;
        bool hasEnded = false;
        Weight netWeight = 0; ///< of the present file
        uint64_t rows = 0;    ///< of the present file
    };
    using SteadyClock = std::chrono::steady_clock;

    void run();
    Status writeAll();
    Status drainOnce(bool& isEnd);
    Status writeChange(Source& source, const StepChange& change);
    void wake();
    Status flush();
    Status openFile();
    Status finishFile();
    Status rotateIfDue();
    Status beginManifest();
    void beginManifestOfFile();
    void completeManifest();
    bool isOver() const;
    void closeSubscriptions();
    void noteProgress();

    const ExportOptions m_options;
    std::vector<Source> m_sources;
    const std::function<void()> m_onProgress;

    // The writer thread.
    std::unique_ptr<ChangeSink> m_sink;
    ExportManifest m_manifest; ///< of the present file, else of the last one
    uint64_t m_endedBytes = 0; ///< of finished files
    uint64_t m_fileNumber = 0;
    bool m_isFileOpen = false;
    SteadyClock::time_point m_fileSince;
    uint64_t m_firstStep = 0; ///< of the present file; 0 = none yet
    uint64_t m_fileRows = 0;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isAwake = false;    ///< guarded by m_mutex
    bool m_isStopping = false; ///< guarded by m_mutex
    bool m_isPaused = false;   ///< guarded by m_mutex

    std::atomic<uint64_t> m_rows{0};
    std::atomic<uint64_t> m_bytes{0};
    std::atomic<uint64_t> m_lastStep{0};
    std::atomic<uint64_t> m_lagRows{0};
    std::atomic<uint64_t> m_files{0};
    std::atomic<bool> m_hasMoved{false};
    std::atomic<bool> m_hasEnded{false};
    std::optional<Error> m_error; ///< written before m_hasEnded
    std::thread m_thread;
};

} // namespace millrace
