// SPDX-License-Identifier: GPL-3.0-or-later
// How a run ends: signals, a reader that goes away, a disk that is full.
#include "tests/engine/cli/millrace_process.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace millrace::test;

extern char** environ;

namespace {

constexpr int kPatienceMs = 20'000;

/// The program with its output in a pipe that the test reads, or does not read.
class PipedRun {
public:
    explicit PipedRun(const QString& programFile, const char* output = nullptr)
    {
        if (pipe2(m_pipe, O_CLOEXEC) != 0) {
            qFatal("no pipe");
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        if (output != nullptr) {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY, 0);
        } else {
            posix_spawn_file_actions_adddup2(&actions, m_pipe[1], STDOUT_FILENO);
        }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        const QByteArray program = Workspace::program().toLocal8Bit();
        const QByteArray file = programFile.toLocal8Bit();
        const char* arguments[] = {program.constData(), "run", file.constData(), nullptr};
        if (posix_spawn(&m_process, program.constData(), &actions, nullptr, const_cast<char**>(arguments), environ) !=
            0) {
            qFatal("cannot start %s", program.constData());
        }
        posix_spawn_file_actions_destroy(&actions);
        close(m_pipe[1]);
    }

    ~PipedRun()
    {
        closeReader();
        if (m_process > 0) {
            kill(m_process, SIGKILL);
            waitpid(m_process, nullptr, 0);
        }
    }

    void closeReader()
    {
        if (m_pipe[0] >= 0) {
            close(m_pipe[0]);
            m_pipe[0] = -1;
        }
    }

    /// Reads until there are `numLines` lines or the end.
    void readLines(int numLines)
    {
        while (m_text.count('\n') < numLines && readMore()) {
        }
    }

    void readToEnd()
    {
        while (readMore()) {
        }
    }

    /// Waits until the pipe is full, i.e. the program is stuck in a write.
    bool waitUntilStuck() const
    {
        QElapsedTimer timer;
        timer.start();
        int lastSize = -1;
        while (timer.elapsed() < kPatienceMs) {
            int size = 0;
            if (ioctl(m_pipe[0], FIONREAD, &size) == 0 && size == lastSize && size >= 32'768) {
                return true;
            }
            lastSize = size;
            QTest::qWait(100);
        }
        return false;
    }

    void send(int signal) const { kill(m_process, signal); }

    /// The exit code; -1 when it does not end, 1000 + the signal that killed it.
    int waitForEnd()
    {
        QElapsedTimer timer;
        timer.start();
        int status = 0;
        while (waitpid(m_process, &status, WNOHANG) == 0) {
            if (timer.elapsed() > kPatienceMs) {
                return -1;
            }
            QTest::qWait(5);
        }
        m_process = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    }

    const QByteArray& text() const { return m_text; }

private:
    bool readMore()
    {
        pollfd waited{m_pipe[0], POLLIN, 0};
        if (poll(&waited, 1, kPatienceMs) <= 0) {
            return false;
        }
        QByteArray chunk(65536, Qt::Uninitialized);
        const ssize_t size = read(m_pipe[0], chunk.data(), static_cast<size_t>(chunk.size()));
        if (size <= 0) {
            return false;
        }
        m_text.append(chunk.constData(), size);
        return true;
    }

    int m_pipe[2] = {-1, -1};
    pid_t m_process = 0;
    QByteArray m_text;
};

QByteArray generator(const QByteArray& rate)
{
    return "CREATE TABLE t (id BIGINT) WITH ('connectors' = '[{\"name\": \"g\", \"transport\": {\"name\": \"datagen\", "
           "\"config\": {\"plan\": [{" +
           rate + "}]}}}]');\nCREATE VIEW v AS SELECT id FROM t;\n";
}

} // namespace

class TestEnding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSignalDrainsAndEnds_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("interrupt") << SIGINT;
        QTest::newRow("terminate") << SIGTERM;
    }

    void aSignalDrainsAndEnds()
    {
        QFETCH(int, signal);
        const Workspace workspace;
        PipedRun run(workspace.write(QStringLiteral("p.sql"), generator("\"rate\": 2000")));
        run.readLines(500);
        run.send(signal);
        run.readToEnd();
        QCOMPARE(run.waitForEnd(), 0);

        // Whole lines only, and no id is missing up to the last.
        QVERIFY(run.text().endsWith('\n'));
        qint64 expected = 0;
        for (const QByteArray& line : run.text().trimmed().split('\n')) {
            const QJsonObject change = QJsonDocument::fromJson(line).object();
            QCOMPARE(change[QLatin1String("row")][QLatin1String("id")].toInteger(-1), expected++);
        }
        QVERIFY(expected >= 500);
    }

    void aSecondSignalEndsAtOnce()
    {
        const Workspace workspace;
        PipedRun run(workspace.write(QStringLiteral("p.sql"), generator("")));
        QVERIFY(run.waitUntilStuck()); // nobody reads: draining cannot finish
        run.send(SIGINT);
        QTest::qWait(200);
        run.send(SIGINT);
        QCOMPARE(run.waitForEnd(), 128 + SIGINT);
    }

    void aReaderThatGoesAwayEndsIt()
    {
        const Workspace workspace;
        PipedRun run(workspace.write(QStringLiteral("p.sql"), generator("\"rate\": 2000")));
        run.readLines(1);
        run.closeReader();
        QCOMPARE(run.waitForEnd(), 0);
    }

    void aFullDiskEndsIt()
    {
        const Workspace workspace;
        PipedRun run(workspace.write(QStringLiteral("p.sql"), generator("\"rate\": 2000")), "/dev/full");
        QCOMPARE(run.waitForEnd(), 1);
    }
};

QTEST_GUILESS_MAIN(TestEnding)
#include "test_ending.moc"
