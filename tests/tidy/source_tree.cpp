// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tidy/source_tree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>

namespace millrace::tidy {

QString SourceFile::layer() const
{
    const QStringList parts = path.split(QLatin1Char('/'));
    if (parts.size() > 2 && parts[0] == QLatin1String("engine")) {
        return parts[0] + QLatin1Char('/') + parts[1];
    }
    return parts[0];
}

std::vector<SourceFile> readSourceTree()
{
    const QDir top(QStringLiteral(MILLRACE_SOURCE_DIR));
    std::vector<SourceFile> files;
    for (const char* folder : {"engine", "models", "gui", "tests"}) {
        QDirIterator entries(top.filePath(QLatin1String(folder)), {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                             QDir::Files, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            QFile file(entries.next());
            if (!file.open(QIODevice::ReadOnly)) {
                qFatal("cannot read %s", qPrintable(file.fileName()));
            }
            QString text = QString::fromUtf8(file.readAll());
            if (text.endsWith(QLatin1Char('\n'))) {
                text.chop(1);
            }
            files.push_back({top.relativeFilePath(file.fileName()), text.split(QLatin1Char('\n'))});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& left, const SourceFile& right) { return left.path < right.path; });
    return files;
}

QString codeOf(const QString& line)
{
    QString code;
    bool inString = false;
    for (qsizetype at = 0; at < line.size(); ++at) {
        const QChar c = line[at];
        if (inString) {
            if (c == QLatin1Char('\\')) {
                ++at;
            } else if (c == QLatin1Char('"')) {
                inString = false;
            }
            continue;
        }
        if (c == QLatin1Char('"') && !code.endsWith(QLatin1Char('\''))) {
            inString = true;
            continue;
        }
        if (c == QLatin1Char('/') && at + 1 < line.size() && line[at + 1] == QLatin1Char('/')) {
            break;
        }
        code += c;
    }
    return code;
}

} // namespace millrace::tidy
