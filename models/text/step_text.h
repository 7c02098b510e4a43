// SPDX-License-Identifier: GPL-3.0-or-later
// Steps as text.
#pragma once

#include <QString>

#include <cstdint>

namespace millrace::models {

QString stepsText(uint64_t first, uint64_t last); ///< "step 3", "steps 3 to 5"
QString upToStepText(uint64_t step);              ///< "≤ 3": of what was there after step 3, whenever it came

} // namespace millrace::models
