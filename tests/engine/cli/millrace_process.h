// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the built program on files in a folder of its own.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <vector>

namespace millrace::test {

struct Outcome {
    int exitCode = -1; ///< -1: it did not end in time or was killed by a signal
    QByteArray output;
    QByteArray errors;

    QStringList lines() const;                ///< of the output
    std::vector<QJsonObject> changes() const; ///< the lines as JSON; an empty object where a line is none
    /// Sum of the weights of each row: `{"v": {"{\"a\":1}": 1}}` without zeros, as compact JSON.
    QByteArray totals() const;
    /// For messages of failing tests.
    QByteArray told() const;
};

/// A folder with programs and their data.
class Workspace {
public:
    /// Writes a file; folders in its name are made.
    QString write(const QString& name, const QByteArray& content) const;
    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Runs the program in the folder and waits for its end.
    Outcome run(const QStringList& arguments, const QByteArray& input = {}) const
    {
        return finish(arguments, input, 0);
    }
    /// The same, with files of at most so many bytes.
    Outcome runLimited(const QStringList& arguments, quint64 maxFileBytes) const
    {
        return finish(arguments, {}, maxFileBytes);
    }

    static QString program();

private:
    Outcome finish(const QStringList& arguments, const QByteArray& input, quint64 maxFileBytes) const;

    QTemporaryDir m_folder;
};

/// A keyed table `t (id BIGINT, name VARCHAR)` fed from `file`, and what follows.
QByteArray tableFrom(const QByteArray& file, const QByteArray& rest = {}, const QByteArray& format = "\"json\"");

} // namespace millrace::test
