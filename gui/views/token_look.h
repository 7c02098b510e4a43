// SPDX-License-Identifier: GPL-3.0-or-later
// How the cells of completion tokens look, in the dock and in the document.
#pragma once

#include "gui/views/cell_delegate.h"

class QComboBox;
class QTableView;

namespace millrace::models {
class TokenFilter;
}

namespace millrace::gui {

CellLook tokenLook(const QModelIndex& index);
CellLook tokenSummaryLook(const QModelIndex& index);
/// Widths of the columns of a TokenModel.
QList<int> tokenColumnWidths();
/// Chooses which tokens the filter, which outlives it, lets through.
QComboBox* makeTokenChoice(models::TokenFilter& filter);
/// The opaque texts of the selected rows of a TokenModel or its filter.
QStringList selectedTokens(const QTableView& table);

} // namespace millrace::gui
