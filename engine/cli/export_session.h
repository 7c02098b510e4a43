// SPDX-License-Identifier: GPL-3.0-or-later
// One run of a pipeline for `millrace export`.
#pragma once

#include "engine/cli/export_command.h"
#include "engine/cli/pipeline_drain.h"
#include "engine/cli/rejections.h"
#include "engine/cli/wake_event.h"

#include <memory>
#include <optional>

namespace millrace::cli {

/// Starts a pipeline and an export of it, and ends both as the options or a signal say: inputs pause, what they had
/// received flows through, the files are finished. Main thread.
class ExportSession {
public:
    ExportSession(ProgramRun& run, const ExportCommandOptions& options);
    ~ExportSession();
    ExportSession(const ExportSession&) = delete;
    ExportSession& operator=(const ExportSession&) = delete;

    /// Returns the exit code.
    int run();

private:
    enum class Phase : uint8_t { Reading, Draining, Ending };
    using Clock = std::chrono::steady_clock;

    Status refuseOwnFile() const;
    Status beginExport();
    void loop();
    Phase nextPhase();
    void finish();
    int exitCode() const;

    ProgramRun& m_run;
    const ExportCommandOptions& m_options;
    WakeEvent m_event;
    InterruptWatch m_interrupt;
    Rejections m_rejections;
    std::unique_ptr<ExportRun> m_export;
    std::optional<PipelineDrain> m_drain;
    std::optional<Clock::time_point> m_deadline;
    int m_listener = 0;
    Phase m_phase = Phase::Reading;
    std::optional<Error> m_error; ///< the run or the export failed as a whole
    bool m_wasHeld = false;
};

} // namespace millrace::cli
