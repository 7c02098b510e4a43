// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/dialog_size.h"

#include <QDialog>
#include <QLayout>

#include <algorithm>

namespace millrace::gui {

void growToContents(QDialog& dialog)
{
    QLayout& layout = *dialog.layout();
    layout.activate();
    const QSize wanted = dialog.sizeHint();
    const int width = std::max(dialog.testAttribute(Qt::WA_Resized) ? dialog.width() : 0, wanted.width());
    const int needed = layout.hasHeightForWidth() ? layout.totalHeightForWidth(width) : wanted.height();
    const int height = dialog.testAttribute(Qt::WA_Resized) ? dialog.height() : 0;
    dialog.resize(width, std::max(height, needed));
}

} // namespace millrace::gui
