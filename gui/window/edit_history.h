// SPDX-License-Identifier: GPL-3.0-or-later
// The list of what can be taken back and made again.
#pragma once

class QUndoStack;
class QWidget;

namespace millrace::gui {

/// Shows the steps of the filter of a stream (null: none is worked in) and those of the window: names, deletions,
/// docks, arrangement. A click on a step leads to how things were right behind it. GUI thread only.
void showEditHistory(QUndoStack& window, QUndoStack* filter, QWidget* parent);

} // namespace millrace::gui
