// SPDX-License-Identifier: GPL-3.0-or-later
// The files of one export, and how an export goes on behind them.
#pragma once

#include "engine/export/export_options.h"

#include <stop_token>
#include <string_view>
#include <vector>

namespace millrace {

struct SeriesFile {
    uint64_t number = 1;
    std::string path; ///< without the ending that was looked for
};

/// Files whose names are those of the series with `ending` behind them ("", ".part", ".manifest.json"), by their
/// number.
std::vector<SeriesFile> seriesFilesOf(const ExportOptions& options, std::string_view ending);

/// Makes whole files of what an interrupted export has left, each with a manifest that says so, and tells where the
/// next run goes on. Nothing that is safe is changed; a .part file without a row goes. Of a database that does not
/// rotate the .part file stays what it is. May be called again whenever it was ended. kConnectorFormatForbidden for a
/// state and for options of another format, encoding or compression; kIoOpen while another export writes, for a name
/// that is taken and not to be replaced, and for a file that no manifest tells of; kIoRead, kIoWrite.
Result<Continuation> prepareContinuation(const ExportOptions& options, const std::stop_token& stop = {});

} // namespace millrace
