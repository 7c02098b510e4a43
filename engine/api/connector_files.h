// SPDX-License-Identifier: GPL-3.0-or-later
// Files as connectors see them, for who looks at one before there is a connector, without waiting for its disk.
#pragma once

#include "engine/connectors/abandonable_call.h"   // IWYU pragma: export
#include "engine/connectors/file/file_location.h" // IWYU pragma: export
