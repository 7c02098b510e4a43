// SPDX-License-Identifier: GPL-3.0-or-later
// Operators and their counters: the types that callers of the API need.
#pragma once

#include "engine/pipeline/operator_status.h" // IWYU pragma: export
