// SPDX-License-Identifier: GPL-3.0-or-later
// Errors of the engine as the window tells them: a translated title, what to do, and the raw detail.
#pragma once

#include "engine/api/pipeline.h"

#include <QString>

namespace millrace::models {

struct ErrorText {
    QString code;   ///< "MR-SQL-0012"
    QString title;  ///< translated, e.g. "Unknown column"
    QString advice; ///< translated sentence about who has to act
    QString detail; ///< the engine's English sentence, shown below the title
    QString place;  ///< "line 3, column 14", or empty
};

ErrorText errorText(const Error& error);
/// Translated title of a code.
QString errorTitleText(ErrorCode code);
/// "Unknown column: … (MR-SQL-0011)" in one line, for tool tips, the status bar and logs.
QString errorLine(const Error& error);
/// All of it as plain text, for "Copy report".
QString errorReport(const Error& error);

} // namespace millrace::models
