// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/stream_delegate.h"

#include "gui/theme/theme_controller.h"
#include "gui/views/cell_text.h"
#include "gui/views/gap_row.h"
#include "gui/views/stream_view.h"
#include "models/stream/change_stream_model.h"

#include <QPainter>

namespace millrace::gui {

namespace {

using models::ChangeStreamModel;
constexpr int kPadding = 6;

struct RowColors {
    ColorToken ink;
    ColorToken ground;
};

RowColors colorsOf(const QModelIndex& index)
{
    const auto kind = static_cast<models::ChangeKind>(index.data(ChangeStreamModel::ChangeKindRole).toInt());
    if (kind == models::ChangeKind::Update) {
        return {ColorToken::Info, ColorToken::InfoBackground};
    }
    if (kind == models::ChangeKind::Delete) {
        return {ColorToken::Delete, ColorToken::DeleteBackground};
    }
    return {ColorToken::Insert, ColorToken::InsertBackground};
}

} // namespace

StreamDelegate::StreamDelegate(QObject* parent)
    : CellDelegate([](const QModelIndex&) { return CellLook(); }, parent)
{
}

void StreamDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (index.data(ChangeStreamModel::GapRole).toInt() != 0) {
        paintGapCell(painter, option, index.data(ChangeStreamModel::GapTextRole).toString());
        return;
    }
    const auto* model = static_cast<const ChangeStreamModel*>(index.model());
    const ChangeStreamModel::ColumnKind column = model->columnKind(index.column());
    const bool isMark =
        column == ChangeStreamModel::ColumnKind::Sign || column == ChangeStreamModel::ColumnKind::Weight;
    const bool isQuiet = column == ChangeStreamModel::ColumnKind::Step || column == ChangeStreamModel::ColumnKind::Time;
    const RowColors colors = colorsOf(index);
    const bool isSelected = option.state & QStyle::State_Selected;
    if (isMark && !isSelected) {
        painter->fillRect(option.rect, ThemeController::current().color(colors.ground));
    } else {
        paintGround(painter, option);
    }
    CellFonts fonts = column == ChangeStreamModel::ColumnKind::Sign ? CellFont::Bold : CellFont::Plain;
    std::optional<ColorToken> ink;
    if (isMark) {
        ink = colors.ink;
    } else if (isQuiet) {
        ink = ColorToken::TextMuted;
    } else if (const QVariant isChanged = index.data(ChangeStreamModel::IsChangedRole); isChanged.isValid()) {
        // Of an update what stays the same steps back, what differs is underlined as well.
        ink = isChanged.toBool() ? std::nullopt : std::optional(ColorToken::TextMuted);
        fonts.setFlag(CellFont::Underlined, isChanged.toBool());
    } else if (index.data(ChangeStreamModel::NullRole).toBool()) {
        ink = ColorToken::TextMuted;
        fonts = CellFont::Italic;
    }
    const bool isNumber = column == ChangeStreamModel::ColumnKind::Step ||
                          column == ChangeStreamModel::ColumnKind::Weight ||
                          index.data(ChangeStreamModel::NumericRole).toBool();
    Qt::Alignment alignment = isNumber ? Qt::AlignRight : Qt::AlignLeft;
    if (column == ChangeStreamModel::ColumnKind::Sign) {
        alignment = Qt::AlignHCenter;
    }
    const QRect rect = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    painter->setPen(textColor(option, ink));
    const QString text = index.data().toString();
    if (!drawCellText(painter, rect, alignment, text, fonts) && isNumber) {
        Q_EMIT numberCut(index.column(), static_cast<int>(text.size()));
    }
    if (column == ChangeStreamModel::ColumnKind::Step) {
        paintMark(painter, option, index);
    }
    paintFocus(painter, option);
}

/// A triangle at the edge of a marked row.
void StreamDelegate::paintMark(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* view = qobject_cast<const StreamView*>(option.widget);
    if (view != nullptr && view->isMarked(index)) {
        const QRectF rect = option.rect;
        const qreal size = rect.height() / 3;
        painter->save();
        const QPointF middle(rect.left() + 2, rect.center().y());
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ThemeController::current().color(ColorToken::Warn));
        painter->drawPolygon(
            QPolygonF({middle + QPointF(0, -size), middle + QPointF(size, 0), middle + QPointF(0, size)}));
        painter->restore();
    }
}

} // namespace millrace::gui
