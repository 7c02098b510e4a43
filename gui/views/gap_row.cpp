// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/gap_row.h"

#include "gui/theme/theme_controller.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

#include <algorithm>

namespace millrace::gui {

void paintGapCell(QPainter* painter, const QStyleOptionViewItem& option, const QString& sentence)
{
    const auto* view = qobject_cast<const QTableView*>(option.widget);
    const QHeaderView* header = view == nullptr ? nullptr : view->horizontalHeader();
    const int width = view == nullptr ? option.rect.width()
                                      : std::min(view->viewport()->width(), header->length() - header->offset());
    const QRect line(0, option.rect.top(), width, option.rect.height());
    painter->save();
    const Theme& theme = ThemeController::current();
    const bool isSelected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, theme.color(isSelected ? ColorToken::Selection : ColorToken::GapBackground));
    painter->setClipRect(option.rect);
    painter->setPen(theme.color(isSelected ? ColorToken::SelectionText : ColorToken::Gap));
    painter->setFont(option.font);
    painter->drawText(line, Qt::AlignCenter | Qt::TextSingleLine,
                      QFontMetrics(option.font).elidedText(sentence, Qt::ElideRight, width));
    painter->restore();
}

} // namespace millrace::gui
