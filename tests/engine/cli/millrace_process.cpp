// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/cli/millrace_process.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QMap>
#include <QProcess>

#include <sys/resource.h>

namespace millrace::test {

namespace {

constexpr int kPatienceMs = 60'000;

} // namespace

QStringList Outcome::lines() const
{
    QStringList lines = QString::fromUtf8(output).split(QLatin1Char('\n'));
    if (lines.last().isEmpty()) {
        lines.removeLast();
    }
    return lines;
}

std::vector<QJsonObject> Outcome::changes() const
{
    std::vector<QJsonObject> changes;
    for (const QString& line : lines()) {
        changes.push_back(QJsonDocument::fromJson(line.toUtf8()).object());
    }
    return changes;
}

QByteArray Outcome::totals() const
{
    QMap<QString, QMap<QString, int>> sums;
    for (const QJsonObject& change : changes()) {
        const QByteArray row = QJsonDocument(change[QLatin1String("row")].toObject()).toJson(QJsonDocument::Compact);
        sums[change[QLatin1String("relation")].toString()][QString::fromUtf8(row)] +=
            change[QLatin1String("weight")].toInt();
    }
    QByteArray text;
    for (auto relation = sums.begin(); relation != sums.end(); ++relation) {
        for (auto row = relation->begin(); row != relation->end(); ++row) {
            if (row.value() != 0) {
                text +=
                    relation.key().toUtf8() + ' ' + row.key().toUtf8() + ' ' + QByteArray::number(row.value()) + '\n';
            }
        }
    }
    return text;
}

QByteArray Outcome::told() const
{
    return "\nexit code " + QByteArray::number(exitCode) + "\n-- output\n" + output.left(4000) + "\n-- errors\n" +
           errors.left(4000);
}

QString Workspace::program()
{
    return QStringLiteral(MILLRACE_BINARY_DIR "/bin/millrace");
}

QString Workspace::write(const QString& name, const QByteArray& content) const
{
    const QString file = path(name);
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size()) {
        qFatal("cannot write %s", qPrintable(file));
    }
    return file;
}

Outcome Workspace::finish(const QStringList& arguments, const QByteArray& input, quint64 maxFileBytes) const
{
    QProcess process;
    if (maxFileBytes != 0) {
        process.setChildProcessModifier([maxFileBytes] {
            const rlimit limit = {maxFileBytes, maxFileBytes};
            setrlimit(RLIMIT_FSIZE, &limit);
        });
    }
    process.setWorkingDirectory(m_folder.path());
    process.start(program(), arguments);
    process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    if (process.waitForFinished(kPatienceMs) && process.exitStatus() == QProcess::NormalExit) {
        outcome.exitCode = process.exitCode();
    } else {
        process.kill();
        process.waitForFinished();
    }
    outcome.output = process.readAllStandardOutput();
    outcome.errors = process.readAllStandardError();
    return outcome;
}

QByteArray tableFrom(const QByteArray& file, const QByteArray& rest, const QByteArray& format)
{
    return "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR) WITH ('connectors' = '[{\"name\": \"file\",\n"
           "  \"transport\": {\"name\": \"file_input\", \"config\": {\"path\": \"" +
           file + "\"}},\n  \"format\": {\"name\": " + format + "}}]');\n" + rest;
}

} // namespace millrace::test
