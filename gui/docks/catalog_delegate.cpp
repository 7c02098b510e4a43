// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/catalog_delegate.h"

#include "gui/theme/icons.h"
#include "gui/theme/state_look.h"
#include "gui/theme/theme_controller.h"
#include "gui/views/cell_delegate.h"
#include "models/pipeline/catalog_model.h"

namespace millrace::gui {

namespace {

using models::CatalogModel;
using Kind = CatalogModel::NodeKind;

Kind kindOf(const QModelIndex& index)
{
    return static_cast<Kind>(index.data(CatalogModel::NodeKindRole).toInt());
}

QString iconOf(Kind kind)
{
    switch (kind) {
    case Kind::Pipeline: return QStringLiteral("pipeline");
    case Kind::Table: return QStringLiteral("table");
    case Kind::View: return QStringLiteral("view");
    case Kind::Connector: return QStringLiteral("connector");
    case Kind::Column: break;
    }
    return QString();
}

ColorToken detailColor(const QModelIndex& index)
{
    const bool hasErrors = index.data(CatalogModel::ErrorCountRole).toULongLong() > 0;
    if (hasErrors && kindOf(index) != Kind::Pipeline) {
        return ColorToken::Error;
    }
    switch (kindOf(index)) {
    case Kind::Pipeline:
        return colorOf(static_cast<PipelineState>(index.data(CatalogModel::PipelineStateRole).toInt()));
    case Kind::Connector:
        return colorOf(static_cast<models::ConnectorActivity>(index.data(CatalogModel::ActivityRole).toInt()));
    default: return ColorToken::TextMuted;
    }
}

} // namespace

void CatalogDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Theme& theme = ThemeController::current();
    const Kind kind = kindOf(index);
    const bool isSelected = option->state & QStyle::State_Selected;
    if (index.column() == 1) {
        if (!isSelected) {
            option->palette.setColor(QPalette::Text, theme.color(detailColor(index)));
        }
        if (kind == Kind::Column) {
            option->font = ThemeController::monospaceFont();
        }
        // Where the whole has no room the kind is better than its first letters; the tool tip has all.
        const bool isCut = option->fontMetrics.horizontalAdvance(option->text) + 8 > option->rect.width();
        const bool isMaterialized = index.data(CatalogModel::IsMaterializedRole).toBool();
        if (kind == Kind::View && isMaterialized && isCut && index.data(CatalogModel::ErrorCountRole) == 0) {
            option->text = CatalogModel::tr("view");
        }
        return;
    }
    option->font.setWeight(kind == Kind::Pipeline ? QFont::DemiBold : QFont::Normal);
    if (kind == Kind::Column) {
        option->font = ThemeController::monospaceFont();
        option->font.setBold(index.data(CatalogModel::IsKeyRole).toBool());
    }
    if (!iconOf(kind).isEmpty()) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = themedIcon(iconOf(kind), isSelected ? ColorToken::SelectionText : ColorToken::TextMuted);
        option->decorationSize = QSize(16, 16);
    }
}

QSize CatalogDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return QSize(QStyledItemDelegate::sizeHint(option, index).width() + 8, CellDelegate::rowHeight(option.fontMetrics));
}

} // namespace millrace::gui
