// SPDX-License-Identifier: GPL-3.0-or-later
// Reads tutorials from their YAML files.
#pragma once

#include "engine/api/values.h"
#include "models/tutorial/tutorial.h"

#include <QByteArray>

namespace millrace::models {

/// The tutorial in a file's content. Whatever is missing, unknown or of the wrong form is an error that says
/// "FILE:LINE:COLUMN: …" and names the step. Any thread; no I/O.
Result<Tutorial> parseTutorial(const QString& fileName, const QByteArray& yaml);

/// The same from a file (of the resources too). kIoOpen, kIoRead.
Result<Tutorial> loadTutorial(const QString& path);

} // namespace millrace::models
