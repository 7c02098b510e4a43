// SPDX-License-Identifier: GPL-3.0-or-later
// The project's own C++ files, for tests that judge their text.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace millrace::tidy {

struct SourceFile {
    QString path;      ///< relative to the top folder, with slashes
    QStringList lines; ///< without line ends

    bool isHeader() const { return path.endsWith(QLatin1String(".h")); }
    /// "engine/base" for "engine/base/error.h"; "gui" for anything below gui/.
    QString layer() const;
};

/// All .h and .cpp files below engine, models, gui and tests, by path.
std::vector<SourceFile> readSourceTree();

/// A line without the comments and string literals that end on it, so that a rule about code does not judge prose.
QString codeOf(const QString& line);

} // namespace millrace::tidy
