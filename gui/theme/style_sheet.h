// SPDX-License-Identifier: GPL-3.0-or-later
// The style sheet that gives Fusion its calm look; colours come from the theme only.
#pragma once

#include <QString>

namespace millrace::gui {

class Theme;

/// The application's style sheet in the colours of `theme`. No rule addresses the items of a view: delegates draw
/// those.
QString styleSheetOf(const Theme& theme);

} // namespace millrace::gui
