// SPDX-License-Identifier: GPL-3.0-or-later
// Loops over values that only depend on their width.
#pragma once

#include "engine/expr/function.h"

namespace millrace {

/// Zeroes the values whose null byte is set.
void zeroNulls(void* data, Physical physical, const uint8_t* nulls, size_t numRows);
/// target[row] = source[row] for the selected rows.
void copyRows(void* target, const Column& source, const Selection& selection);
/// target[row] = choice[row] ? yes[row] : no[row]; a choice is 0 or 1.
void blendRows(void* target, const uint8_t* choice, const Column& yes, const Column& no, size_t numRows);
/// The selected rows whose byte is `wanted`; the number written to `rows`, which has room for all of them.
size_t filterRows(const uint8_t* bytes, uint8_t wanted, const Selection& selection, uint32_t* rows);
/// target[row] |= source[row].
void orBytes(uint8_t* target, const uint8_t* source, size_t numRows);

} // namespace millrace
