// SPDX-License-Identifier: GPL-3.0-or-later
// What `--until-complete` waits for.
#pragma once

#include "engine/api/status.h"

namespace millrace::cli {

/// Every input has ended or failed, and all it brought was delivered: nothing more will come.
bool hasDelivered(const PipelineStatus& status);

/// Prints, on standard error, the inputs that were declared as paused and have not ended: no one starts them here, so
/// that the wait has no end.
void tellPausedInputs(const PipelineStatus& status);

} // namespace millrace::cli
