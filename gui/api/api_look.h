// SPDX-License-Identifier: GPL-3.0-or-later
// What is said about the local API, in the dialog and in the status strip.
#pragma once

#include "gui/api/api_switch.h"
#include "gui/theme/theme.h"

namespace millrace::gui {

struct ApiLook {
    QString state;  ///< "On", "Off", …
    QString detail; ///< a sentence: who is connected
    QString brief;  ///< "API :8080, 2 clients"
    ColorToken color = ColorToken::Stale;
};

ApiLook lookOf(const ApiSwitch& api);

} // namespace millrace::gui
