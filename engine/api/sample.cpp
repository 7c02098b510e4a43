// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/sample.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace millrace::api {

namespace fs = std::filesystem;

namespace {

/// Where installed files stand, and where they stand in a build below the source tree (build/<preset>/bin).
constexpr std::array kPlaces = {"../share/millrace/samples", "../../../resources/samples"};

std::optional<fs::path> findFolder(std::string_view name)
{
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    for (const char* place : kPlaces) {
        const fs::path folder = (program.parent_path() / place / name).lexically_normal();
        if (fs::is_regular_file(folder / "program.sql", ignored)) {
            return folder;
        }
    }
    return std::nullopt;
}

} // namespace

Result<Sample> loadSample(std::string_view name)
{
    const std::optional<fs::path> folder = findFolder(name);
    if (!folder) {
        return makeError(ErrorCode::kIoOpen, "The sample is not installed: " + std::string(name));
    }
    std::ifstream file(*folder / "program.sql", std::ios::binary);
    std::string program{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.good()) {
        return makeError(ErrorCode::kIoRead, "The sample cannot be read: " + folder->string());
    }
    return Sample{std::string(name), std::move(program), folder->string()};
}

} // namespace millrace::api
