// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/theme/millrace_style.h"

#include "gui/theme/theme_controller.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include <algorithm>

namespace millrace::gui {

namespace {

constexpr int kBoxSize = 15;
constexpr int kBoxGap = 6;

/// The outline of an empty box is all that one sees of it: as strong as text.
QColor outlineOf(const QStyleOption* option)
{
    const bool isEnabled = option->state & QStyle::State_Enabled;
    return ThemeController::current().color(isEnabled ? ColorToken::TextMuted : ColorToken::BorderStrong);
}

void drawBox(const QStyleOption* option, QPainter* painter)
{
    const Theme& theme = ThemeController::current();
    const bool isOn = option->state & QStyle::State_On;
    const bool isPartial = option->state & QStyle::State_NoChange;
    const bool isEnabled = option->state & QStyle::State_Enabled;
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor fill = theme.color(isEnabled ? ColorToken::Accent : ColorToken::BorderStrong);
    painter->setPen(isOn || isPartial ? fill : outlineOf(option));
    painter->setBrush(isOn || isPartial ? fill : theme.color(ColorToken::Base));
    painter->drawRoundedRect(box, 3, 3);
    QPen pen(theme.color(ColorToken::AccentText), box.width() / 8);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter->setPen(pen);
    const auto at = [&](qreal x, qreal y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    if (isPartial) {
        painter->drawLine(at(0.25, 0.5), at(0.75, 0.5));
    } else if (isOn) {
        const QPointF tick[] = {at(0.22, 0.52), at(0.43, 0.73), at(0.79, 0.29)};
        painter->setBrush(Qt::NoBrush);
        painter->drawPolyline(tick, 3);
    }
    painter->restore();
}

void drawRadio(const QStyleOption* option, QPainter* painter)
{
    const Theme& theme = ThemeController::current();
    const bool isOn = option->state & QStyle::State_On;
    const bool isEnabled = option->state & QStyle::State_Enabled;
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const QColor fill = theme.color(isEnabled ? ColorToken::Accent : ColorToken::BorderStrong);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(isOn ? fill : outlineOf(option));
    painter->setBrush(isOn ? fill : theme.color(ColorToken::Base));
    painter->drawEllipse(box);
    if (isOn) {
        const qreal margin = box.width() * 0.3;
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.color(ColorToken::AccentText));
        painter->drawEllipse(box.adjusted(margin, margin, -margin, -margin));
    }
    painter->restore();
}

} // namespace

MillraceStyle::MillraceStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

void MillraceStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                  const QWidget* widget) const
{
    if (element == PE_IndicatorItemViewItemCheck || element == PE_IndicatorCheckBox) {
        drawBox(option, painter);
        return;
    }
    if (element == PE_IndicatorRadioButton) {
        drawRadio(option, painter);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void MillraceStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                       const QWidget* widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox || control == CC_ComboBox) {
        // Fusion's own outline is made of the ground's colour, and hardly differs from it in the dark.
        const bool hasFocus = option->state & State_HasFocus;
        const Theme& theme = ThemeController::current();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(theme.color(hasFocus ? ColorToken::Focus : ColorToken::BorderStrong));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter->restore();
    }
}

QSize MillraceStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                                      const QWidget* widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (type == CT_ItemViewItem && item != nullptr &&
        item->features.testFlag(QStyleOptionViewItem::HasCheckIndicator)) {
        size.setHeight(std::max(size.height(), kBoxSize + kBoxGap)); // boxes in a list do not touch each other
    }
    return size;
}

int MillraceStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* returned) const
{
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) {
        return 0; // the platform's icons do not follow our theme
    }
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

int MillraceStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    if (metric == PM_IndicatorWidth || metric == PM_IndicatorHeight || metric == PM_ExclusiveIndicatorWidth ||
        metric == PM_ExclusiveIndicatorHeight) {
        return kBoxSize;
    }
    return QProxyStyle::pixelMetric(metric, option, widget);
}

} // namespace millrace::gui
