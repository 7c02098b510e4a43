// SPDX-License-Identifier: GPL-3.0-or-later
// A PostgreSQL server of the test's own, on a socket in a temporary folder.
#pragma once

#include "test_certificates.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
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
    bool startServer(const QString& options = "-c listen_addresses=''")
    {
        return run("pg_ctl", {"-D", data(), "-w", "-t", "60", "-l", m_folder.filePath("log"), "-o",
                              options + " -c fsync=off -k " + m_folder.path(), "start"});
    }
    /// Starts again, with TLS on a port of 127.0.0.1; the user `test` comes there with TLS only, `needsCertificate`:
    /// with one of its own.
    bool startTls(const TestCertificates& certificates, bool needsCertificate)
    {
        m_port = freePort();
        bool isReady = stopServer();
        for (const char* name : {"ca.crt", "server.crt", "server.key"}) {
            const QString copy = data() + "/" + name;
            isReady = isReady && run("cp", {QString::fromStdString(certificates.path(name)), copy}) &&
                      run("chmod", {"600", copy});
        }
        const QString rule = QStringLiteral("local all all trust\nhostssl all all 127.0.0.1/32 %1\n")
                                 .arg(needsCertificate ? "cert" : "trust");
        return isReady && run("sh", {"-c", "printf '" + rule + "' > " + data() + "/pg_hba.conf"}) &&
               startServer(QStringLiteral("-c listen_addresses=127.0.0.1 -c port=%1 -c ssl=on -c ssl_ca_file=ca.crt "
                                          "-c ssl_cert_file=server.crt -c ssl_key_file=server.key")
                               .arg(m_port));
    }
    std::string tlsUri(const std::string& host = "127.0.0.1") const
    {
        return "postgresql://test@" + host + ":" + std::to_string(m_port) + "/postgres?hostaddr=127.0.0.1";
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
    static int freePort()
    {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size);
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
        ::close(socket);
        return ntohs(address.sin_port);
    }
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
    int m_port = 0; ///< for TLS
};

} // namespace millrace::test
