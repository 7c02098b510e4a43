// SPDX-License-Identifier: GPL-3.0-or-later
// The fonts of the dependency list, and no others: texts are as wide on every machine.
#pragma once

#include <QString>

class QTemporaryDir;

namespace millrace::test {

/// Writes a configuration of fontconfig into `folder` that knows DejaVu alone, and points this process to it; before
/// the QApplication is made. A sentence when the fonts are not there, else empty.
QString useOwnFonts(const QTemporaryDir& folder);

} // namespace millrace::test
