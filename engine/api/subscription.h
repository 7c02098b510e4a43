// SPDX-License-Identifier: GPL-3.0-or-later
// Following the change stream of a relation: the types that readers of the API need.
#pragma once

#include "engine/pipeline/subscription.h" // IWYU pragma: export
