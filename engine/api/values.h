// SPDX-License-Identifier: GPL-3.0-or-later
// The value types that a reader of batches needs: schema, value, column, batch, and their texts.
#pragma once

#include "engine/export/change_writer.h" // IWYU pragma: export
#include "engine/formats/encoder.h"      // IWYU pragma: export
#include "engine/formats/json_text.h"    // IWYU pragma: export
#include "engine/types/schema.h"         // IWYU pragma: export
#include "engine/types/value.h"          // IWYU pragma: export
#include "engine/zset/batch.h"           // IWYU pragma: export
