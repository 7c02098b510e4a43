// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/command_line.h"
#include "engine/cli/run_command.h"

#include <QTest>

#include <vector>

using namespace millrace::cli;

class TestOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("bytes") << "1500000" << qint64{1'500'000};
        QTest::newRow("MiB") << "512MiB" << qint64{512} * 1024 * 1024;
        QTest::newRow("short") << "2G" << (qint64{2} << 30);
        QTest::newRow("fraction") << "1.5KB" << qint64{1536};
        QTest::newRow("empty") << "" << qint64{-1};
        QTest::newRow("zero") << "0" << qint64{-1};
        QTest::newRow("negative") << "-1MiB" << qint64{-1};
        QTest::newRow("unit only") << "MiB" << qint64{-1};
        QTest::newRow("unknown unit") << "3 parsecs" << qint64{-1};
        QTest::newRow("too much") << "1e30" << qint64{-1};
    }

    void sizes()
    {
        QFETCH(QString, text);
        QFETCH(qint64, bytes);
        const auto size = parseSize(text.toStdString());
        QCOMPARE(size ? static_cast<qint64>(*size) : qint64{-1}, bytes);
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("millis");
        QTest::newRow("seconds") << "10s" << qint64{10'000};
        QTest::newRow("no unit") << "3" << qint64{3'000};
        QTest::newRow("milliseconds") << "250ms" << qint64{250};
        QTest::newRow("minutes") << "5m" << qint64{300'000};
        QTest::newRow("hours") << "1h" << qint64{3'600'000};
        QTest::newRow("fraction") << "1.5s" << qint64{1'500};
        QTest::newRow("zero") << "0s" << qint64{0};
        QTest::newRow("empty") << "" << qint64{-1};
        QTest::newRow("unit only") << "s" << qint64{-1};
        QTest::newRow("unknown unit") << "3d" << qint64{-1};
        QTest::newRow("negative") << "-3s" << qint64{-1};
        QTest::newRow("not a number") << "nan" << qint64{-1};
        QTest::newRow("infinite") << "inf" << qint64{-1};
        QTest::newRow("too long") << "1e300h" << qint64{-1};
        QTest::newRow("trailing text") << "3s " << qint64{-1};
    }

    void durations()
    {
        QFETCH(QString, text);
        QFETCH(qint64, millis);
        const auto duration = parseDuration(text.toStdString());
        QCOMPARE(duration ? qint64{duration->count()} : qint64{-1}, millis);
    }

    void choosesBetweenWindowAndCommandLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<bool>("isCommandLineWanted");
        QTest::newRow("nothing") << QStringList{} << false;
        QTest::newRow("subcommand") << QStringList{"run", "x.sql"} << true;
        QTest::newRow("misspelt subcommand") << QStringList{"rnu", "x.sql"} << true;
        QTest::newRow("help") << QStringList{"--help"} << true;
        QTest::newRow("version") << QStringList{"--version"} << true;
        QTest::newRow("file") << QStringList{"shop.sql"} << false;
        QTest::newRow("path") << QStringList{"/home/a/shop"} << false;
        QTest::newRow("option of the window") << QStringList{"-style", "fusion"} << false;
        QTest::newRow("empty word") << QStringList{""} << false;
    }

    void choosesBetweenWindowAndCommandLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(bool, isCommandLineWanted);
        std::vector<QByteArray> words = {"millrace"};
        for (const QString& argument : arguments) {
            words.push_back(argument.toUtf8());
        }
        std::vector<const char*> argv;
        for (const QByteArray& word : words) {
            argv.push_back(word.constData());
        }
        QCOMPARE(isCommandLine(static_cast<int>(argv.size()), argv.data()), isCommandLineWanted);
    }
};

QTEST_APPLESS_MAIN(TestOptions)
#include "test_options.moc"
