// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/cell_delegate.h"

#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"
#include "gui/views/cell_text.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <climits>

namespace millrace::gui {

namespace {

constexpr int kPadding = 8;
constexpr int kIconSize = 14;
constexpr int kDotSize = 8;
constexpr int kBarHeight = 3;

const Theme& theme()
{
    return ThemeController::current();
}

void paintBar(QPainter* painter, const QRect& rect, double share, ColorToken color)
{
    QRectF track(rect.left() + kPadding, rect.bottom() - kBarHeight - 1, rect.width() - 2 * kPadding, kBarHeight);
    if (track.width() <= 0) {
        return;
    }
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme().color(ColorToken::Border));
    painter->drawRoundedRect(track, 1.5, 1.5);
    track.setWidth(track.width() * std::clamp(share, 0.0, 1.0));
    painter->setBrush(theme().color(color));
    painter->drawRoundedRect(track, 1.5, 1.5);
}

} // namespace

CellDelegate::CellDelegate(Look look, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_look(std::move(look))
{
}

int CellDelegate::rowHeight(const QFontMetrics& metrics)
{
    return metrics.height() + 8;
}

void CellDelegate::paintGround(QPainter* painter, const QStyleOptionViewItem& option)
{
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(option.rect, theme().color(ColorToken::Selection));
    }
}

QColor CellDelegate::textColor(const QStyleOptionViewItem& option, std::optional<ColorToken> wanted)
{
    if (!(option.state & QStyle::State_Enabled)) {
        return theme().color(ColorToken::TextMuted);
    }
    if (wanted) {
        const bool isSelected = option.state & QStyle::State_Selected;
        // Muted and coloured texts are only guaranteed to be readable on plain ground.
        return theme().color(isSelected && wanted != ColorToken::Insert && wanted != ColorToken::Delete
                                 ? ColorToken::SelectionText
                                 : *wanted);
    }
    return theme().color(option.state & QStyle::State_Selected ? ColorToken::SelectionText : ColorToken::Text);
}

void CellDelegate::paintFocus(QPainter* painter, const QStyleOptionViewItem& option)
{
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(theme().color(ColorToken::Focus));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& styleOption, const QModelIndex& index) const
{
    QStyleOptionViewItem option = styleOption;
    initStyleOption(&option, index);
    const CellLook look = m_look(index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintGround(painter, option);
    QRect rect = option.rect.adjusted(kPadding, 0, -kPadding, look.bar ? -kBarHeight : 0);
    if (look.wraps) { // the first line stands where the only one would
        rect.adjust(0, (rowHeight(option.fontMetrics) - option.fontMetrics.height()) / 2, 0, 0);
    }
    const int middle = look.wraps ? rect.top() + option.fontMetrics.height() / 2 : rect.center().y();
    if (look.dot) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme().color(*look.dot));
        painter->drawEllipse(QRectF(rect.left(), middle - kDotSize / 2.0 + 1, kDotSize, kDotSize));
        rect.setLeft(rect.left() + kDotSize + kPadding);
    }
    if (!look.icon.isEmpty()) {
        const QRect place(rect.left(), rect.center().y() - kIconSize / 2 + 1, kIconSize, kIconSize);
        themedIcon(look.icon, look.iconColor).paint(painter, place);
        rect.setLeft(rect.left() + kIconSize + kPadding);
    }
    painter->setPen(textColor(option, look.color));
    const Qt::Alignment alignment = look.isNumber ? Qt::AlignRight : Qt::AlignLeft;
    if (look.isMonospaced) {
        // drawCellText() cuts at the right.
        const QString text = option.textElideMode == Qt::ElideRight
                                 ? option.text
                                 : QFontMetrics(ThemeController::monospaceFont())
                                       .elidedText(option.text, option.textElideMode, rect.width());
        drawCellText(painter, rect, alignment, text, look.isBold ? CellFont::Bold : CellFont::Plain);
    } else {
        QFont font = option.font;
        font.setWeight(look.isBold ? QFont::DemiBold : font.weight());
        painter->setFont(font);
        const QString text =
            look.wraps ? option.text : QFontMetrics(font).elidedText(option.text, option.textElideMode, rect.width());
        const int flags = look.wraps ? Qt::TextWordWrap | Qt::AlignTop : Qt::TextSingleLine | Qt::AlignVCenter;
        painter->drawText(rect, static_cast<int>(alignment) | flags, text);
    }
    if (look.bar) {
        paintBar(painter, option.rect, *look.bar, look.barColor);
    }
    paintFocus(painter, option);
    painter->restore();
}

bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                             const QModelIndex& index)
{
    const QString text = index.data().toString();
    const bool isTold = !index.data(Qt::ToolTipRole).toString().isEmpty();
    const bool isCut = sizeHint(option, index).width() > option.rect.width();
    if (event->type() == QEvent::ToolTip && !isTold && isCut && !text.isEmpty()) {
        QToolTip::showText(event->globalPos(), text.toHtmlEscaped(), view);
        return true;
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSize usual = QStyledItemDelegate::sizeHint(option, index);
    const int height = rowHeight(option.fontMetrics);
    const CellLook look = m_look(index);
    if (look.wraps) { // in the width that it is asked for
        const int room = option.rect.width() - 2 * kPadding - (look.dot ? kDotSize + kPadding : 0);
        const QRect needed = option.fontMetrics.boundingRect(QRect(0, 0, std::max(room, 1), INT_MAX), Qt::TextWordWrap,
                                                             index.data().toString());
        return QSize(option.rect.width(), std::max(height, needed.height() + height - option.fontMetrics.height()));
    }
    return QSize(usual.width() + 2 * kPadding, height);
}

} // namespace millrace::gui
