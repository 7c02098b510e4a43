// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/state_look.h"

namespace millrace::gui {

ColorToken colorOf(PipelineState state)
{
    switch (state) {
    case PipelineState::Running: return ColorToken::Ok;
    case PipelineState::Starting:
    case PipelineState::Stopping: return ColorToken::Info;
    case PipelineState::Paused: return ColorToken::Warn;
    case PipelineState::Held:
    case PipelineState::Failed: return ColorToken::Error;
    case PipelineState::Stopped: break;
    }
    return ColorToken::Stale;
}

ColorToken colorOf(models::ConnectorActivity activity)
{
    switch (activity) {
    case models::ConnectorActivity::Running: return ColorToken::Ok;
    case models::ConnectorActivity::Waiting: return ColorToken::Info;
    case models::ConnectorActivity::Paused: return ColorToken::Warn;
    case models::ConnectorActivity::Failed: return ColorToken::Error;
    case models::ConnectorActivity::Ended:
    case models::ConnectorActivity::Stopped: break;
    }
    return ColorToken::Stale;
}

ColorToken colorOf(models::RecordingState state)
{
    switch (state) {
    case models::RecordingState::Running: return ColorToken::Ok;
    case models::RecordingState::Stopping: return ColorToken::Info;
    case models::RecordingState::Failed: return ColorToken::Error;
    case models::RecordingState::Paused:
    case models::RecordingState::Interrupted: return ColorToken::Warn;
    case models::RecordingState::Finished: break;
    }
    return ColorToken::Stale;
}

} // namespace millrace::gui
