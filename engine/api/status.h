// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots of a pipeline's state: the value types that readers of the API need.
#pragma once

#include "engine/pipeline/status.h" // IWYU pragma: export
