// SPDX-License-Identifier: GPL-3.0-or-later
// The pipelines of files that are served, from their start until all has drained.
#pragma once

#include "engine/api/engine.h"
#include "engine/cli/pipeline_drain.h"
#include "engine/cli/program_file.h"
#include "engine/cli/rejections.h"
#include "engine/cli/wake_event.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace::cli {

/// Runs programs as pipelines of an engine, tells on standard error what goes wrong with them, and ends all pipelines
/// of the engine in good order. Main thread.
class ServeSession {
public:
    explicit ServeSession(api::Engine& engine);
    ~ServeSession();
    ServeSession(const ServeSession&) = delete;
    ServeSession& operator=(const ServeSession&) = delete;

    /// Makes and starts a pipeline named by the stem of the file, or gives an existing one this program.
    Status add(ProgramFile program);
    /// Returns after the first SIGINT or SIGTERM.
    void waitForInterrupt();
    /// All pipelines: inputs pause, what they had received flows through, then they stop.
    void end();
    int exitCode() const;

private:
    struct Served {
        std::shared_ptr<api::Pipeline> pipeline;
        ProgramFile program;
        Rejections rejections;
        int listener = 0;
        bool isHeld = false;
        bool wasHeld = false;
    };

    Result<std::shared_ptr<api::Pipeline>> pipelineFor(const ProgramFile& program);
    void observe();

    api::Engine& m_engine;
    WakeEvent m_event;
    InterruptWatch m_interrupt;
    std::vector<std::unique_ptr<Served>> m_served;
};

} // namespace millrace::cli
