// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/connector_delegate.h"

#include "gui/theme/icons.h"
#include "gui/theme/state_look.h"
#include "gui/theme/theme_controller.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace millrace::gui {

namespace {

using models::ConnectorModel;
using Column = ConnectorModel::Column;

constexpr QSize kSwitchSize(28, 14);
constexpr int kTokenSize = 14;

Column columnOf(const QModelIndex& index)
{
    return static_cast<Column>(index.column());
}

bool isRelation(const QModelIndex& index)
{
    return index.data(ConnectorModel::IsRelationRole).toBool();
}

models::ConnectorActivity activityOf(const QModelIndex& index)
{
    return static_cast<models::ConnectorActivity>(index.data(ConnectorModel::ActivityRole).toInt());
}

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    look.isNumber = index.data(ConnectorModel::NumericRole).toBool();
    look.isMonospaced = look.isNumber;
    switch (columnOf(index)) {
    case Column::Connector:
        look.isBold = isRelation(index);
        look.icon = isRelation(index) ? QStringLiteral("table") : QStringLiteral("connector");
        if (index.data(ConnectorModel::IsTransientRole).toBool()) {
            look.icon = QStringLiteral("api");
            look.color = ColorToken::TextMuted;
        }
        break;
    case Column::State:
        if (!isRelation(index)) {
            look.dot = colorOf(activityOf(index));
        }
        break;
    case Column::Buffered: {
        const double limit = index.data(ConnectorModel::BufferedMaxRole).toDouble();
        const double buffered = index.data(ConnectorModel::BufferedRole).toDouble();
        if (limit > 0 && !isRelation(index)) {
            look.bar = buffered / limit;
            look.barColor = buffered > 0.8 * limit ? ColorToken::Warn : ColorToken::Accent;
        }
        break;
    }
    case Column::Errors:
        look.isNumber = false; // the last column is as wide as the window lets it be
        look.color =
            index.data(ConnectorModel::ErrorCountRole).toULongLong() > 0 ? ColorToken::Error : ColorToken::TextMuted;
        break;
    case Column::Order: look.color = ColorToken::TextMuted; break;
    case Column::On:
    case Column::Rate:
    case Column::Total:
    case Column::Latency:
    case Column::EndOfInput: break;
    }
    return look;
}

void paintSwitch(QPainter* painter, const QRect& rect, Qt::CheckState state, bool isPending, bool isEnabled)
{
    const Theme& theme = ThemeController::current();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF track = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const qreal radius = track.height() / 2;
    const bool isOn = state == Qt::Checked;
    QColor ground = theme.color(isOn ? ColorToken::Accent : ColorToken::Surface);
    if (isPending || !isEnabled) {
        ground = theme.color(ColorToken::Border);
    }
    painter->setPen(theme.color(isOn && isEnabled && !isPending ? ColorToken::Accent : ColorToken::BorderStrong));
    painter->setBrush(ground);
    painter->drawRoundedRect(track, radius, radius);
    const qreal share = isOn ? 1.0 : (state == Qt::PartiallyChecked ? 0.5 : 0.0);
    const qreal knob = track.height() - 5;
    const qreal x = track.left() + 2.5 + share * (track.width() - knob - 5);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.color(isOn && isEnabled && !isPending ? ColorToken::AccentText : ColorToken::TextMuted));
    painter->drawEllipse(QRectF(x, track.top() + 2.5, knob, knob));
}

} // namespace

ConnectorDelegate::ConnectorDelegate(QObject* parent)
    : CellDelegate(&lookOf, parent)
{
}

QRect ConnectorDelegate::switchRect(const QRect& cell)
{
    return QRect(QPoint(cell.left() + 8, cell.center().y() - kSwitchSize.height() / 2 + 1), kSwitchSize);
}

QRect ConnectorDelegate::tokenRect(const QRect& cell)
{
    return QRect(cell.right() - kTokenSize - 8, cell.center().y() - kTokenSize / 2 + 1, kTokenSize, kTokenSize);
}

bool ConnectorDelegate::hasTokenButton(const QModelIndex& index)
{
    return columnOf(index) == Column::Connector && !isRelation(index) &&
           index.data(ConnectorModel::IsInputRole).toBool() && activityOf(index) != models::ConnectorActivity::Stopped;
}

void ConnectorDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (columnOf(index) == Column::On) {
        painter->save();
        paintGround(painter, option);
        if (index.data(Qt::CheckStateRole).isValid()) {
            const auto state = static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt());
            paintSwitch(painter, switchRect(option.rect), state, index.data(ConnectorModel::IsPendingRole).toBool(),
                        index.flags().testFlag(Qt::ItemIsUserCheckable));
        }
        paintFocus(painter, option);
        painter->restore();
        return;
    }
    if (!hasTokenButton(index)) {
        CellDelegate::paint(painter, option, index);
    } else {
        QStyleOptionViewItem besideButton(option); // a long name ends before it
        besideButton.rect.setRight(tokenRect(option.rect).left() - 2);
        painter->save();
        paintGround(painter, option);
        painter->restore();
        CellDelegate::paint(painter, besideButton, index);
        const bool isHovered = option.state & QStyle::State_MouseOver;
        themedIcon(QStringLiteral("token"), isHovered ? ColorToken::Accent : ColorToken::TextMuted)
            .paint(painter, tokenRect(option.rect));
    }
}

bool ConnectorDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                    const QModelIndex& index)
{
    if (event->type() != QEvent::MouseButtonRelease) {
        return columnOf(index) == Column::On ? false : CellDelegate::editorEvent(event, model, option, index);
    }
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton) {
        return false;
    }
    const QPoint at = mouse->position().toPoint();
    constexpr QMargins kReach(6, 6, 6, 6);
    if (columnOf(index) == Column::On && index.flags().testFlag(Qt::ItemIsUserCheckable) &&
        switchRect(option.rect).marginsAdded(kReach).contains(at)) {
        Q_EMIT toggleRequested(index);
        return true;
    }
    if (hasTokenButton(index) && tokenRect(option.rect).marginsAdded(kReach).contains(at)) {
        Q_EMIT tokenRequested(index);
        return true;
    }
    return false;
}

bool ConnectorDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                                  const QModelIndex& index)
{
    if (event->type() == QEvent::ToolTip && hasTokenButton(index) && tokenRect(option.rect).contains(event->pos())) {
        QToolTip::showText(event->globalPos(), tr("Issue a completion token (Ctrl+T)"), view);
        return true;
    }
    return CellDelegate::helpEvent(event, view, option, index);
}

} // namespace millrace::gui
