// SPDX-License-Identifier: GPL-3.0-or-later
// Fusion with tick boxes that can be seen in every theme.
#pragma once

#include <QProxyStyle>

namespace millrace::gui {

/// Draws check boxes of widgets and views in the theme's colours; leaves the rest to Fusion.
class MillraceStyle : public QProxyStyle {
    Q_OBJECT
public:
    MillraceStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
};

} // namespace millrace::gui
