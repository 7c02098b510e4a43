// SPDX-License-Identifier: GPL-3.0-or-later
// How the cells of completion tokens look, in the dock and in the document.
#pragma once

#include "gui/views/cell_delegate.h"

class QTableView;

namespace millrace::gui {

CellLook tokenLook(const QModelIndex& index);
CellLook tokenSummaryLook(const QModelIndex& index);
/// Widths of the columns of a TokenModel.
QList<int> tokenColumnWidths();
/// The opaque texts of the selected rows of a TokenModel.
QStringList selectedTokens(const QTableView& table);

} // namespace millrace::gui
