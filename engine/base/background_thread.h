// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine's threads do first.
#pragma once

namespace millrace {

/// Names the calling thread for debuggers (15 characters at most) and lets the window's thread go first.
void enterBackgroundThread(const char* name);

} // namespace millrace
