// SPDX-License-Identifier: GPL-3.0-or-later
// How the cells of a change stream's state, sums and pinned rows are drawn.
#pragma once

#include "gui/views/cell_delegate.h"

namespace millrace::gui {

/// Of a RelationStateModel.
CellLook stateLook(const QModelIndex& index);
/// Of a StepSummaryModel.
CellLook summaryLook(const QModelIndex& index);
/// Of a PinnedRowsModel.
CellLook pinnedLook(const QModelIndex& index);

/// Draws the sums of a step, and a gap as one line over all columns. GUI thread only.
class SummaryDelegate : public CellDelegate {
    Q_OBJECT
public:
    explicit SummaryDelegate(QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace millrace::gui
