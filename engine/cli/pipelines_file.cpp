// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/pipelines_file.h"

#include "engine/cli/program_file.h"

#include <filesystem>

namespace millrace::cli {

bool isPipelinesFile(const std::string& path)
{
    const std::string extension = std::filesystem::path(path).extension().string();
    return extension == ".yaml" || extension == ".yml";
}

Result<PipelinesFile> readPipelinesFile(const std::string& path)
{
    PipelinesFile file;
    file.name = path;
    MR_TRY(file.text, descriptive::readConfigFile(path));
    if (file.text.starts_with("\xef\xbb\xbf")) {
        file.text.erase(0, 3);
    }
    file.reading = descriptive::readPipelinesConfig(file.text);
    return file;
}

void printDiagnostics(const PipelinesFile& file)
{
    printDiagnostics(file.reading.diagnostics, file.name, file.text);
}

} // namespace millrace::cli
