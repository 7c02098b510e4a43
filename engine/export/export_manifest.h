// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside each file of an export: what is in it, and how it came to be.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// While a file is written, `<file>.part.manifest.json` tells what is known from the start, and from when the file is
/// complete all of it; once the file has its name it is `<file>.manifest.json`. What is not known is null there.
struct ExportManifest {
    struct Relation {
        std::string name;
        nlohmann::json columns = nlohmann::json::array(); ///< name, type, nullable
        std::optional<uint64_t> rows;
        std::optional<int64_t> netWeight;
    };
    /// What one run of the export wrote. Steps count from 1 in each.
    struct Incarnation {
        uint64_t number = 1;
        bool beginsWithSnapshot = false; ///< the rows that were there at its start come first
        bool isRecovered = false;        ///< the program ended while it was written
        std::optional<bool> endsWithWholeStep;
        uint64_t firstStep = 0; ///< 0 = not known, or no rows
        uint64_t lastStep = 0;
        uint64_t rows = 0;
    };

    std::string file; ///< its name, without a folder
    uint64_t number = 1;
    std::string format;
    std::string encoding;
    std::string compression;
    uint64_t bytes = 0;
    std::string sha256;         ///< empty until the file is complete
    uint64_t rowsBefore = 0;    ///< in the files before it
    std::string previousFile;   ///< the one before it in the series; empty = it is the first
    std::string previousSha256; ///< empty = it has no manifest
    std::vector<Relation> relations;
    std::vector<Incarnation> incarnations; ///< that the file holds, in order; of text one
    nlohmann::json settings = nlohmann::json::object();

    uint64_t rows() const;
    std::string toText() const;
    /// Nothing for what is no manifest.
    static std::optional<ExportManifest> fromText(const std::string& text);
};

std::string manifestPathOf(const std::string& path);     ///< `<path>.manifest.json`
std::string partManifestPathOf(const std::string& path); ///< `<path>.part.manifest.json`

/// Replaces the one that is there in one go. kIoOpen, kIoWrite.
Status writeManifest(const std::string& manifestPath, const ExportManifest& manifest);
/// Nothing where there is none that can be read.
std::optional<ExportManifest> readManifest(const std::string& manifestPath);
/// The .part manifest of a file that has just got its name gets its own. kIoWrite.
Status finishManifest(const std::string& path);

} // namespace millrace
