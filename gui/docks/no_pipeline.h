// SPDX-License-Identifier: GPL-3.0-or-later
// What docks about the current pipeline say while there is none, or while it does not run.
#pragma once

#include "gui/actions/action_registry.h"

namespace millrace::gui {

class EmptyState;

enum class NoPipeline : uint8_t {
    NoneOpen, ///< there is no tab
    OtherTab, ///< the current one is no pipeline's: a file of pipelines that are called, the welcome page
};

void sayNoPipeline(EmptyState& empty, const QString& icon, NoPipeline why, ActionRegistry& actions);
/// `advice` says what is seen once it runs.
void sayNotRunning(EmptyState& empty, const QString& advice, ActionRegistry& actions);

} // namespace millrace::gui
