// SPDX-License-Identifier: GPL-3.0-or-later
// Where the changes of one relation go, as the controller and the completion tracker see it.
#pragma once

#include "engine/pipeline/status.h"
#include "engine/zset/batch.h"

#include <string>
#include <vector>

namespace millrace {

/// How far a run has come: steps, and the input records in them.
struct StepProgress {
    uint64_t steps = 0;
    uint64_t records = 0;
};

/// An output connector, or a group of listeners. Completion waits for every one that is in the registry. Any thread;
/// enqueue() is the controller's.
class OutputPort {
public:
    virtual ~OutputPort() = default;
    virtual size_t relation() const = 0;
    /// With the run; once. What comes later is there already.
    virtual void start() {}
    /// Hands over the change of a step, which may be empty. Never waits.
    virtual void enqueue(StepProgress progress, const Delta& delta) = 0;
    /// Whether it is to get the rows of its relation, instead of the changes that it has not handled yet.
    virtual bool wantsSnapshot() const { return false; }
    /// Those rows, as of the step that was handed over last.
    virtual void takeSnapshot(const Delta&) {}
    /// No step may begin.
    virtual bool isFull() const = 0;
    /// The last step that was handled whole.
    virtual StepProgress delivered() const = 0;
    /// The endpoint that has not delivered yet what delivered() lacks.
    virtual std::string slowestEndpoint() const = 0;
    /// Batches lost to errors, so far.
    virtual uint64_t numErrors() const = 0;
    virtual void appendStatus(std::vector<OutputStatus>& outputs) const = 0;
    /// Begins stop(), so that many stop side by side.
    virtual void requestStop() {}
    /// The run ends: abandons what is queued, waits for work under way. Idempotent; one thread.
    virtual void stop() = 0;
};

} // namespace millrace
