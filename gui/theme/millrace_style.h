// SPDX-License-Identifier: GPL-3.0-or-later
// Fusion with boxes, radio buttons and outlines that can be seen in every theme.
#pragma once

#include <QProxyStyle>

namespace millrace::gui {

/// Draws check boxes and radio buttons, and the outlines of spin and combo boxes, in the theme's colours; leaves the
/// rest to Fusion.
class MillraceStyle : public QProxyStyle {
    Q_OBJECT
public:
    MillraceStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
};

} // namespace millrace::gui
