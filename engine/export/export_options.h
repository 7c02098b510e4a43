// SPDX-License-Identifier: GPL-3.0-or-later
// What an export writes, into which files, and when it ends.
#pragma once

#include "engine/export/change_writer.h"
#include "engine/export/compression.h"
#include "engine/export/continuation.h"
#include "engine/export/part_file.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

const char* nameOf(ChangeFormat format);     ///< "json_lines", "csv", "tsv", "sql", "sqlite"
const char* nameOf(ChangeEncoding encoding); ///< "weight", "operation", "pairs", "state"
/// The format of such a name; nothing for others.
std::optional<ChangeFormat> formatNamed(std::string_view name);
/// What a name that ends in `.csv`, `.jsonl.gz` and the like says; nothing for other endings.
std::optional<ChangeFormat> formatOfName(std::string_view path);

struct ExportOptions {
    /// Where to. With rotation `{number}` in it is the number of the file, from 1 and of eight digits; without one it
    /// stands before the suffix. Without rotation the first file has this name, and each further run of the export that
    /// goes on behind it one with `-continued-` and such a number before the suffix.
    std::string path;
    ChangeFormat format = ChangeFormat::JsonLines;
    ChangeEncoding encoding = ChangeEncoding::Weighted;
    Compression compression = Compression::None; ///< of text
    std::vector<std::string> columns;            ///< only these, in this order, of the one relation; empty = all
    uint64_t rotateRows = 0;  ///< a new file after so many rows; 0 = never. Files end with a whole step
    uint64_t rotateBytes = 0; ///< a new file after so many bytes, as they are in the file
    std::chrono::milliseconds rotateTime{0};
    uint64_t stopRows = 0;         ///< ends after the step in which so many were written, in all runs; 0 = never
    bool endsWithSnapshot = false; ///< ends after the rows that were there at the start
    PartFile::Existing existing = PartFile::Existing::Refuse;
    bool beginsWithSnapshot = false;       ///< what the subscriptions hand out first, for the manifest
    std::optional<Continuation> continues; ///< goes on behind these files, of which none is replaced

    bool rotates() const { return rotateRows != 0 || rotateBytes != 0 || rotateTime.count() != 0; }
    /// Path of a file of the export.
    std::string pathOf(uint64_t number) const;
};

} // namespace millrace
