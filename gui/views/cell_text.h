// SPDX-License-Identifier: GPL-3.0-or-later
// One line of monospaced text in a cell, drawn without shaping where that gives the same picture.
#pragma once

#include <QFlags>
#include <QPainter>
#include <QString>

namespace millrace::gui {

enum class CellFont : uint8_t { Plain = 0, Bold = 1, Italic = 2, Underlined = 4 };
Q_DECLARE_FLAGS(CellFonts, CellFont)
Q_DECLARE_OPERATORS_FOR_FLAGS(CellFonts)

/// Draws in the theme's monospaced font, the size of the painter's font, and the painter's pen, vertically centred,
/// elided at the right. A live list draws a thousand such cells a frame: text of ASCII alone is placed glyph by glyph,
/// which takes a tenth of the time. Returns whether the whole of it is seen. GUI thread only.
bool drawCellText(QPainter* painter, const QRect& rect, Qt::Alignment alignment, const QString& text,
                  CellFonts fonts = {});

} // namespace millrace::gui
