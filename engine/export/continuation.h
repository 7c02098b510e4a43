// SPDX-License-Identifier: GPL-3.0-or-later
// Where an export goes on that was interrupted, or that has ended.
#pragma once

#include "engine/export/export_manifest.h"

#include <cstdint>
#include <optional>

namespace millrace {

struct Continuation {
    std::optional<ExportManifest> newest; ///< of the last file of the series; nothing = there is none yet
    uint64_t nextNumber = 1;              ///< of the next file; not of a database, which goes on in its file
    uint64_t recoveredRows = 0;           ///< that were in .part files
    uint64_t recoveredFiles = 0;

    /// Of what is written next.
    uint64_t incarnation() const { return newest ? newest->incarnations.back().number + 1 : 1; }
    /// Of the whole series.
    uint64_t rows() const { return newest ? newest->rowsBefore + newest->rows() : 0; }
};

} // namespace millrace
