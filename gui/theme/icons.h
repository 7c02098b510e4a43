// SPDX-License-Identifier: GPL-3.0-or-later
// Icons from resources/icons/*.svg, drawn in the colours of the current theme at any size.
#pragma once

#include "gui/theme/theme.h"

#include <QIcon>

namespace millrace::gui {

/// The icon `:/icons/<name>.svg` in the given colour; disabled ones are paler. It follows a change of theme when it is
/// painted again. A missing file gives an empty icon and a warning.
QIcon themedIcon(const QString& name, ColorToken color = ColorToken::Text);

} // namespace millrace::gui
