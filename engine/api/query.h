// SPDX-License-Identifier: GPL-3.0-or-later
// Statements over the rows of a pipeline: the types that callers of the API need.
#pragma once

#include "engine/pipeline/query.h" // IWYU pragma: export
