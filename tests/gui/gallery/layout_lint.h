// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with how a window is laid out, as far as that can be said exactly.
#pragma once

#include <QImage>
#include <QStringList>

class QWidget;

namespace millrace::test {

/// A line for each text that is cut without a tool tip that has the whole, each widget outside its parent or smaller
/// than its own minimum, each two parts of a layout that overlap, and each label of a form that does not stand at the
/// height of its field. Of what is visible below `root`.
QStringList layoutProblems(QWidget* root);

/// A line for each text, of labels and buttons that are enabled, that stands out from its ground by less than 4.5:1
/// in the picture of `root`.
QStringList contrastProblems(QWidget* root, const QImage& picture);

} // namespace millrace::test
