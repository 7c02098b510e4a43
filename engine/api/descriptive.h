// SPDX-License-Identifier: GPL-3.0-or-later
// Pipelines described in YAML and called by clients: the types that servers and windows need.
#pragma once

#include "engine/descriptive/config_check.h" // IWYU pragma: export
#include "engine/descriptive/query_host.h" // IWYU pragma: export
