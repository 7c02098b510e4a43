// SPDX-License-Identifier: GPL-3.0-or-later
// Change streams and rows as files and texts: what windows and command lines need of the writers.
#pragma once

#include "engine/export/compression.h"   // IWYU pragma: export
#include "engine/export/export_run.h"    // IWYU pragma: export
#include "engine/export/export_series.h" // IWYU pragma: export
#include "engine/export/part_recovery.h" // IWYU pragma: export
#include "engine/export/sql_text.h"      // IWYU pragma: export
#include "engine/export/sqlite_rows.h"   // IWYU pragma: export
