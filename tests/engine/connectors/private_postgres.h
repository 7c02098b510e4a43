// SPDX-License-Identifier: GPL-3.0-or-later
// A PostgreSQL server of the test's own, on a socket in a temporary folder.
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace millrace::test {

class PrivatePostgres {
public:
    /// False where PostgreSQL is not installed.
    static bool isInstalled() { return !binaries().isEmpty(); }

    /// Makes a cluster and starts it; false when that fails.
    bool start()
    {
        // The server wants a folder of its own and does not run as root.
        ::chmod(m_folder.path().toLocal8Bit().constData(), 0777);
        return run("initdb", {"-D", data(), "-A", "trust", "-U", "test", "--no-sync"}) && startServer();
    }
    bool startServer()
    {
        return run("pg_ctl", {"-D", data(), "-w", "-t", "60", "-l", m_folder.filePath("log"), "-o",
                              "-c listen_addresses='' -c fsync=off -k " + m_folder.path(), "start"});
    }
    bool stopServer() { return run("pg_ctl", {"-D", data(), "-w", "-m", "immediate", "stop"}); }
    ~PrivatePostgres()
    {
        stopServer();
        run("rm", {"-rf", data()}); // it belongs to another user
    }

    std::string uri() const
    {
        return "postgresql:///postgres?host=" + QString::fromLatin1(m_folder.path().toLatin1()).toStdString() +
               "&user=test";
    }
    /// Runs SQL; rows as `a|b` lines.
    QString sql(const QString& text)
    {
        QProcess psql;
        psql.start(binaries() + "/psql", {"-h", m_folder.path(), "-U", "test", "-d", "postgres", "-AtqX", "-c", text});
        psql.waitForFinished(30'000);
        return QString::fromUtf8(psql.readAllStandardOutput() + psql.readAllStandardError()).trimmed();
    }

private:
    static QString binaries()
    {
        const QDir versions(QStringLiteral("/usr/lib/postgresql"));
        const QStringList all = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        const QString folder = all.isEmpty() ? QString() : versions.filePath(all.last() + "/bin");
        return QFile::exists(folder + "/initdb") ? folder : QString();
    }
    QString data() const { return m_folder.filePath("data"); }

    bool run(const QString& program, QStringList arguments)
    {
        const QString path = QFile::exists(binaries() + "/" + program) ? binaries() + "/" + program : program;
        QProcess process;
        process.setWorkingDirectory("/tmp");
        process.setStandardOutputFile(QProcess::nullDevice()); // a server would keep a pipe open
        process.setStandardErrorFile(QProcess::nullDevice());
        if (::geteuid() == 0) {
            arguments = QStringList{"--reuid=postgres", "--regid=postgres", "--clear-groups", path} + arguments;
            process.start("setpriv", arguments);
        } else {
            process.start(path, arguments);
        }
        return process.waitForFinished(90'000) && process.exitCode() == 0;
    }

    QTemporaryDir m_folder{QStringLiteral("/tmp/mrpg-XXXXXX")};
};

} // namespace millrace::test
