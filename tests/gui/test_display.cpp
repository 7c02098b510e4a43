// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/app/display.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace::gui;

namespace {

QString program()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/millrace");
}

/// The program for 200 ms in an environment with this display.
struct Outcome {
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
};

Outcome runWith(const char* variable, const QString& value, const QStringList& arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        environment.remove(QLatin1String(name));
    }
    environment.insert(QLatin1String(variable), value);
    process.setProcessEnvironment(environment);
    process.start(program(), arguments);
    const bool isEnded = process.waitForFinished(20'000) && process.exitStatus() == QProcess::NormalExit;
    return {isEnded ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class TestDisplay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void streamsTheSampleWhereNoDisplayAnswers_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("none") << "DISPLAY"
                              << ""
                              << "there is no display";
        QTest::newRow("no server") << "DISPLAY"
                                   << ":7753"
                                   << "the display does not answer: DISPLAY=:7753";
        QTest::newRow("nonsense") << "DISPLAY"
                                  << "what?"
                                  << "the display does not answer";
        QTest::newRow("wayland") << "WAYLAND_DISPLAY"
                                 << "wayland-7753"
                                 << "the display cannot be used";
    }

    void streamsTheSampleWhereNoDisplayAnswers()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        QFETCH(QString, sentence);
        const Outcome outcome =
            runWith(qPrintable(variable), value, {QStringLiteral("--for"), QStringLiteral("300ms")});
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY2(outcome.errors.contains(sentence.toUtf8()), outcome.errors.constData());
        QVERIFY(outcome.output.startsWith("{\"relation\":"));
    }

    void closesOrderlyOnASignal()
    {
        const QTemporaryDir folder;
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder.filePath(QStringLiteral("config")));
        process.setProcessEnvironment(environment);
        process.start(program(), {QStringLiteral("--data-folder"), folder.filePath(QStringLiteral("data"))});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath(QStringLiteral("data/catalog.db"))), 20'000);
        QTest::qWait(1500);
        process.terminate();
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        // The window has kept how it looked, which it does when it is closed.
        QVERIFY(QDir(folder.filePath(QStringLiteral("config"))).exists(QStringLiteral("Millrace/Millrace.conf")));
    }

    void runsNoFileThatShouldHaveBeenOpened()
    {
        const Outcome outcome = runWith("DISPLAY", QStringLiteral(":7753"), {QStringLiteral("/somewhere/foreign.sql")});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY2(outcome.errors.contains("millrace run PROGRAM.sql"), outcome.errors.constData());
        QVERIFY(outcome.output.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDisplay)
#include "test_display.moc"
