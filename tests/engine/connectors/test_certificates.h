// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates of a test's own: an authority, a server at 127.0.0.1, a client "test"; a stranger's authority.
#pragma once

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <string>

#include <sys/stat.h>

namespace millrace::test {

class TestCertificates {
public:
    /// False where openssl is missing.
    bool make()
    {
        ::chmod(m_folder.path().toLocal8Bit().constData(), 0755); // a server of another user reads them
        QFile names(at("names"));
        if (!names.open(QIODevice::WriteOnly)) {
            return false;
        }
        names.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n");
        names.close();
        return authority("ca") && authority("stranger") && signedBy("ca", "server", "/CN=localhost") &&
               signedBy("ca", "client", "/CN=test");
    }

    /// "ca.crt", "stranger.crt", "server.crt", "server.key", "client.crt", "client.key".
    std::string path(const char* name) const { return at(name).toStdString(); }
    std::string text(const char* name) const
    {
        QFile file(at(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    }

private:
    QString at(const QString& name) const { return m_folder.filePath(name); }

    bool authority(const QString& name)
    {
        return run({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name, "-keyout",
                    at(name + ".key"), "-out", at(name + ".crt")});
    }
    bool signedBy(const QString& authority, const QString& name, const QString& subject)
    {
        const bool isMade = run({"req", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-keyout", at(name + ".key"),
                                 "-out", at(name + ".csr")}) &&
                            run({"x509", "-req", "-in", at(name + ".csr"), "-CA", at(authority + ".crt"), "-CAkey",
                                 at(authority + ".key"), "-CAcreateserial", "-days", "2", "-extfile", at("names"),
                                 "-out", at(name + ".crt")});
        // A client takes no key of its own that others may read; the server's copy is made by itself.
        const mode_t mode = name == "server" ? 0644 : 0600;
        return isMade && ::chmod(at(name + ".key").toLocal8Bit().constData(), mode) == 0;
    }
    static bool run(const QStringList& arguments)
    {
        QProcess openssl;
        openssl.start("openssl", arguments);
        return openssl.waitForFinished(30'000) && openssl.exitStatus() == QProcess::NormalExit &&
               openssl.exitCode() == 0;
    }

    QTemporaryDir m_folder{QStringLiteral("/tmp/mrcert-XXXXXX")};
};

} // namespace millrace::test
