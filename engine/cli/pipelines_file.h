// SPDX-License-Identifier: GPL-3.0-or-later
// A file of descriptive pipelines on disk.
#pragma once

#include "engine/api/descriptive.h"
#include "engine/base/result.h"

#include <string>

namespace millrace::cli {

struct PipelinesFile {
    std::string name; ///< as the user wrote it
    std::string text; ///< without a byte order mark
    descriptive::ConfigReading reading;
};

/// By its name: FILE.yaml or FILE.yml.
bool isPipelinesFile(const std::string& path);

/// Reads the file; what is wrong with its contents is in the reading. kIoOpen, kIoRead, kConfigLimit.
Result<PipelinesFile> readPipelinesFile(const std::string& path);

/// Prints what is wrong to standard error, as compilers do.
void printDiagnostics(const PipelinesFile& file);

} // namespace millrace::cli
