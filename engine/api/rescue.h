// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done about a data folder whose catalog Engine::open() refuses.
#pragma once

#include "engine/catalog/catalog_rescue.h" // IWYU pragma: export
