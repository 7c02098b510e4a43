// SPDX-License-Identifier: GPL-3.0-or-later
// Exports that are running, as a text in the settings: what a program that is killed could not tell any more.
#pragma once

#include "models/record/stream_recorder.h"

#include <QList>

#include <string>

namespace millrace::models {

struct RememberedExport {
    QString pipeline;
    RecordingOptions options;
    TimestampMicros startedAt = 0;
};

std::string rememberedText(const QList<RememberedExport>& exports);
/// What is no such text is nothing to remember.
QList<RememberedExport> rememberedExports(const std::string& text);

} // namespace millrace::models
