// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/stream_looks.h"

#include "gui/views/gap_row.h"
#include "models/stream/pinned_rows_model.h"
#include "models/stream/relation_state_model.h"
#include "models/stream/step_summary_model.h"

#include <optional>

namespace millrace::gui {

CellLook stateLook(const QModelIndex& index)
{
    using Model = models::RelationStateModel;
    CellLook look;
    look.isNumber = index.data(Model::NumericRole).toBool();
    look.isMonospaced = true;
    if (index.data(Model::NullRole).toBool() || index.column() < Model::FirstData) {
        look.color = ColorToken::TextMuted;
    }
    if (index.column() == Model::LastStep && index.data(Model::IsFreshRole).toBool()) {
        look.color = ColorToken::Accent;
        look.isBold = true;
    }
    if (index.column() == Model::Weight && index.data(Model::IsAnomalyRole).toBool()) {
        look.color = ColorToken::Error;
        look.icon = QStringLiteral("warning");
        look.iconColor = ColorToken::Error;
    }
    return look;
}

CellLook summaryLook(const QModelIndex& index)
{
    using Model = models::StepSummaryModel;
    CellLook look;
    look.isNumber = index.data(Model::NumericRole).toBool();
    look.isMonospaced = true;
    switch (static_cast<Model::Column>(index.column())) {
    case Model::Column::Step:
    case Model::Column::Time: look.color = ColorToken::TextMuted; break;
    case Model::Column::Inserted: look.color = ColorToken::Insert; break;
    case Model::Column::Deleted: look.color = ColorToken::Delete; break;
    case Model::Column::Net:
    case Model::Column::Rows: break;
    }
    return look;
}

CellLook pinnedLook(const QModelIndex& index)
{
    using Model = models::PinnedRowsModel;
    CellLook look;
    look.isNumber = index.data(Model::NumericRole).toBool();
    look.isMonospaced = true;
    const bool isGone = index.data(Model::IsGoneRole).toBool();
    if (index.column() == Model::State) {
        look.dot = isGone ? ColorToken::Delete : ColorToken::Insert;
    }
    if (!index.data(Model::IsKnownRole).toBool()) {
        look.dot = index.column() == Model::State ? std::optional(ColorToken::TextMuted) : std::nullopt;
        look.color = ColorToken::TextMuted;
    } else if (isGone || index.column() < Model::FirstData) {
        look.color = ColorToken::TextMuted;
    }
    return look;
}

SummaryDelegate::SummaryDelegate(QObject* parent)
    : CellDelegate(&summaryLook, parent)
{
}

void SummaryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    using Model = models::StepSummaryModel;
    if (index.data(Model::GapRole).toBool()) {
        paintGapCell(painter, option, index.data(Model::GapTextRole).toString());
    } else {
        CellDelegate::paint(painter, option, index);
    }
}

} // namespace millrace::gui
