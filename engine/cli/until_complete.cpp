// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/until_complete.h"

#include "engine/cli/program_file.h"

namespace millrace::cli {

bool hasDelivered(const PipelineStatus& status)
{
    if (status.isComplete) {
        return true;
    }
    // A failed input will bring nothing more; waiting for it would take for ever.
    for (const InputStatus& input : status.inputs) {
        if ((!input.endOfInput && !input.fatalError) || input.bufferedRecords != 0) {
            return false;
        }
    }
    return !status.inputs.empty() && status.initiatedSteps == status.completedSteps &&
           status.totalCompletedRecords >= status.totalInputRecords;
}

void tellPausedInputs(const PipelineStatus& status)
{
    for (const InputStatus& input : status.inputs) {
        // With `start_after` it starts by itself.
        const bool isLeftPaused = input.requested == ConnectorState::Paused && input.startAfter.empty();
        if (isLeftPaused && !input.endOfInput && !input.fatalError) {
            printMessage("--until-complete waits for an input that is paused and that nothing starts here (Ctrl-C "
                         "ends it): " +
                         input.relation + "." + input.name);
        }
    }
}

} // namespace millrace::cli
