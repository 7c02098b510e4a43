// SPDX-License-Identifier: GPL-3.0-or-later
// Which colour a state has: one meaning, one colour, everywhere.
#pragma once

#include "gui/theme/theme.h"
#include "models/pipeline/connector_model.h"
#include "models/record/stream_recorder.h"

namespace millrace::gui {

ColorToken colorOf(PipelineState state);
ColorToken colorOf(models::ConnectorActivity activity);
ColorToken colorOf(models::RecordingState state);

} // namespace millrace::gui
