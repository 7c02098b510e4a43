// SPDX-License-Identifier: GPL-3.0-or-later
// What an export that was killed has left: how much of it is safe, and bringing it to a whole file.
#pragma once

#include "engine/export/export_options.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace millrace {

struct PartContents {
    uint64_t rows = 0;      ///< whole lines, without the header; of a database the rows of all tables
    uint64_t tornBytes = 0; ///< of a line that was not written to its end
};

enum class EmptyPart : uint8_t { Finish, Remove }; ///< what becomes of a .part file without a row

/// Looks through a .part file, all of it. Of a database what was not committed is taken back. kIoOpen, kIoRead; kIoOpen
/// too for a path that does not end in `.part`, and while an export writes it; kIoRead for a stop.
Result<PartContents> inspectPartFile(const std::string& partPath, const std::stop_token& stop = {});

/// Brings a .part file to its whole lines, or a database to its whole steps, and gives it its name; beside it a
/// manifest says that it was recovered. kIoOpen, kIoRead, kIoWrite; kIoOpen too for a path that does not end in
/// `.part`, and for a name that is taken.
Result<PartContents> recoverPartFile(const std::string& partPath,
                                     PartFile::Existing existing = PartFile::Existing::Refuse,
                                     EmptyPart empty = EmptyPart::Finish, const std::stop_token& stop = {});

/// What its manifest would say if the .part file of a database was recovered now. Errors as inspectPartFile().
Result<ExportManifest> describePartFile(const std::string& partPath);

/// The .part files that an export to these files would meet.
std::vector<std::string> partFilesOf(const ExportOptions& options);

} // namespace millrace
