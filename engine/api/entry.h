// SPDX-License-Identifier: GPL-3.0-or-later
// Rows that people make: what is needed to check them as connectors would, and to read pasted ones.
#pragma once

#include "engine/formats/decoder.h"    // IWYU pragma: export
#include "engine/formats/text_value.h" // IWYU pragma: export
#include "engine/zset/batch_builder.h" // IWYU pragma: export
