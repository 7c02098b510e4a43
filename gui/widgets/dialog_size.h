// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes of dialogs whose texts change while they are open.
#pragma once

class QDialog;

namespace millrace::gui {

/// Makes a dialog as high as its contents need at its width; never lower. Qt gives a new one two thirds of the screen
/// at most, and leaves an open one as it is: its parts would lie upon each other.
void growToContents(QDialog& dialog);

} // namespace millrace::gui
