// SPDX-License-Identifier: GPL-3.0-or-later
// One run of a pipeline for the command line: from start to the last line.
#pragma once

#include "engine/api/pipeline.h"
#include "engine/cli/change_output.h"
#include "engine/cli/pipeline_drain.h"
#include "engine/cli/program_file.h"
#include "engine/cli/rejections.h"
#include "engine/cli/run_command.h"
#include "engine/cli/wake_event.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::cli {

/// Starts a pipeline, prints the changes of some relations, and ends it as the options or a signal say: inputs pause,
/// what they had received flows through, then it stops. Main thread.
class RunSession {
public:
    RunSession(std::shared_ptr<api::Pipeline> pipeline, const ProgramFile& program, std::vector<RelationInfo> relations,
               RunOptions options);
    ~RunSession();
    RunSession(const RunSession&) = delete;
    RunSession& operator=(const RunSession&) = delete;

    /// Returns the exit code.
    int run();

private:
    enum class Phase : uint8_t { Reading, Draining, Ending };

    Status start();
    Status subscribe();
    void loop();
    /// Looks at the status and the clock and says whether the phase is over.
    void advance();
    std::optional<std::chrono::milliseconds> waitLimit() const;
    /// Stops the pipeline and prints what it had published.
    void finish();
    int exitCode() const;

    using Clock = std::chrono::steady_clock;

    std::shared_ptr<api::Pipeline> m_pipeline;
    const ProgramFile& m_program;
    std::vector<RelationInfo> m_relations;
    RunOptions m_options;
    WakeEvent m_event;
    InterruptWatch m_interrupt;
    BufferedOutput m_output;
    Rejections m_rejections;
    std::vector<PrintedRelation> m_printed;
    std::optional<PipelineDrain> m_drain;
    int m_listener = 0;
    Phase m_phase = Phase::Reading;
    std::optional<Clock::time_point> m_deadline;
    std::optional<Error> m_error; ///< the run failed as a whole
    bool m_wasHeld = false;
};

} // namespace millrace::cli
